//! The error of a call for which the token provider returned no token.

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc};

use super::{Limit, Tried};
use crate::Operation;

/// The token provider of the client returned no token that can be sent, or none in time.
///
/// Neither `Display` nor `Debug` shows the provider's own error, which may contain a secret. It is the
/// [`source`](StdError::source).
pub struct TokenError {
    pub(super) operation: &'static Operation,
    failure: TokenFailure,
    pub(super) tried: Tried,
}

/// The reason for which there is no token. All calls that wait for a token get the same one.
#[derive(Clone)]
pub(crate) enum TokenFailure {
    /// The provider returned an error.
    Failed(Arc<dyn StdError + Send + Sync>),
    /// It returned a token that cannot be sent, for this reason.
    Unusable(Cow<'static, str>),
    /// It took longer than this.
    Slow(Limit),
    /// It panicked, or its Tokio runtime has ended.
    Ended,
}

impl TokenError {
    pub(crate) fn new(operation: &'static Operation, failure: TokenFailure, tried: Tried) -> Self {
        Self {
            operation,
            failure,
            tried,
        }
    }

    /// The operation that was called: `add_participant`.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sent = match self.tried.attempts {
            0 => "nothing was sent",
            _ => "the service did not accept the previous token",
        };
        write!(f, "{}: ", self.operation.id)?;
        match &self.failure {
            TokenFailure::Failed(_) => write!(
                f,
                "the token provider failed, {sent}; its own error is the source of this one"
            ),
            TokenFailure::Unusable(reason) => {
                write!(
                    f,
                    "the token provider returned a token that cannot be sent, {sent}: it {reason}"
                )
            }
            TokenFailure::Slow(limit) => write!(
                f,
                "the token provider returned no token within {:?}, {sent}; allow more with `{}`",
                limit.time, limit.setting
            ),
            TokenFailure::Ended => write!(
                f,
                "the token provider panicked, or its Tokio runtime has ended, {sent}"
            ),
        }?;
        self.tried.write_end(f)
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenError")
            .field("operation", &self.operation.id)
            .field("attempts", &self.tried.attempts)
            .finish_non_exhaustive()
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.failure {
            TokenFailure::Failed(cause) => Some(cause.as_ref()),
            TokenFailure::Unusable(_) | TokenFailure::Slow(_) | TokenFailure::Ended => None,
        }
    }
}
