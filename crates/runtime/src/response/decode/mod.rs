//! Decodes the bytes of a response into the value or the error.

mod charset;
mod described;
mod envelope;
mod failure;
mod mismatch;
mod repair;
#[cfg(test)]
mod tests;
mod texts;

use std::borrow::Cow;

use envelope::{Found, Mismatch, One, Wanted};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{
    ApiError, ApiMessage, DecodeError, Error, Method, Page, Payload, UnexpectedResponseError,
    error::{Origin, Place},
    redact::{excerpt, json_excerpt, shown},
    response::raw::{RawResponse, Unread},
    types::coerce::Coerce,
};

/// One value.
///
/// A successful response of a GET must have a result. Other methods may succeed without one:
///
/// | at the payload's place | GET | every other method |
/// | --- | --- | --- |
/// | null | `None`, or an empty list; else a decode error | the same, and an object without required fields is empty |
/// | nothing | a decode error | as for null |
///
/// Without an envelope, the payload's place is the body, and nothing is an empty one. A repeated DELETE that finds nothing
/// left to delete has succeeded.
pub(crate) fn one<T: DeserializeOwned>(response: &RawResponse) -> Result<T, Error> {
    read_one(response).or_else(|error| match nothing(response.operation.method) {
        Some(nothing) if response.is_gone(&error) || response.is_empty_success() => Ok(nothing),
        _ => Err(error),
    })
}

/// The value for an empty result: null or, except for GET, an object whose fields are all optional. An error would make
/// callers repeat the call.
fn nothing<T: DeserializeOwned>(method: Method) -> Option<T> {
    let null = serde_json::from_str("null").ok();
    null.or_else(|| match method {
        Method::Get => None,
        _ => serde_json::from_str("{}").ok(),
    })
}

/// One value, which must be there.
pub(crate) fn read_one<T: DeserializeOwned>(response: &RawResponse) -> Result<T, Error> {
    response.succeeded()?;
    let paths = match response.operation.payload {
        Payload::Plain => {
            return sent_as_text(response).map_or_else(|| response.read(whole), Ok);
        }
        Payload::Enveloped(paths) => paths,
    };
    let found: Found<One<T>> = response.read(|text| envelope::read(text, paths))?;
    response.no_failure(&found, paths)?;
    match found.payload {
        Some((_, One(value))) => Ok(value),
        None => {
            response.can_be_empty(&found, paths)?;
            nothing(response.operation.method).ok_or_else(|| response.nothing(&found, paths))
        }
    }
}

/// A string that the service sent as plain text, if the API description has that beside JSON.
fn sent_as_text<T: DeserializeOwned>(response: &RawResponse) -> Option<T> {
    if !response.reads_text || response.media_type()? != "text/plain" {
        return None;
    }
    let text = charset::text(&response.headers, response.body.to_vec())?;
    whole(&serde_json::to_string(&text).ok()?).ok()
}

/// A body that is the payload.
fn whole<T: DeserializeOwned>(text: &str) -> Result<T, Mismatch> {
    let mut source = serde_json::Deserializer::from_str(text);
    T::deserialize(Coerce(&mut source))
        .and_then(|value| source.end().map(|()| value))
        .map_err(|error| Mismatch { error, at: 0 })
}

/// Here, because the module of errors does not depend on decoding.
impl ApiError {
    /// Reads the body as a type of the API description, which has schemas of error bodies for some statuses. `None` if
    /// the body does not match.
    pub fn body_as<T: DeserializeOwned>(&self) -> Option<T> {
        let body = self.body();
        let text = repair::both(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body));
        whole(&text).ok()
    }
}

/// Reads JSON that is not a response. The error is the place that does not match the schema, or `None` if the body is
/// not JSON.
#[cfg(feature = "webhooks")]
pub(crate) fn plain<T: DeserializeOwned>(body: &[u8]) -> Result<T, Option<Place>> {
    let unreadable = |text: &str, mismatch_at: &Mismatch| {
        let place = mismatch::place(text.as_bytes(), mismatch_at.at, &mismatch_at.error);
        place.map(|mut place| {
            place.path = shown(&place.path, &[]);
            place
        })
    };
    let text = repair::utf8(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body));
    whole(&text).or_else(|mismatch_at| match repair::surrogates(&text) {
        Some(text) => whole(&text).map_err(|mismatch_at| unreadable(&text, &mismatch_at)),
        None => Err(unreadable(&text, &mismatch_at)),
    })
}

