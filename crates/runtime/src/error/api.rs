//! The API's own refusal.

use std::{fmt, time::Duration};

use bytes::Bytes;
use reqwest::StatusCode;

use super::{Origin, origin::about_a_response};
use crate::redact::one_line;

/// Cloudflare's gateway says so of a token that it does not know, and of one that lacks a permission.
const AUTHENTICATION_ERROR: i64 = 10_000;

/// The API responded, and said no.
pub struct ApiError {
    pub(super) origin: Origin,
    errors: Vec<ApiMessage>,
    body: Bytes,
}

/// One reason that the API gave.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiMessage {
    /// The reason's number, where it has one. RealtimeKit repeats the HTTP status here; Cloudflare's gateway has
    /// numbers of its own, such as 10000 for a token that it does not accept.
    pub code: Option<i64>,
    /// The reason in words, as the service wrote them, on one line; the secrets that were sent, should they be echoed,
    /// and what looks like a token are blanked out.
    pub message: String,
}

impl ApiMessage {
    pub(crate) fn new(code: Option<i64>, message: String) -> Self {
        Self { code, message }
    }
}

impl ApiError {
    pub(crate) fn new(origin: Origin, errors: Vec<ApiMessage>, body: Bytes) -> Self {
        Self {
            origin,
            errors,
            body,
        }
    }

    /// The status of the response. It can be 200: the service sometimes says `success: false` under it.
    pub fn status(&self) -> StatusCode {
        self.origin.status
    }

    /// The reasons, in the service's order. Empty where it gave none.
    pub fn errors(&self) -> &[ApiMessage] {
        &self.errors
    }

    /// How long the service asks to wait before the next call (`retry-after`), where it said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.origin.retry_after
    }

    /// Whether the service, or its gateway, turned the request down before anything came of it. A status of the
    /// server's own failure, or of a request that it did not wait for, leaves that open. Under a status of success only
    /// the codes say which it was, and one that is missing or cannot be read says nothing.
    pub(super) fn is_plain_refusal(&self) -> bool {
        let is_plain = |code: i64| !(500..1000).contains(&code) && code != 408;
        let status = self.origin.status;
        if status.is_success() {
            let mut codes = self.errors.iter().map(|error| error.code);
            !self.errors.is_empty() && codes.all(|code| code.is_some_and(is_plain))
        } else {
            is_plain(i64::from(status.as_u16()))
        }
    }

    /// By its status, or under a status of success by its code, where RealtimeKit repeats the status that it means. The
    /// gateway's own code for a token that it does not accept means the same under any status.
    pub(super) fn says(&self, status: StatusCode) -> bool {
        let meant = i64::from(status.as_u16());
        let has = |code| self.errors.iter().any(|error| error.code == Some(code));
        self.origin.status == status
            || self.origin.status.is_success() && has(meant)
            || status == StatusCode::UNAUTHORIZED && has(AUTHENTICATION_ERROR)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin {
            operation, status, ..
        } = &self.origin;
        let reported = if status.is_success() {
            "the API reported failure under"
        } else {
            "the API responded"
        };
        write!(f, "{}: {reported} {status}", operation.id)?;
        if self.errors.is_empty() {
            f.write_str(" and gave no reason")?;
        }
        for (position, error) in self.errors.iter().enumerate() {
            let separator = if position == 0 { ": " } else { "; " };
            write!(f, "{separator}{}", one_line(&error.message))?;
            if let Some(code) = error.code
                && code != i64::from(self.origin.status.as_u16())
            {
                write!(f, " (code {code})")?;
            }
        }
        if self.says(StatusCode::UNAUTHORIZED) || self.says(StatusCode::FORBIDDEN) {
            self.origin.write_permission(f)?;
        }
        if let Some(wait) = self.retry_after() {
            write!(f, "; it asks for a wait of {wait:?} before the next call")?;
        }
        self.origin.write_end(f)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.origin.operation.id)
            .field("status", &self.origin.status)
            .field("errors", &self.errors)
            .field("ray_id", &self.origin.ray_id)
            .field("attempts", &self.origin.tried.attempts)
            .finish_non_exhaustive()
    }
}

about_a_response!(ApiError);
