//! Hooks: what a program adds to each call, and what it learns of each.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::StatusCode;

use crate::{Error, Operation, request::unsent::UnsentRequest};

/// What both views of a call show of the operation.
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

            /// The path with its ids, below the base URL, without the query. A token in it is `[redacted]`.
            pub fn path(&self) -> &str {
                self.path
            }
        }
    };
}

/// A call that is about to be sent, for the function of `ClientBuilder::before_call`.
///
/// It shows no header and no body, which may hold secrets.
pub struct BeforeCall<'a> {
    request: &'a mut UnsentRequest,
    path: &'a str,
}

called!(BeforeCall, request.operation);

impl BeforeCall<'_> {
    /// Sets a header of the request, in each of its attempts. It replaces the client's own of that name, and one that the
    /// call was given. A name or a value that no header can have makes the call fail with [`Error::InvalidRequest`], before
    /// anything is sent.
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

/// A call that has ended, for the function of `ClientBuilder::after_call`.
///
/// It shows no header and no body, which may hold secrets.
pub struct AfterCall<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) path: &'a str,
    pub(crate) end: &'a End<'a>,
}

/// How a call ended.
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
    /// How it ended.
    pub fn outcome(&self) -> CallOutcome {
        self.end.outcome
    }

    /// The status of the last response, where there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.end.status
    }

    /// Cloudflare's id of the request (`cf-ray`), where the response had one.
    pub fn ray_id(&self) -> Option<&str> {
        self.end.ray_id
    }

    /// How often the call was sent, or would have been if there had been a connection. 0 where it ended before that.
    pub fn attempts(&self) -> u32 {
        self.end.attempts
    }

    /// The time from the start of the call to its end, with all attempts and waits.
    pub fn duration(&self) -> Duration {
        self.end.duration
    }

    /// The text of the error, if it failed: one line, without secrets.
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

/// How a call ended: a label for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallOutcome {
    /// With its value.
    Success,
    /// The API responded with an error.
    ApiError,
    /// Something else responded than the API, or not as the API does.
    UnexpectedResponse,
    /// The response does not match the type.
    DecodeError,
    /// An argument was refused, and nothing was sent.
    InvalidRequest,
    /// The token provider gave no token.
    NoToken,
    /// No connection could be made.
    NoConnection,
    /// The time allowed ran out.
    Timeout,
    /// The connection broke before the response was complete.
    Interrupted,
    /// The call was dropped before it ended. What was sent may have been carried out.
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
