//! Calls that got no whole answer.

use std::{error::Error as StdError, fmt, time::Duration};

use super::{Error, Origin};
use crate::Operation;

/// A call that got no whole answer: no connection, too slow, or cut off.
pub struct TransportError {
    operation: &'static Operation,
    kind: Kind,
    limit: Duration,
    pub(super) origin: Option<Origin>,
    cause: reqwest::Error,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    NoConnection,
    SlowConnection,
    SlowAnswer,
    Cut,
}

impl TransportError {
    /// Sorts an error of the HTTP client. With an origin, an answer had begun.
    pub(crate) fn sort(
        operation: &'static Operation,
        cause: reqwest::Error,
        limit: Duration,
        origin: Option<Origin>,
    ) -> Error {
        let (kind, variant): (Kind, fn(Box<Self>) -> Error) =
            match (cause.is_timeout(), cause.is_connect()) {
                (true, true) => (Kind::SlowConnection, Error::Timeout),
                (true, false) => (Kind::SlowAnswer, Error::Timeout),
                (false, true) => (Kind::NoConnection, Error::Connect),
                (false, false) => (Kind::Cut, Error::Interrupted),
            };
        // the address is left out: ids in it are no secret, but the line is about the operation
        let cause = cause.without_url();
        variant(Box::new(Self {
            operation,
            kind,
            limit,
            origin,
            cause,
        }))
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }
}

/// The last cause in the chain is the one that says something: `Connection refused`.
fn deepest<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = deepest(&self.cause);
        write!(f, "{}: ", self.operation.id)?;
        match self.kind {
            Kind::NoConnection => write!(
                f,
                "no connection to the service, nothing was sent ({cause}); check the base URL, the network and the \
                 proxy settings"
            ),
            Kind::SlowConnection => write!(
                f,
                "no connection to the service in the time allowed, nothing was sent; check the network, or allow \
                 more with `connect_timeout`"
            ),
            Kind::SlowAnswer => write!(
                f,
                "no full answer within {:?}, and the request may have been carried out; look before you repeat it, \
                 or allow more with `timeout`",
                self.limit
            ),
            Kind::Cut => write!(
                f,
                "the connection broke before the answer was complete ({cause}), and the request may have been \
                 carried out; look before you repeat it"
            ),
        }?;
        self.origin
            .as_ref()
            .map_or(Ok(()), |origin| origin.write_ray(f))
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("operation", &self.operation.id)
            .field("kind", &self.kind)
            .field("limit", &self.limit)
            .field("origin", &self.origin)
            .field("cause", &self.cause)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.cause)
    }
}