/// A page of a list.
pub(crate) fn page<T: DeserializeOwned>(response: &RawResponse) -> Result<Page<T>, Error> {
    response.succeeded()?;
    let paths = match response.operation.payload {
        Payload::Plain => AT_THE_TOP,
        Payload::Enveloped(paths) => paths,
    };
    let found: Found<Vec<T>> = response.read(|text| envelope::read(text, paths))?;
    response.no_failure(&found, paths)?;
    let items = match found.payload {
        Some((_, items)) => items,
        None => {
            response.can_be_empty(&found, paths)?;
            Vec::new()
        }
    };
    Ok(Page::new(items, found.paging))
}

/// A whole list.
pub(crate) fn list<T: DeserializeOwned>(response: &RawResponse) -> Result<Vec<T>, Error> {
    page(response).map(|page| page.items)
}

/// Only the success is checked.
pub(crate) fn empty(response: &RawResponse) -> Result<(), Error> {
    match read_nothing(response) {
        Err(error) if response.is_gone(&error) => Ok(()),
        done => done,
    }
}

fn read_nothing(response: &RawResponse) -> Result<(), Error> {
    response.succeeded()?;
    // without an envelope, only the status decides
    let Payload::Enveloped(paths) = response.operation.payload else {
        return Ok(());
    };
    // a page with status 200, for example of a login portal, does not mean success
    if response.looks_like_html() {
        return Err(response.unexpected_response(NO_JSON));
    }
    if !response.looks_like_json() {
        return Ok(());
    }
    match response.reported_failure(paths) {
        Some(failure) => Err(response.api_error(failure)),
        None if !response.is_json() => Err(response.unexpected_response(BROKEN)),
        None => Ok(()),
    }
}

/// One value, or `None` if the response has no body, or a status whose body is not described.
pub(crate) fn optional<T: DeserializeOwned>(response: &RawResponse) -> Result<Option<T>, Error> {
    match response.succeeded() {
        Err(error) if response.is_gone(&error) => return Ok(None),
        done => done?,
    }
    let is_empty = response.json().trim_ascii().is_empty();
    if is_empty || response.accepted.contains(&response.status.as_u16()) {
        return Ok(None);
    }
    one(response)
}

/// The body unchanged.
pub(crate) fn bytes(response: &RawResponse) -> Result<Vec<u8>, Error> {
    response.succeeded()?;
    response.not_a_failure()?;
    Ok(response.body.to_vec())
}

/// The body as text.
pub(crate) fn text(response: &RawResponse) -> Result<String, Error> {
    charset::text(&response.headers, bytes(response)?)
        .ok_or_else(|| response.unexpected_response(NO_TEXT))
}

/// Text that is always UTF-8, whatever character set the content type states: that of server-sent events.
pub(crate) fn utf8(response: &RawResponse) -> Result<String, Error> {
    String::from_utf8(bytes(response)?).map_err(|_| response.unexpected_response(NO_TEXT))
}

/// A plain response is treated as an envelope whose payload is the whole body.
const AT_THE_TOP: &[&[&str]] = &[&[]];

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The content type of an error of a proxy before the API (RFC 9457).
const PROBLEM: &[u8] = b"application/problem+json";

const NO_TEXT: &str = "the body is not UTF-8 text; read it as bytes";
const UNDESCRIBED: &str =
    "the API description does not list this status; read the response with `with_response`";
const EMPTY: &str = "the body is empty; check the status, and try again later if it is 5xx";
const NO_JSON: &str = "the body is not JSON; check the base URL and the proxies";
const BROKEN: &str = "the body is JSON that is broken or cut off; a proxy may have changed it";
const TOO_DEEP: &str = "the body is nested too deeply; check the proxies";
const REDIRECT: &str = "it is a redirect, which is not followed, to keep the token from other hosts; check the base URL";
const TOO_LARGE: &str =
    "the body is larger than the limit, and was not read; raise it with `max_response_size`";
const INCOMPLETE: &str =
    "the connection broke, or the timeout ended, before the body was complete; check the status";
const COMPRESSED: &str =
    "the body is compressed, but the client did not ask for that; check the proxies";
const NO_FORM: &str = "the body is not in a known error format of the API; check the status";

impl RawResponse {
    fn origin(&self) -> Origin {
        Origin::new(
            self.operation,
            self.status,
            &self.headers,
            &self.secrets(),
            self.tried,
        )
    }

