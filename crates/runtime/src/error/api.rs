//! API errors: failures that the API reports.

use std::{fmt, time::Duration};

use bytes::Bytes;
use reqwest::StatusCode;

use super::{Origin, about_response::about_a_response};
use crate::redact::one_line;

/// The code of Cloudflare's gateway for an unknown token, and for a token that lacks a permission.
const AUTHENTICATION_ERROR: i64 = 10_000;

/// The API reported an error.
pub struct ApiError {
    pub(super) origin: Origin,
    errors: Vec<ApiMessage>,
    body: Bytes,
}

/// One of the errors that the API reported.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiMessage {
    /// The code, if it is an integer. RealtimeKit repeats the HTTP status here. Cloudflare's gateway has other codes,
    /// such as 10000 for a token that it does not accept.
    pub code: Option<i64>,
    /// The message of the service, on one line. Secrets that were sent are redacted in it, and so are strings that
    /// look like a token. A message that repeats a secret in another form is replaced by
    /// `[redacted: this text repeats a secret]`.
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

    /// The status of the response. It can be 200: the service sometimes reports `success: false` under it.
    pub fn status(&self) -> StatusCode {
        self.origin.status
    }

    /// The errors in the service's order. Empty if it sent none.
    pub fn errors(&self) -> &[ApiMessage] {
        &self.errors
    }

    /// How long the service asks to wait before the next call (`Retry-After`), if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        self.origin.retry_after
    }

    /// Whether the service, or its gateway, rejected the request and did nothing. This is not certain after a server
    /// error (5xx) or a request timeout (408). If the status is a success, the codes of the errors decide, and all must
    /// be known.
    pub(super) fn is_rejection(&self) -> bool {
        let is_plain = |code: i64| !(500..1000).contains(&code) && code != 408;
        let status = self.origin.status;
        if status.is_success() {
            let mut codes = self.errors.iter().map(|error| error.code);
            !self.errors.is_empty() && codes.all(|code| code.is_some_and(is_plain))
        } else {
            is_plain(i64::from(status.as_u16()))
        }
    }

    /// Whether the error has this status or, if the status is a success, this code: RealtimeKit repeats the status
    /// there. The gateway's code for a token that it does not accept has the same meaning with any status.
    pub(super) fn reports(&self, status: StatusCode) -> bool {
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
            f.write_str(" without a message")?;
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
        if self.reports(StatusCode::UNAUTHORIZED) || self.reports(StatusCode::FORBIDDEN) {
            self.origin.write_permission(f)?;
        }
        self.origin.write_doubt(f, !self.is_rejection())?;
        if let Some(wait) = self.retry_after().filter(|wait| !wait.is_zero()) {
            write!(f, "; wait {wait:?} before the next call")?;
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
