//! Many calls, several at a time.

use std::{
    fmt,
    future::{Future, IntoFuture, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;

use crate::{Call, CallFuture, Error};

/// The outcome of one of many calls.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It was carried out.
    Done(T),
    /// It was certainly not carried out: it was rejected, or never sent.
    NotDone(Error),
    /// It may have been carried out ([`Error::may_have_happened`]). Check before you repeat it.
    Unknown(Error),
}

impl<T> Outcome<T> {
    /// The value, or the error of the other two variants.
    ///
    /// # Errors
    /// The error of the call.
    pub fn into_result(self) -> Result<T, Error> {
        match self {
            Self::Done(value) => Ok(value),
            Self::NotDone(error) | Self::Unknown(error) => Err(error),
        }
    }
}

impl<T> From<Result<T, Error>> for Outcome<T> {
    fn from(result: Result<T, Error>) -> Self {
        match result {
            Ok(value) => Self::Done(value),
            Err(error) if error.may_have_happened() => Self::Unknown(error),
            Err(error) => Self::NotDone(error),
        }
    }
}

/// Many calls, several at a time: a stream of their outcomes in the order in which the calls end, each with the
/// position of its call.
///
/// Each call has exactly one outcome. An error of one call does not end the others. Retries and the rate limit apply to
/// each call as usual. A call is only taken from the iterator when it can be sent. Dropping the stream drops the calls
/// in progress; their outcome is then unknown.
///
/// ```no_run
/// # use realtimekit_runtime::{Call, Many, Outcome};
/// # async fn run(calls: Vec<Call<String>>) {
/// let mut outcomes = Many::new(calls, 8);
/// while let Some((position, outcome)) = outcomes.next().await {
///     match outcome {
///         Outcome::Done(value) => println!("{position}: {value}"),
///         Outcome::NotDone(error) => println!("{position} can be tried again: {error}"),
///         Outcome::Unknown(error) => println!("{position} may have been done: {error}"),
///     }
/// }
/// # }
/// ```
#[must_use = "the calls are sent when the stream is read"]
pub struct Many<T> {
    calls: Box<dyn Iterator<Item = Call<T>> + Send>,
    taken: usize,
    under_way: FuturesUnordered<Numbered<T>>,
    at_once: usize,
}

impl<T: 'static> Many<T> {
    /// Creates the stream with at most `at_once` calls at a time; 0 counts as 1.
    pub fn new<I>(calls: I, at_once: usize) -> Self
    where
        I: IntoIterator<Item = Call<T>>,
        I::IntoIter: Send + 'static,
    {
        Self {
            calls: Box::new(calls.into_iter().fuse()),
            taken: 0,
            under_way: FuturesUnordered::new(),
            at_once: at_once.max(1),
        }
    }

    /// Returns the next call that ends, with its position, or `None` when all have ended.
    pub async fn next(&mut self) -> Option<(usize, Outcome<T>)> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: 'static> Stream for Many<T> {
    type Item = (usize, Outcome<T>);

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<(usize, Outcome<T>)>> {
        let many = self.get_mut();
        while many.under_way.len() < many.at_once
            && let Some(call) = many.calls.next()
        {
            many.under_way.push(Numbered {
                position: many.taken,
                call: call.into_future(),
            });
            many.taken += 1;
        }
        Pin::new(&mut many.under_way).poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let under_way = self.under_way.len();
        let (least, most) = self.calls.size_hint();
        (
            least.saturating_add(under_way),
            most.and_then(|most| most.checked_add(under_way)),
        )
    }
}

impl<T> fmt::Debug for Many<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Many")
            .field("taken", &self.taken)
            .field("under_way", &self.under_way.len())
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}

/// A call in progress, with its position.
struct Numbered<T> {
    position: usize,
    call: CallFuture<T>,
}

impl<T> Future for Numbered<T> {
    type Output = (usize, Outcome<T>);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = self.call.as_mut().poll(context);
        outcome.map(|outcome| (self.position, outcome.into()))
    }
}