    /// Whether a repeated DELETE found that an earlier attempt, which may have been carried out, had already deleted
    /// the object.
    fn is_gone(&self, error: &Error) -> bool {
        self.operation.method == Method::Delete && self.tried.uncertain && error.is_not_found()
    }

    /// Whether it is a success with an empty body, or an empty envelope, of a call that did more than read.
    fn is_empty_success(&self) -> bool {
        let is_silent = match self.json().trim_ascii() {
            [] => self.unread.is_none(),
            [b'{', inside @ .., b'}'] if self.operation.payload != Payload::Plain => {
                inside.trim_ascii().is_empty()
            }
            _ => false,
        };
        is_silent && self.status.is_success() && self.operation.method != Method::Get
    }

    /// Returns the error of the response, unless the status is a success.
    pub(crate) fn succeeded(&self) -> Result<(), Error> {
        match self.unread {
            Some(Unread::TooLarge) => return Err(self.unexpected_response(TOO_LARGE)),
            Some(Unread::Incomplete) => return Err(self.unexpected_response(INCOMPLETE)),
            None => {}
        }
        if self.status.is_success() || self.accepted.contains(&self.status.as_u16()) {
            return Ok(());
        }
        if self.status.is_redirection() {
            return Err(self.unexpected_response(REDIRECT));
        }
        let failure = failure::parse(self.json()).map(|failure| match self.operation.payload {
            Payload::Plain => failure.or_texts(self.json()),
            Payload::Enveloped(_) => failure,
        });
        let failure = failure.or_else(|| self.described_failure());
        Err(match failure {
            Some(failure) => self.api_error(failure),
            None if self.json().trim_ascii().is_empty() => self.unexpected_response(EMPTY),
            None if self.looks_like_json() || self.is_json() => self.unexpected_response(NO_FORM),
            None => self.unexpected_response(NO_JSON),
        })
    }

    /// The error of a success whose status the API description does not have.
    pub(crate) fn undescribed(&self) -> Error {
        self.unexpected_response(UNDESCRIBED)
    }

    /// Checks whether a response whose body is not read as JSON reports a failure.
    fn not_a_failure(&self) -> Result<(), Error> {
        if !self.looks_like_json() {
            return Ok(());
        }
        match failure::parse(self.json()) {
            Some(failure) if failure.refused => Err(self.api_error(failure)),
            _ => Ok(()),
        }
    }

    /// Reads the body. If that fails, it is read again with invalid characters replaced.
    fn read<T>(&self, read: impl Fn(&str) -> Result<T, Mismatch>) -> Result<T, Error> {
        let text = charset::json(&self.headers, self.json());
        read(&text).or_else(|mismatch_at| match repair::surrogates(&text) {
            Some(text) => read(&text).map_err(|mismatch_at| self.unreadable(&text, &mismatch_at)),
            None => Err(self.unreadable(&text, &mismatch_at)),
        })
    }

    /// Whether a response may have no payload, see [`one`]. Otherwise it is an API error without `success: false`, or
    /// other JSON. For a list, a report of success is not enough: the items may be under another key and would be lost.
    fn can_be_empty<'de, P: Wanted<'de>>(
        &self,
        found: &Found<P>,
        paths: &[&[&str]],
    ) -> Result<(), Error> {
        if !found.accepted
            && let Some(failure) = failure::parse(self.json())
        {
            return Err(self.api_error(failure));
        }
        let can_be = match self.operation.method {
            Method::Get => found.is_null,
            _ => found.is_empty || found.accepted && !P::IS_LIST,
        };
        if can_be {
            Ok(())
        } else {
            Err(self.nothing(found, paths))
        }
    }

    /// Returns the failure that a response with a successful status reports, if any:
    ///
    /// | `success` | `error`, `errors` | data | |
    /// | --- | --- | --- | --- |
    /// | false | any | any | a failure |
    /// | true | not empty | null, empty or missing | a failure |
    /// | true | not empty | any other | a success; what is in `errors` are warnings |
    /// | missing | not empty | any | a failure |
    /// | true or missing | empty or missing | any | a success, if the data matches the schema |
    fn reported_failure(&self, paths: &[&[&str]]) -> Option<failure::Failure> {
        let failure = failure::parse(self.json())?;
        let is_reported = failure.refused
            || failure.blames && !(failure.accepted && failure::has_data(self.json(), paths));
        is_reported.then_some(failure)
    }

    /// The same for a response that was read, which usually needs no second look at the body.
    fn no_failure<P>(&self, found: &Found<P>, paths: &[&[&str]]) -> Result<(), Error> {
        let failure = match found.refused || found.has_errors {
            true => self.reported_failure(paths),
            false => None,
        };
        failure.map_or(Ok(()), |failure| Err(self.api_error(failure)))
    }

