//! The error of a client that cannot be built.

use std::{borrow::Cow, error::Error, fmt};

use super::cause::Cause;

/// A setting is missing or not valid. The message names it and how to fix it.
#[derive(Debug)]
pub struct ConfigError {
    what: Cow<'static, str>,
    /// Whether the client cannot be built; otherwise there is no Tokio runtime.
    is_setting: bool,
    cause: Option<Cause>,
}

impl ConfigError {
    pub(crate) fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            what: what.into(),
            is_setting: true,
            cause: None,
        }
    }

    /// There is no Tokio runtime.
    pub(crate) fn no_runtime(what: &'static str) -> Self {
        Self {
            what: Cow::Borrowed(what),
            is_setting: false,
            cause: None,
        }
    }

    pub(crate) fn because(what: impl Into<Cow<'static, str>>, cause: reqwest::Error) -> Self {
        Self {
            what: what.into(),
            is_setting: true,
            cause: Some(Cause::new(cause, &[])),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_setting {
            f.write_str("the client cannot be built: ")?;
        }
        f.write_str(&self.what)
    }
}

impl Error for ConfigError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_ref().map(Cause::as_error)
    }
}
