//! Bodies that are read while they are received.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream::{BoxStream, unfold};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{
    Error,
    error::{Ended, Limit, Origin, TransportError},
    response::{
        decode,
        framing::{Frame, Frames, Framing, is_end_mark},
        raw::{RawResponse, Rest, Unread, is_short},
    },
    types::event::{self, Event},
    types::object::debug_object,
};

/// A body that is read while it is received: in pieces of bytes, or as one value after the other.
///
/// The timeout of a call ends when the response begins; while a stream is read there is none. A call is not repeated once
/// its response has begun. Dropping the stream ends the connection. A single value can be as large as `max_response_size`
/// allows; the whole body can be larger.
///
/// A value that does not match the API description is an error, after which the next value can be read. After an error
/// of the connection there are no more values. A server-sent event with the data `[DONE]`, which some services send at
/// the end, ends the stream. A body that ends inside of another event, before the empty line behind it, is an error, and
/// this event is not returned.
///
/// It implements [`Stream`], but can be read without another crate:
///
/// ```no_run
/// # use realtimekit_runtime::{Error, ResponseStream};
/// # async fn run(mut lines: ResponseStream<String>) -> Result<(), Error> {
/// while let Some(line) = lines.try_next().await? {
///     println!("{line}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is read"]
pub struct ResponseStream<T> {
    pieces: BoxStream<'static, Result<Bytes, Ended>>,
    frames: Frames,
    read: Read<T>,
    /// The response, whose body is the current value.
    response: RawResponse,
    limit: Limit,
    largest: usize,
    is_end: bool,
}

/// Reads a value, or `None` for the mark of the end.
type Read<T> = fn(Frame, &mut RawResponse) -> Result<Option<T>, Error>;

/// A server-sent event.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ServerEvent<T> {
    /// The name of the event, if it has one.
    pub event: Option<String>,
    /// The id of the last event that had one.
    pub id: Option<String>,
    /// Its data.
    pub data: T,
}

impl<T: fmt::Debug> fmt::Debug for ServerEvent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_object(
            f,
            "ServerEvent",
            &[
                ("event", &self.event),
                ("id", &self.id),
                ("data", &self.data),
            ],
        )
    }
}

impl<T> ResponseStream<T> {
    /// The stream of a successful response.
    fn new(response: &RawResponse, framing: Framing, read: Read<T>) -> Result<Self, Error> {
        response.succeeded()?;
        let method = response.operation.method;
        let (pieces, limit, largest) = match response.take_rest() {
            Some(Rest {
                response,
                limit,
                largest,
            }) => {
                let pieces = unfold(Some(response), move |response| async move {
                    let mut response = response?;
                    match response.chunk().await {
                        Ok(Some(piece)) => Some((Ok(piece), Some(response))),
                        Ok(None) if is_short(&response, method) => Some((Err(Ended::Short), None)),
                        Ok(None) => None,
                        Err(error) => Some((Err(error.into()), None)),
                    }
                });
                let pieces: BoxStream<'static, _> = Box::pin(pieces);
                (pieces, limit, largest)
            }
            None => {
                let nothing: BoxStream<'static, _> = Box::pin(futures_util::stream::empty());
                (nothing, Limit::default(), usize::MAX)
            }
        };
        Ok(Self {
            pieces,
            frames: Frames::new(framing),
            read,
            response: response.head_only(),
            limit,
            largest,
            is_end: false,
        })
    }

    /// Returns the next value, or `None` at the end.
    ///
    /// # Errors
    /// The connection broke, or the value does not match the API description.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the next value, or `None` at the end, for use with `?`.
    ///
    /// # Errors
    /// The connection broke, or the value does not match the API description.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    fn value(&mut self, frame: Frame) -> Option<Result<T, Error>> {
        let value = (self.read)(frame, &mut self.response).transpose();
        self.is_end |= value.is_none();
        value
    }

    /// The error for a connection that broke.
    fn cut(&self, ended: Ended) -> Error {
        let response = &self.response;
        let (operation, tried) = (response.operation, response.tried);
        let secrets = response.secrets();
        let (status, headers) = response.head();
        let origin = Origin::new(operation, status, headers, &secrets, tried);
        let error =
            TransportError::new(operation, ended, self.limit, Some(origin), tried, &secrets);
        Error::transport(error)
    }
}

const NO_EVENTS: &str =
    "the body has no server-sent events; check whether the request asks for them";