    fn api_error(&self, failure: failure::Failure) -> Error {
        let mut errors = failure.messages(&self.secrets());
        if errors.is_empty() {
            errors.extend(self.problem().map(|message| ApiMessage::new(None, message)));
        }
        Error::Api(Box::new(ApiError::new(
            self.origin(),
            errors,
            self.body.clone(),
        )))
    }

    /// The text of a problem, if the content type is that of one.
    fn problem(&self) -> Option<String> {
        let content_type = self.headers.get(CONTENT_TYPE)?.as_bytes();
        let is_problem = content_type
            .get(..PROBLEM.len())
            .is_some_and(|kind| kind.eq_ignore_ascii_case(PROBLEM));
        let message = is_problem.then(|| failure::problem(self.json()))??;
        Some(shown(&message, &self.secrets()))
    }

    /// The error of a success whose body could not be read.
    fn unreadable(&self, text: &str, mismatch_at: &Mismatch) -> Error {
        let Mismatch { error, at } = mismatch_at;
        // First, because reading something else clears it.
        let place = mismatch::place(text.as_bytes(), *at, error);
        let failure = match self.operation.payload {
            Payload::Enveloped(paths) => self.reported_failure(paths),
            Payload::Plain => failure::parse(self.json()).filter(|failure| failure.refused),
        };
        if let Some(failure) = failure {
            return self.api_error(failure);
        }
        if let Some(place) = place {
            return self.mismatch(place);
        }
        self.unexpected_response(match self.json().trim_ascii() {
            [] => EMPTY,
            _ if !self.looks_like_json() => NO_JSON,
            _ if error.to_string().starts_with("recursion limit exceeded") => TOO_DEEP,
            _ => BROKEN,
        })
    }

    /// The decode error of a response without a payload.
    fn nothing<P>(&self, found: &Found<P>, paths: &[&[&str]]) -> Error {
        let path = paths
            .iter()
            .min_by_key(|path| path.len())
            .map(|path| path.join("."))
            .unwrap_or_default();
        self.mismatch(Place {
            path,
            expected: Cow::Borrowed("a value"),
            found: if found.is_null { "null" } else { "nothing" },
            is_payload: true,
        })
    }

    fn mismatch(&self, mut place: Place) -> Error {
        // the keys of a map may be values
        place.path = shown(&place.path, &self.secrets());
        Error::Decode(Box::new(DecodeError::new(
            self.origin(),
            place,
            self.body.clone(),
        )))
    }

    pub(crate) fn unexpected_response(&self, reason: &'static str) -> Error {
        let is_compressed = self.is_compressed();
        let reason = if is_compressed && self.unread.is_none() {
            COMPRESSED
        } else {
            reason
        };
        let header = self.headers.get(CONTENT_TYPE);
        let content_type =
            header.map(|text| shown(&String::from_utf8_lossy(text.as_bytes()), &self.secrets()));
        // a page or a line of text is a message for people; any other body of a success may be the requested data
        let is_for_people = !self.status.is_success() || self.looks_like_html();
        let text = if is_compressed {
            None
        } else if self.looks_like_json() {
            self.problem()
                .or_else(|| json_excerpt(self.json(), &self.secrets()))
        } else if is_for_people {
            excerpt(&self.body, &self.secrets())
        } else {
            None
        };
        Error::UnexpectedResponse(Box::new(UnexpectedResponseError::new(
            self.origin(),
            reason,
            content_type,
            text,
            self.body.clone(),
        )))
    }

    fn is_compressed(&self) -> bool {
        let encoding = self.headers.get(CONTENT_ENCODING);
        encoding.is_some_and(|encoding| encoding != "identity")
    }

    /// The body without the byte order mark that some servers put before JSON.
    fn json(&self) -> &[u8] {
        let marked = self.body.strip_prefix(BYTE_ORDER_MARK);
        marked.unwrap_or(&self.body)
    }

    fn looks_like_json(&self) -> bool {
        matches!(
            self.json().trim_ascii_start().first(),
            Some(b'{' | b'[' | b'"')
        )
    }

    fn is_json(&self) -> bool {
        serde_json::from_slice::<IgnoredAny>(self.json()).is_ok()
    }

    fn looks_like_html(&self) -> bool {
        self.json().trim_ascii_start().starts_with(b"<")
    }
}
