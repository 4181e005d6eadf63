//! Strings that are never printed: API tokens, participants' tokens, storage credentials. The types of the crate
//! `secrecy` can neither be compared nor written as `[redacted]`.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer};

use crate::{redact::REDACTED, types::text::without_value};

/// A string that is never printed. Its `Debug` output is `[redacted]`, also inside other types.
///
/// It does not implement `Display`. [`expose`](Secret::expose) returns the value, so a reviewer can search for that
/// name.
///
/// It also serialises as `"[redacted]"`, so that a response that is forwarded, logged as JSON or stored contains no
/// token by accident. The value itself is serialised in the body of a call, and in types that callers only send,
/// for example for a queue of jobs. In all other types, [`ExposeSecrets`](crate::ExposeSecrets) serialises the
/// value.
///
/// ```
/// # use realtimekit_runtime::{ExposeSecrets, Secret};
/// let token = Secret::from("eyJhbGciOi");
/// assert_eq!(format!("{token:?}"), "[redacted]");
/// assert_eq!(token.expose(), "eyJhbGciOi");
/// assert_eq!(serde_json::to_string(&token)?, r#""[redacted]""#);
/// assert_eq!(serde_json::to_string(&ExposeSecrets(&token))?, r#""eyJhbGciOi""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// The value. Do not print it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The value, owned.
    pub fn into_exposed(self) -> String {
        self.0
    }

    /// Whether the value is `[redacted]`, not the secret itself.
    pub(crate) fn is_redacted(&self) -> bool {
        self.0 == REDACTED
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)
            .map(Self)
            .map_err(without_value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Conversions from what an id or a string is also made of.
macro_rules! from_strings {
    ($name:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                text.to_owned().into()
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                text.clone().into()
            }
        }

        impl From<Cow<'_, str>> for $name {
            fn from(text: Cow<'_, str>) -> Self {
                text.into_owned().into()
            }
        }

        impl From<Box<str>> for $name {
            fn from(text: Box<str>) -> Self {
                text.into_string().into()
            }
        }

        impl From<&Self> for $name {
            fn from(secret: &Self) -> Self {
                secret.clone()
            }
        }
    };
}
pub(super) use from_strings;

from_strings!(Secret);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_text_however_deep() {
        let nested = Some(vec![Secret::from("s3cr3t")]);
        assert_eq!(format!("{nested:?}"), "Some([[redacted]])");
        assert!(!format!("{nested:#?}").contains("s3cr3t"));
    }

    #[test]
    fn a_value_that_is_no_string_is_refused_without_being_quoted() {
        for json in [
            "1234567",
            "-1234567",
            "1234567.5",
            "[1234567]",
            "{\"a\":1234567}",
        ] {
            let error = serde_json::from_str::<Secret>(json).unwrap_err();
            assert!(!error.to_string().contains("1234567"), "{error}");
            assert!(error.is_data() && error.line() == 1, "{error}");
        }
    }
}
