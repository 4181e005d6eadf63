//! A client that cannot be built.

use std::{borrow::Cow, error::Error, fmt};

use super::cause::Cause;

/// A setting that is missing or wrong; the text says which, and what to do.
#[derive(Debug)]
pub struct ConfigError {
    what: Cow<'static, str>,
    cause: Option<Cause>,
}

impl ConfigError {
    pub(crate) fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            what: what.into(),
            cause: None,
        }
    }

    pub(crate) fn because(what: impl Into<Cow<'static, str>>, cause: reqwest::Error) -> Self {
        Self {
            what: what.into(),
            cause: Some(Cause::new(cause, &[])),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client cannot be built: {}", self.what)
    }
}

impl Error for ConfigError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_ref().map(Cause::as_error)
    }
}
