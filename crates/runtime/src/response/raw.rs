//! A response as it was received, before it is decoded.

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue},
};

use crate::{Error, Operation, Secret, error::Tried, request::authorization::token_in};

/// How a response becomes the value: a plain function, so that sending is compiled once and not once per type.
pub(crate) type Decode<T> = fn(&RawResponse) -> Result<T, Error>;

/// A response, read whole and not yet decoded.
pub(crate) struct RawResponse {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Empty if it is larger than is allowed, and if that of a client error did not come whole.
    pub(crate) body: Bytes,
    pub(crate) is_too_large: bool,
    /// The header that carries the token of the client.
    pub(crate) authorization: Option<HeaderValue>,
    /// The other secrets that were sent.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) tried: Tried,
    /// Statuses that are a success here and have no body.
    pub(crate) accepted: &'static [u16],
    /// Whether the description has the bodies of errors.
    pub(crate) has_described_errors: bool,
}

impl RawResponse {
    /// Status and headers.
    pub(crate) fn head(&self) -> (StatusCode, &HeaderMap) {
        (self.status, &self.headers)
    }

    /// What is redacted where the response repeats it: the token, and the secrets in what was sent.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let token = self.authorization.as_ref().and_then(token_in);
        let sent = self.secrets.iter().map(Secret::expose);
        token.into_iter().chain(sent).collect()
    }
}
