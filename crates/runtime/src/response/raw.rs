//! A response before it is decoded.

use std::sync::{Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue},
};

use crate::{
    Error, Method, Operation, Secret,
    error::{Limit, Tried},
    request::authorization::token_in,
    types::raw_json::secrets_sent,
};

/// Decodes a response. It is a plain function, so that sending is compiled once and not for each type.
pub(crate) type Decode<T> = fn(&RawResponse) -> Result<T, Error>;

/// A complete response that was not decoded yet.
pub(crate) struct RawResponse {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Empty if it was not read.
    pub(crate) body: Bytes,
    pub(crate) unread: Option<Unread>,
    /// The header that carries the token of the client.
    pub(crate) authorization: Option<HeaderValue>,
    /// The other secrets in the request.
    pub(crate) secrets: Vec<Secret>,
    /// The body of the request.
    pub(crate) sent: Option<Bytes>,
    /// The secrets in it that are known by their names. They are searched for when a message is written.
    pub(crate) named: OnceLock<Vec<Secret>>,
    pub(crate) tried: Tried,
    /// Statuses whose body is not described, and that are a success of this call.
    pub(crate) accepted: &'static [u16],
    /// The error responses that the API description has, see `decode::described`.
    pub(crate) described_errors: &'static str,
    /// Whether the API description also has the payload as plain text.
    pub(crate) reads_text: bool,
    /// The body of a call that is streamed. It is taken once. Few calls have one, and all move this.
    pub(crate) rest: Mutex<Option<Box<Rest>>>,
}

/// The reason for which a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is larger than allowed.
    TooLarge,
    /// The connection broke, or the time was over. Only for a client error, whose status is enough.
    Incomplete,
}

/// A body that is not read yet.
pub(crate) struct Rest {
    pub(crate) response: reqwest::Response,
    /// The timeout of the attempt, for errors.
    pub(crate) limit: Limit,
    /// The maximum size of one value, in bytes.
    pub(crate) largest: usize,
}

impl RawResponse {
    /// Status and headers.
    pub(crate) fn head(&self) -> (StatusCode, &HeaderMap) {
        (self.status, &self.headers)
    }

    /// The body, if it is not read yet.
    pub(crate) fn take_rest(&self) -> Option<Rest> {
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        rest.take().map(|rest| *rest)
    }

    /// The response without a body.
    pub(crate) fn head_only(&self) -> Self {
        Self {
            headers: self.headers.clone(),
            body: Bytes::new(),
            authorization: self.authorization.clone(),
            secrets: self.secrets.clone(),
            sent: self.sent.clone(),
            named: OnceLock::new(),
            rest: Mutex::default(),
            ..*self
        }
    }

    /// The secrets that are redacted in messages about the response: the token, and the secrets in the request.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let sent = self.sent.as_deref().unwrap_or_default();
        let named = self.named.get_or_init(|| secrets_sent(sent));
        let mut secrets = self.marked_secrets();
        secrets.extend(named.iter().map(Secret::expose));
        secrets
    }

    /// The same without those in the body that are only known by their names.
    pub(crate) fn marked_secrets(&self) -> Vec<&str> {
        let token = self.authorization.as_ref().and_then(token_in);
        let sent = self.secrets.iter().map(Secret::expose);
        token.into_iter().chain(sent).collect()
    }
}

/// Whether a body that was read to its end is shorter than the response announced. The HTTP client does not report this if
/// the server ends an HTTP/2 stream with RST_STREAM and NO_ERROR.
pub(crate) fn is_short(response: &reqwest::Response, method: Method) -> bool {
    let has_body = !matches!(
        response.status(),
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
    ) && method != Method::Head;
    // this is the length of what was not read
    has_body && response.content_length().is_some_and(|left| left > 0)
}
