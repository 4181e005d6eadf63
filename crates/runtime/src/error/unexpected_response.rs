//! The error of a response that is not from the API.

use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;

use super::{Origin, about_response::about_a_response};

/// The response is not from the API: an HTML page, a redirect, an empty or broken body.
pub struct UnexpectedResponseError {
    pub(super) origin: Origin,
    reason: &'static str,
    content_type: Option<String>,
    excerpt: Option<String>,
    body: Bytes,
}

impl UnexpectedResponseError {
    pub(crate) fn new(
        origin: Origin,
        reason: &'static str,
        content_type: Option<String>,
        excerpt: Option<String>,
        body: Bytes,
    ) -> Self {
        Self {
            origin,
            reason,
            content_type,
            excerpt,
            body,
        }
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.origin.status
    }

    /// What is wrong with the response, and how to fix it.
    pub fn reason(&self) -> &'static str {
        self.reason
    }

    /// The response's `content-type`, if it had one.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// A short excerpt of the response's text, without tags and line breaks. For broken JSON, it contains only the
    /// structure and the keys. `None` if the body is empty or may contain secrets.
    pub fn excerpt(&self) -> Option<&str> {
        self.excerpt.as_deref()
    }

    /// Whether the call may have changed something. It has not if it only reads, or after a client error (4xx) other
    /// than a timeout.
    pub(super) fn may_have_happened(&self) -> bool {
        let status = self.origin.status;
        let is_rejected = status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT;
        !is_rejected && !self.origin.operation.method.only_reads()
    }
}

impl fmt::Display for UnexpectedResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: unexpected response {}",
            self.origin.operation.id, self.origin.status
        )?;
        if let Some(content_type) = &self.content_type {
            write!(f, " ({content_type})")?;
        }
        write!(f, ": {}", self.reason)?;
        self.origin.write_doubt(f, self.may_have_happened())?;
        if [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&self.origin.status) {
            self.origin.write_permission(f)?;
        }
        if let Some(excerpt) = &self.excerpt {
            write!(f, "; the body begins: {excerpt}")?;
        }
        self.origin.write_end(f)
    }
}

impl fmt::Debug for UnexpectedResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnexpectedResponseError")
            .field("operation", &self.origin.operation.id)
            .field("status", &self.origin.status)
            .field("reason", &self.reason)
            .field("content_type", &self.content_type)
            .field("excerpt", &self.excerpt)
            .field("ray_id", &self.origin.ray_id)
            .field("attempts", &self.origin.tried.attempts)
            .finish_non_exhaustive()
    }
}

about_a_response!(UnexpectedResponseError);
