//! A value together with the response that it came in.

use std::fmt;

use reqwest::{StatusCode, header::HeaderMap};

use crate::send::Answer;

/// An answer's value, with the status and headers that came with it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    value: T,
}

impl<T> Response<T> {
    pub(crate) fn new(answer: Answer, value: T) -> Self {
        Self {
            status: answer.status,
            headers: answer.headers,
            value,
        }
    }

    /// The status: any of 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, such as `cf-ray`.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
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

/// Headers can hold what was sent, and are left out.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