impl<T> Stream for ResponseStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(frame) = this.frames.next(this.is_end) {
                return Poll::Ready(this.value(frame));
            }
            if this.is_end && this.frames.take_cut() {
                return Poll::Ready(Some(Err(this.cut(Ended::Short))));
            }
            if this.is_end {
                return Poll::Ready(this.frames.take_stray().map(|stray| {
                    this.response.body = stray;
                    Err(this.response.unexpected_response(NO_EVENTS))
                }));
            }
            if this.frames.len() > this.largest {
                this.is_end = true;
                this.frames = Frames::new(Framing::Bytes);
                this.response.unread = Some(Unread::TooLarge);
                return Poll::Ready(this.value(Frame::default()));
            }
            match ready!(this.pieces.as_mut().poll_next(context)) {
                Some(Ok(piece)) => this.frames.push(&piece),
                Some(Err(ended)) => {
                    this.is_end = true;
                    this.frames = Frames::new(Framing::Bytes);
                    return Poll::Ready(Some(Err(this.cut(ended))));
                }
                None => this.is_end = true,
            }
        }
    }
}

impl<T> fmt::Debug for ResponseStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseStream")
            .field("operation", &self.response.operation.id)
            .finish_non_exhaustive()
    }
}

/// A body in pieces.
pub(crate) fn bytes(response: &RawResponse) -> Result<ResponseStream<Vec<u8>>, Error> {
    ResponseStream::new(response, Framing::Bytes, |frame, _| {
        Ok(Some(frame.data.to_vec()))
    })
}

/// A body with a JSON value on each line.
pub(crate) fn lines<T: DeserializeOwned>(
    response: &RawResponse,
) -> Result<ResponseStream<T>, Error> {
    ResponseStream::new(response, Framing::Lines, json)
}

/// A body with a string on each line.
pub(crate) fn text_lines(response: &RawResponse) -> Result<ResponseStream<String>, Error> {
    ResponseStream::new(response, Framing::Lines, text)
}

/// Server-sent events with data in JSON.
pub(crate) fn events<T: DeserializeOwned>(
    response: &RawResponse,
) -> Result<ResponseStream<ServerEvent<T>>, Error> {
    ResponseStream::new(response, Framing::Events, |frame, response| {
        event(frame, response, json::<T>)
    })
}

/// Server-sent events with strings as data.
pub(crate) fn text_events(
    response: &RawResponse,
) -> Result<ResponseStream<ServerEvent<String>>, Error> {
    ResponseStream::new(response, Framing::Events, |frame, response| {
        event(frame, response, utf8)
    })
}

/// Server-sent events with data in JSON, or strings, which are not written as JSON.
pub(crate) fn events_or_text<T: DeserializeOwned>(
    response: &RawResponse,
) -> Result<ResponseStream<ServerEvent<T>>, Error> {
    ResponseStream::new(response, Framing::Events, |frame, response| {
        event(frame, response, json_or_text::<T>)
    })
}

fn json_or_text<T: DeserializeOwned>(
    frame: Frame,
    response: &mut RawResponse,
) -> Result<Option<T>, Error> {
    let is_json = serde_json::from_slice::<IgnoredAny>(&frame.data).is_ok();
    let as_json = || serde_json::to_vec(&String::from_utf8_lossy(&frame.data)).ok();
    let data = match (!is_json).then(as_json).flatten() {
        Some(quoted) => quoted.into(),
        None => frame.data,
    };
    json(Frame { data, ..frame }, response)
}

fn json<T: DeserializeOwned>(frame: Frame, response: &mut RawResponse) -> Result<Option<T>, Error> {
    response.body = frame.data;
    decode::read_one(response).map(Some)
}

fn text(frame: Frame, response: &mut RawResponse) -> Result<Option<String>, Error> {
    response.body = frame.data;
    decode::text(response).map(Some)
}

fn utf8(frame: Frame, response: &mut RawResponse) -> Result<Option<String>, Error> {
    response.body = frame.data;
    decode::utf8(response).map(Some)
}

fn event<T>(
    frame: Frame,
    response: &mut RawResponse,
    read: Read<T>,
) -> Result<Option<ServerEvent<T>>, Error> {
    if is_end_mark(&frame.data) {
        return Ok(None);
    }
    let Frame { data, event, id } = frame;
    let current = Event {
        name: event.clone(),
        data: String::from_utf8_lossy(&data).into_owned(),
    };
    let data = Frame {
        data,
        ..Frame::default()
    };
    let data = event::within(current, || read(data, response))?;
    Ok(data.map(|data| ServerEvent { event, id, data }))
}
