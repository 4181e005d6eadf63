//! Validation of requests, and its error.

use std::{borrow::Cow, error::Error, fmt};

use crate::redact::{is_name_of_one_secret, is_secret_name};

/// A value with bounds that can be checked. Generated request types implement it.
///
/// ```
/// # use realtimekit_runtime::{Validate, InvalidRequestError, validate};
/// struct RecordingConfig {
///     max_seconds: Option<f64>,
/// }
///
/// impl Validate for RecordingConfig {
///     fn validate(&self) -> Result<(), InvalidRequestError> {
///         if let Some(value) = self.max_seconds {
///             validate::at_least("max_seconds", value, 60.0)?;
///         }
///         Ok(())
///     }
/// }
///
/// let refused = validate::nested("recording_config", &RecordingConfig { max_seconds: Some(5.0) }).unwrap_err();
/// assert_eq!(refused.to_string(), "`recording_config.max_seconds` must be at least 60, and it is 5");
/// ```
pub trait Validate {
    /// Checks the bounds of the value.
    ///
    /// # Errors
    /// The first bound that is violated, with the path to it from this value.
    fn validate(&self) -> Result<(), InvalidRequestError> {
        Ok(())
    }
}

/// An argument is not valid, and nothing was sent. The error contains the name of the argument and the reason, never
/// its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRequestError {
    argument: Cow<'static, str>,
    reason: Cow<'static, str>,
}

impl InvalidRequestError {
    /// An error about this argument. The reason continues the name of the argument: ``must be …``. It must not contain
    /// a value of the caller.
    pub fn new(
        argument: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            argument: argument.into(),
            reason: reason.into(),
        }
    }

    /// The argument, with the path to the field in it: `recording_config.max_seconds`, `layers[3].name`.
    pub fn argument(&self) -> &str {
        &self.argument
    }

    /// Why it is not valid.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The same error for the value that contains the argument under this name.
    #[must_use]
    pub fn inside(self, name: &str) -> Self {
        let argument = match self.argument.as_ref() {
            "" => name.to_owned(),
            rest if name.is_empty() || rest.starts_with('[') => format!("{name}{rest}"),
            rest => format!("{name}.{rest}"),
        };
        let inside = Self {
            argument: argument.into(),
            reason: self.reason,
        };
        inside.without_secret()
    }

    /// The same error without the number, if the argument or a value around it has the name of a secret.
    fn without_secret(self) -> Self {
        let mut steps = self.argument.split('.').rev();
        // A number is a count in `tokens`, but not in `pins[0]` or `credentials.port`.
        let is_secret = steps.next().is_some_and(|last| match last.split_once('[') {
            Some((name, _)) => is_secret_name(name),
            None => is_name_of_one_secret(last),
        }) || steps
            .any(|step| is_secret_name(step.split('[').next().unwrap_or_default()));
        let shown = match self.reason.split_once(VALUE) {
            Some((shown, _)) if is_secret => shown.to_owned(),
            _ => return self,
        };
        Self {
            reason: shown.into(),
            ..self
        }
    }
}

/// Before the number that violates a bound.
const VALUE: &str = ", and it is ";

impl fmt::Display for InvalidRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.argument, self.reason)
    }
}

impl Error for InvalidRequestError {}

/// Returns an error if the bound is violated. Of a secret, the number is not in it.
pub(super) fn keep(
    kept: bool,
    name: &'static str,
    reason: impl FnOnce() -> String,
) -> Result<(), InvalidRequestError> {
    if kept {
        Ok(())
    } else {
        Err(InvalidRequestError::new(name, reason()).without_secret())
    }
}

#[cfg(test)]
mod tests {
    use crate::validate::{at_most, within};

    #[test]
    fn a_number_with_the_name_of_a_secret_is_not_shown() {
        let at_most = at_most("pin", 7_734_421.0, 999_999.0).unwrap_err();
        let within = within("", 7_734_421_i64, 0, 999_999).unwrap_err();
        for refused in [
            at_most.clone(),
            at_most.inside("user"),
            within.clone().inside("pins[0]"),
            within.clone().inside("value").inside("credentials"),
        ] {
            assert!(
                !format!("{refused} {refused:?}").contains("7734421"),
                "{refused}"
            );
            assert_eq!(refused.reason(), "must be at most 999999");
        }
        for name in ["max_tokens", "token_length", "pages"] {
            let shown = within.clone().inside(name).to_string();
            assert!(
                shown.ends_with("must be at most 999999, and it is 7734421"),
                "{shown}"
            );
        }
    }
}
