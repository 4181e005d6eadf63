//! Text that must never be printed: API tokens, participants' tokens, storage credentials.

use std::{cell::RefCell, fmt};

use reqwest::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Text that is never printed. `{:?}` of it, and of everything that holds it, shows `[redacted]`.
///
/// It has no `Display` on purpose: whoever wants the text says [`expose`](Secret::expose), and a reviewer can search
/// for that word.
///
/// ```
/// # use realtimekit_runtime::Secret;
/// let token = Secret::from("eyJhbGciOi");
/// assert_eq!(format!("{token:?}"), "[redacted]");
/// assert_eq!(token.expose(), "eyJhbGciOi");
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
}

thread_local! {
    /// The secrets that are written while somebody wants to know.
    static MET: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// Writes something, and tells which secrets were in it, so that they can be blanked out where an answer echoes them.
pub(crate) fn met<T>(write: impl FnOnce() -> T) -> (T, Vec<Secret>) {
    MET.set(Some(Vec::new()));
    let written = write();
    (written, MET.take().unwrap_or_default())
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
        String::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MET.with_borrow_mut(|met| {
            if let Some(met) = met {
                met.push(self.clone());
            }
        });
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
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
    fn what_is_written_is_known_and_nothing_else() {
        let written = vec![Secret::from("a"), Secret::from("b")];
        let (text, found) = met(|| serde_json::to_string(&written).unwrap());
        assert_eq!(text, r#"["a","b"]"#);
        assert_eq!(found, written);
        let _ = serde_json::to_string(&written);
        assert_eq!(met(|| ()).1, []);
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

    #[test]
    fn json_carries_the_text_both_ways() {
        let secret: Secret = serde_json::from_str("\"s3cr3t\"").unwrap();
        assert_eq!(secret.expose(), "s3cr3t");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"s3cr3t\"");
    }
}
