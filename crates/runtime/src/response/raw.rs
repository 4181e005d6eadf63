//! A response before it is decoded.

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue},
};

use crate::{Error, Operation, Secret, error::Tried, request::authorization::token_in};

/// Decodes a response. It is a plain function, so that sending is compiled once and not for each type.
pub(crate) type Decode<T> = fn(&RawResponse) -> Result<T, Error>;

/// A complete response that was not decoded yet.
pub(crate) struct RawResponse {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Empty if it is larger than allowed, or if the body of a client error is incomplete.
    pub(crate) body: Bytes,
    pub(crate) is_too_large: bool,
    /// The header that carries the token of the client.
    pub(crate) authorization: Option<HeaderValue>,
    /// The other secrets in the request.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) tried: Tried,
    /// Statuses without a body that are a success of this call.
    pub(crate) accepted: &'static [u16],
    /// Whether the API description has schemas of error bodies.
    pub(crate) has_described_errors: bool,
}

impl RawResponse {
    /// Status and headers.
    pub(crate) fn head(&self) -> (StatusCode, &HeaderMap) {
        (self.status, &self.headers)
    }

    /// The secrets that are redacted in messages about the response: the token, and the secrets in the request.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let token = self.authorization.as_ref().and_then(token_in);
        let sent = self.secrets.iter().map(Secret::expose);
        token.into_iter().chain(sent).collect()
    }
}
