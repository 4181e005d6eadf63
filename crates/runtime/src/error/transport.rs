//! The error of a call without a complete response.

use std::{error::Error as StdError, fmt, time::Duration};

use super::{Origin, Tried, cause::Cause};
use crate::Operation;

/// A call without a complete response: there was no connection, a timeout, or the connection broke.
pub struct TransportError {
    pub(super) operation: &'static Operation,
    pub(super) kind: Kind,
    limit: Limit,
    pub(super) origin: Option<Origin>,
    pub(super) tried: Tried,
    /// `None` if it was not an error of the HTTP client.
    cause: Option<Cause>,
}

/// The timeout of an attempt, and the setting that it comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Limit {
    pub(crate) time: Duration,
    pub(crate) setting: &'static str,
}

/// How an attempt ended without a complete response.
pub(crate) enum Ended {
    /// By the client's own timeout.
    TimedOut,
    /// The body was shorter than announced.
    Short,
    /// By an error of the HTTP client.
    Failed(reqwest::Error),
}

impl From<reqwest::Error> for Ended {
    fn from(error: reqwest::Error) -> Self {
        Self::Failed(error)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    NoConnection,
    SlowConnection,
    SlowResponse,
    /// The service closed the connection or the stream without processing the request.
    NotProcessed,
    Cut,
}

impl TransportError {
    /// With an origin, the response had begun. `secrets` are those that were sent.
    pub(crate) fn new(
        operation: &'static Operation,
        ended: Ended,
        limit: Limit,
        origin: Option<Origin>,
        tried: Tried,
        secrets: &[&str],
    ) -> Self {
        let kind = match &ended {
            Ended::TimedOut => Kind::SlowResponse,
            Ended::Short => Kind::Cut,
            Ended::Failed(cause) => match (cause.is_timeout(), cause.is_connect()) {
                (true, true) => Kind::SlowConnection,
                (true, false) => Kind::SlowResponse,
                (false, true) => Kind::NoConnection,
                (false, false) if origin.is_none() && was_not_processed(cause) => {
                    Kind::NotProcessed
                }
                (false, false) => Kind::Cut,
            },
        };
        let cause = match ended {
            Ended::Failed(cause) => Some(Cause::new(cause, secrets)),
            Ended::TimedOut | Ended::Short => None,
        };
        Self {
            operation,
            kind,
            limit,
            origin,
            tried,
            cause,
        }
    }

    /// A failed connection without a known cause, for tests.
    #[cfg(feature = "test-util")]
    pub(super) fn no_connection(operation: &'static Operation, limit: Limit, tried: Tried) -> Self {
        Self {
            operation,
            kind: Kind::NoConnection,
            limit,
            origin: None,
            tried,
            cause: None,
        }
    }

    /// The operation that was called: `add_participant`.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// Whether no connection was made, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        matches!(self.kind, Kind::NoConnection | Kind::SlowConnection)
    }

    /// Whether this attempt may have been carried out: it was sent and its outcome is unknown.
    pub(super) fn may_have_happened(&self) -> bool {
        matches!(self.kind, Kind::SlowResponse | Kind::Cut)
    }
}

/// Whether the service is known not to have processed a request that failed with this error before the response began.
///
/// - REFUSED_STREAM (RFC 9113, 8.7): the server has not processed it.
/// - GOAWAY (RFC 9113, 6.8): h2 returns this error only for streams above the last one that the server may have processed,
///   and to those that it had not opened yet. The others end with an error of the connection instead.
fn was_not_processed(error: &reqwest::Error) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(error) = cause.downcast_ref::<h2::Error>() {
            let is_refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            return error.is_remote() && (error.is_go_away() || is_refused);
        }
        next = cause.source();
    }
    false
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = match &self.cause {
            Some(cause) => format!(" ({cause})"),
            None => String::new(),
        };
        let reads = self.operation.method.only_reads();
        let earlier = if self.tried.uncertain && !reads {
            ", an earlier attempt may have been carried out"
        } else {
            ""
        };
        let sent = if self.tried.uncertain {
            earlier
        } else {
            ", nothing was sent"
        };
        let unsure = if reads {
            ""
        } else {
            "; the request may have been carried out, check before you repeat it"
        };
        write!(f, "{}: ", self.operation.id)?;
        match self.kind {
            Kind::NoConnection => write!(
                f,
                "no connection to the service{sent}{cause}; check the base URL, the network and the proxy settings"
            ),
            Kind::SlowConnection => write!(
                f,
                "no connection to the service within the timeout{sent}; check the network, or allow more with \
                 `connect_timeout` and `timeout`"
            ),
            Kind::SlowResponse => write!(
                f,
                "no full response within {:?}, allow more with `{}`{unsure}",
                self.limit.time, self.limit.setting
            ),
            Kind::NotProcessed => write!(
                f,
                "the service closed the connection without processing the request{earlier}{cause}; try again later"
            ),
            Kind::Cut => write!(
                f,
                "the connection broke before the response was complete{cause}{unsure}"
            ),
        }?;
        match &self.origin {
            Some(origin) => origin.write_end(f),
            None => self.tried.write_end(f),
        }
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("operation", &self.operation.id)
            .field("kind", &self.kind)
            .field("limit", &self.limit)
            .field("origin", &self.origin)
            .field("attempts", &self.tried.attempts)
            .field("cause", &self.cause)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(Cause::as_error)
    }
}
