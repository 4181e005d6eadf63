//! The causes of errors, in a form that can be printed.

use std::{error::Error as StdError, fmt};

use crate::redact::{one_line, redact, shown};

/// An error of the HTTP client, or the part of it that can be printed. Its text can contain data from the service, such
/// as the reason for which it closed a connection.
pub(crate) enum Cause {
    Whole(reqwest::Error),
    Redacted(RedactedCause),
}

/// The text of an error that contained a secret.
#[derive(Debug)]
pub(crate) struct RedactedCause(String);

impl Cause {
    /// Removes the URL, because the error already names the operation.
    pub(crate) fn new(error: reqwest::Error, secrets: &[&str]) -> Self {
        let error = error.without_url();
        let fields = format!("{error:?}");
        let mut is_plain = redact(&fields, secrets) == fields;
        let mut deepest = String::new();
        let mut next: Option<&dyn StdError> = Some(&error);
        while let Some(cause) = next {
            let text = one_line(&cause.to_string());
            deepest = shown(&text, secrets);
            is_plain &= deepest == text;
            next = cause.source();
        }
        match is_plain {
            true => Self::Whole(error),
            false => Self::Redacted(RedactedCause(deepest)),
        }
    }

    pub(crate) fn as_error(&self) -> &(dyn StdError + 'static) {
        match self {
            Self::Whole(error) => error,
            Self::Redacted(cause) => cause,
        }
    }
}

/// Writes the last cause of the chain, which is the specific one: `Connection refused`.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut deepest = self.as_error();
        while let Some(source) = deepest.source() {
            deepest = source;
        }
        fmt::Display::fmt(deepest, f)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_error(), f)
    }
}

impl fmt::Display for RedactedCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for RedactedCause {}
