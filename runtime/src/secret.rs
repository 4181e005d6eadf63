//! Text that must never be printed: API tokens, participants' tokens, storage credentials.

use std::{cell::RefCell, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Text that is never printed. `{:?}` of it, and of everything that holds it, shows `[redacted]`.
///
/// It has no `Display` on purpose: whoever wants the text says [`expose`](Secret::expose), and a reviewer can search
/// for that word.
///
/// ```
/// use realtimekit_runtime::Secret;
///
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
    fn json_carries_the_text_both_ways() {
        let secret: Secret = serde_json::from_str("\"s3cr3t\"").unwrap();
        assert_eq!(secret.expose(), "s3cr3t");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"s3cr3t\"");
    }
}
