//! A value together with its response.

use std::fmt;

use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};

use crate::response::raw::RawResponse;

/// The value of a response, with the status, the headers and the body.
///
/// ```
/// # use realtimekit_runtime::Response;
/// fn keep(response: &Response<String>) {
///     let ray_id = response.headers().get("cf-ray");
///     println!("{} {ray_id:?}: {} bytes", response.status(), response.body().len());
/// }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    value: T,
}

impl<T> Response<T> {
    pub(crate) fn new(response: RawResponse, value: T) -> Self {
        Self {
            status: response.status,
            headers: response.headers,
            body: response.body,
            value,
        }
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, such as `cf-ray`.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body unchanged, with the envelope and with fields that the value does not have. It may contain secrets, such
    /// as the token of a participant.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The value, borrowed.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value.
    pub fn into_value(self) -> T {
        self.value
    }
}

/// Headers and body are left out, because they may contain secrets.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
