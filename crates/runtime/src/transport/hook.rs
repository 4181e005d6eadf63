//! Hooks: functions that can add headers to each call, and that receive the outcome of each call.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::StatusCode;

use crate::{Error, Operation, request::unsent::UnsentRequest};

/// The properties of the operation that both hook arguments have.
macro_rules! called {
    ($name:ident, $($operation:ident).+) => {
        impl $name<'_> {
            /// The operation's id: `add_participant`.
            pub fn operation(&self) -> &'static str {
                self.$($operation).+.id
            }

            /// The HTTP method: `POST`.
            pub fn method(&self) -> &'static str {
                self.$($operation).+.method.as_str()
            }

            /// The path's template: `/meetings/{meeting_id}/participants`.
            pub fn path_template(&self) -> &'static str {
                self.$($operation).+.path
            }

            /// The path with its ids, below the base URL, without the query. A token in it is `[redacted]`. Before a
            /// token provider has returned its first token, it is the template.
            pub fn path(&self) -> &str {
                self.path
            }
        }
    };
}

/// A call before it is sent, as the argument of the function of `ClientBuilder::before_call`.
///
/// It does not show headers and bodies, which may contain secrets.
pub struct BeforeCall<'a> {
    request: &'a mut UnsentRequest,
    path: &'a str,
}

called!(BeforeCall, request.operation);

impl BeforeCall<'_> {
    /// Sets a header of the request, in each of its attempts. It replaces a header with this name of the client or of
    /// the call. If the name or the value is not valid, the call fails with [`Error::InvalidRequest`], and nothing is
    /// sent.
    pub fn header(&mut self, name: &str, value: &str) -> &mut Self {
        if let Err(refused) = self.request.set_text_header(name, value) {
            self.request.refused.get_or_insert(refused);
        }
        self
    }
}

impl fmt::Debug for BeforeCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BeforeCall")
            .field("operation", &self.operation())
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}

/// A call after its end, as the argument of the function of `ClientBuilder::after_call`.
///
/// It does not show headers and bodies, which may contain secrets.
pub struct AfterCall<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) path: &'a str,
    pub(crate) end: &'a End<'a>,
}

/// The result of a call.
pub(crate) struct End<'a> {
    pub(crate) outcome: CallOutcome,
    pub(crate) status: Option<StatusCode>,
    pub(crate) ray_id: Option<&'a str>,
    pub(crate) attempts: u32,
    pub(crate) duration: Duration,
    pub(crate) error: Option<&'a Error>,
}

called!(AfterCall, operation);

impl AfterCall<'_> {
    /// The outcome.
    pub fn outcome(&self) -> CallOutcome {
        self.end.outcome
    }

    /// The status of the last response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.end.status
    }

    /// Cloudflare's id of the request (`cf-ray`), if the response had one.
    pub fn ray_id(&self) -> Option<&str> {
        self.end.ray_id
    }

    /// The number of attempts, those without a connection included. 0 if the call failed before the first one.
    pub fn attempts(&self) -> u32 {
        self.end.attempts
    }

    /// The time from the start of the call to its end, with all attempts and delays.
    pub fn duration(&self) -> Duration {
        self.end.duration
    }

    /// The text of the error, if the call failed: one line, without secrets.
    pub fn error(&self) -> Option<&dyn fmt::Display> {
        self.end.error.map(|error| error as _)
    }
}

impl fmt::Debug for AfterCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AfterCall")
            .field("operation", &self.operation())
            .field("path", &self.path())
            .field("outcome", &self.outcome())
            .field("status", &self.status())
            .field("attempts", &self.attempts())
            .field("duration", &self.duration())
            .finish_non_exhaustive()
    }
}

/// The outcome of a call: a label for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallOutcome {
    /// The call succeeded.
    Success,
    /// The API returned an error.
    ApiError,
    /// The response was not from the API.
    UnexpectedResponse,
    /// The response did not match the schema.
    DecodeError,
    /// An argument was not valid, and nothing was sent.
    InvalidRequest,
    /// The token provider returned no token.
    NoToken,
    /// No connection could be made.
    NoConnection,
    /// The call timed out.
    Timeout,
    /// The connection broke before the response was complete.
    Interrupted,
    /// The call was dropped before its end. If it was sent, it may have been carried out.
    Cancelled,
}

impl CallOutcome {
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::Api(_) => Self::ApiError,
            Error::UnexpectedResponse(_) => Self::UnexpectedResponse,
            Error::Decode(_) => Self::DecodeError,
            Error::Config(_) | Error::InvalidRequest(_) => Self::InvalidRequest,
            Error::Token(_) => Self::NoToken,
            Error::Connect(_) => Self::NoConnection,
            Error::Timeout(_) => Self::Timeout,
            Error::Interrupted(_) => Self::Interrupted,
        }
    }

    /// Its name in lower case: `success`, `api_error`, `timeout`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::ApiError => "api_error",
            Self::UnexpectedResponse => "unexpected_response",
            Self::DecodeError => "decode_error",
            Self::InvalidRequest => "invalid_request",
            Self::NoToken => "no_token",
            Self::NoConnection => "no_connection",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for CallOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

type Before = Arc<dyn Fn(&mut BeforeCall<'_>) + Send + Sync>;
type After = Arc<dyn Fn(&AfterCall<'_>) + Send + Sync>;

/// The hooks of a client, each kind in the order in which they were added.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) before: Vec<Before>,
    pub(crate) after: Vec<After>,
}

impl Hooks {
    pub(crate) fn run_before(&self, request: &mut UnsentRequest, path: &str) {
        for hook in &self.before {
            hook(&mut BeforeCall { request, path });
        }
    }

    pub(crate) fn run_after(&self, call: &AfterCall<'_>) {
        for hook in &self.after {
            hook(call);
        }
    }
}
