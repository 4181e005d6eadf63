//! Text that must never be printed: API tokens, participants' tokens, storage credentials.

mod scope;
mod url;

use std::fmt;

use reqwest::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::types::text::without_value;
pub(crate) use scope::written;
pub use scope::{ExposeSecrets, write_secrets};
pub use url::SecretUrl;

/// What stands in place of a secret.
const REDACTED: &str = "[redacted]";

/// Why such a secret is not sent.
pub(crate) const NOT_THE_SECRET: &str = "has `[redacted]` in place of a secret: it comes from a value that was serialised \
     without its secrets; serialise `ExposeSecrets` of it";

/// Text that is never printed. `{:?}` of it, and of everything that holds it, shows `[redacted]`.
///
/// It has no `Display` on purpose: whoever wants the text says [`expose`](Secret::expose), and a reviewer can search
/// for that word.
///
/// Serialised it is `"[redacted]"`, too, so that a response which is passed on, logged as JSON or stored holds no token by
/// accident. It is written whole in what is sent: in the body of a call, and where a type that callers only send is
/// serialised, for a queue of jobs for instance. [`ExposeSecrets`] writes it whole in everything else.
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
    /// The text itself. Hand it on, do not print it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text itself, owned.
    pub fn into_exposed(self) -> String {
        self.0
    }

    /// Whether it is not the secret but what was written in its place.
    pub(crate) fn is_redacted(&self) -> bool {
        self.0 == REDACTED
    }
}

/// Words in the names of headers that carry what nobody else may read.
const TELLING: [&str; 7] = [
    "auth",
    "cookie",
    "credential",
    "key",
    "password",
    "secret",
    "token",
];

/// The secrets in a header that is sent: of one that is marked as sensitive, or says by its name that it is. A scheme
/// before them (`Bearer`) and the names of cookies are none.
pub(crate) fn in_header(name: &HeaderName, value: &HeaderValue) -> Vec<Secret> {
    if !value.is_sensitive() && !TELLING.iter().any(|word| name.as_str().contains(word)) {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(value.as_bytes());
    let is_scheme = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let secrets = match text.split_once(' ') {
        Some((scheme, behind)) if is_scheme(scheme) => behind,
        _ => &text,
    };
    secrets
        .split(';')
        .flat_map(|secret| [Some(secret), secret.split_once('=').map(|(_, value)| value)])
        .flatten()
        .map(|secret| Secret::from(secret.trim()))
        .collect()
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)
            .map(Self)
            .map_err(without_value)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if scope::is_exposed(self) {
            &self.0
        } else {
            REDACTED
        })
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

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

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
    fn what_is_no_text_is_refused_without_being_quoted() {
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

    #[test]
    fn a_header_is_secret_by_its_name_or_its_mark() {
        let secrets = |name, value: &'static str, is_sensitive| {
            let mut value = HeaderValue::from_static(value);
            value.set_sensitive(is_sensitive);
            in_header(&HeaderName::from_static(name), &value)
        };
        for (name, value, secret) in [
            ("authorization", "Bearer s3cr3t", "s3cr3t"),
            ("proxy-authorization", "Basic dTpwdw==", "dTpwdw=="),
            ("authorization", "s3cr3t and more", "s3cr3t and more"),
            ("x-api-key", "s3cr3t", "s3cr3t"),
            ("cookie", "a=b; sid=s3cr3t", "s3cr3t"),
        ] {
            let found = secrets(name, value, false);
            assert!(found.contains(&secret.into()), "{name}: {value}");
            assert!(!found.contains(&"Bearer".into()), "it is no secret");
        }
        assert_eq!(secrets("x-request-id", "s3cr3t", false), []);
        assert_eq!(secrets("x-request-id", "s3cr3t", true), ["s3cr3t".into()]);
    }
}
