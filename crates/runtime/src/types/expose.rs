//! Decides whether secrets are serialized.
//!
//! A secret is serialized as `[redacted]` unless something around it exposes it: a type that is only sent, the body of
//! a call, or [`ExposeSecrets`]. If these are nested, the outermost decides. Storage credentials, for example, are
//! exposed as part of a request but not as part of a response.
//!
//! No argument can carry this: `Serialize::serialize` has only a value and a serializer, and the serializer can be any.
//! A wrapper around it would be compiled once more for each type and each serializer. Serializing is synchronous, so a
//! thread-local variable is used. Everywhere else, secrets are passed as arguments.

use std::cell::{Cell, RefCell};

use serde::{Serialize, Serializer};

use crate::{Secret, redact::REDACTED};

thread_local! {
    /// Whether secrets are exposed; `None` if nothing has decided.
    static EXPOSED: Cell<Option<bool>> = const { Cell::new(None) };
    /// The secrets that were serialized, if they are being collected.
    static WRITTEN: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// Whether secrets are currently exposed.
pub(crate) fn is_exposing() -> bool {
    EXPOSED.get().unwrap_or(false)
}

/// Whether serialized secrets are currently collected.
pub(crate) fn is_collecting() -> bool {
    WRITTEN.with_borrow(Option::is_some)
}

/// Records a secret that is serialized.
pub(crate) fn collect(secret: &str) {
    WRITTEN.with_borrow_mut(|written| {
        if let Some(written) = written {
            written.push(Secret::from(secret));
        }
    });
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !is_exposing() {
            return serializer.serialize_str(REDACTED);
        }
        collect(self.expose());
        serializer.serialize_str(self.expose())
    }
}

fn exposing<T>(exposed: Option<bool>, write: impl FnOnce() -> T) -> T {
    struct Before(Option<bool>);
    impl Drop for Before {
        fn drop(&mut self) {
            EXPOSED.set(self.0);
        }
    }
    let _before = Before(EXPOSED.replace(exposed));
    write()
}

/// Serializes a value and exposes its secrets if callers send its type, and not if they only read it. Generated types
/// call this. Inside of another such value, the outer one has already decided.
pub fn write_secrets<T>(is_sent: bool, write: impl FnOnce() -> T) -> T {
    exposing(EXPOSED.get().or(Some(is_sent)), write)
}

/// Serializes something with its secrets and returns them, so that they can be redacted in the response.
pub(crate) fn written<T>(write: impl FnOnce() -> T) -> (T, Vec<Secret>) {
    WRITTEN.set(Some(Vec::new()));
    let written = exposing(Some(true), write);
    (written, WRITTEN.take().unwrap_or_default())
}

/// Serialises a value with its secrets. Without it, secrets in types that are only read serialise as
/// `"[redacted]"`. The output is as secret as the values.
///
/// ```
/// # use realtimekit_runtime::{ExposeSecrets, Secret};
///
/// struct Added {
///     id: String,
///     token: Secret,
/// }
/// # realtimekit_runtime::object!(Added { required id, token });
///
/// let added = Added { id: "p1".to_owned(), token: Secret::from("eyJhbGciOi") };
/// assert_eq!(serde_json::to_string(&added)?, r#"{"id":"p1","token":"[redacted]"}"#);
/// let for_the_browser = serde_json::to_string(&ExposeSecrets(&added))?;
/// assert_eq!(for_the_browser, r#"{"id":"p1","token":"eyJhbGciOi"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExposeSecrets<T>(pub T);

impl<T: Serialize> Serialize for ExposeSecrets<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        exposing(Some(true), || self.0.serialize(to))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::to_string;

    use super::*;
    use crate::Page;

    struct Storage {
        key: Secret,
    }
    crate::object!(sent Storage { required key });

    struct Recording {
        token: Option<Secret>,
        storage: Vec<Storage>,
    }
    crate::object!(Recording { optional token; nullable storage });

    #[derive(serde::Serialize)]
    struct Users {
        secret: Secret,
        sent: Storage,
        read: Recording,
    }

    fn storage() -> Storage {
        Storage { key: "k3y".into() }
    }

    fn recording() -> Recording {
        Recording {
            token: Some("t0k3n".into()),
            storage: vec![storage()],
        }
    }

    #[test]
    fn the_outermost_type_decides_whether_secrets_are_written() {
        assert_eq!(to_string(&storage()).unwrap(), r#"{"key":"k3y"}"#);
        let hidden = r#"{"token":"[redacted]","storage":[{"key":"[redacted]"}]}"#;
        assert_eq!(to_string(&recording()).unwrap(), hidden);
        let page = Page::new(vec![recording()], None);
        assert_eq!(to_string(&page.items).unwrap(), format!("[{hidden}]"));
        // Whether a `Value` keeps the order of keys depends on the features of other crates.
        let value = serde_json::to_value(recording()).unwrap();
        assert_eq!(
            value,
            serde_json::from_str::<serde_json::Value>(hidden).unwrap()
        );
        let users = Users {
            secret: "s3cr3t".into(),
            sent: storage(),
            read: recording(),
        };
        assert_eq!(
            to_string(&users).unwrap(),
            format!(r#"{{"secret":"[redacted]","sent":{{"key":"k3y"}},"read":{hidden}}}"#)
        );
        assert_eq!(
            to_string(&ExposeSecrets(&users)).unwrap(),
            r#"{"secret":"s3cr3t","sent":{"key":"k3y"},"read":{"token":"t0k3n","storage":[{"key":"k3y"}]}}"#
        );
        assert_eq!(
            to_string(&recording()).unwrap(),
            hidden,
            "it ends with the value"
        );
        assert!(!format!("{:?}", ExposeSecrets(storage())).contains("k3y"));
    }

    #[test]
    fn a_request_type_keeps_its_secrets_in_a_queue() {
        let queued = to_string(&storage()).unwrap();
        let storage: Storage = serde_json::from_str(&queued).unwrap();
        assert_eq!(storage.key.expose(), "k3y");
    }

    #[test]
    fn written_secrets_are_collected() {
        let secrets = vec![Secret::from("a"), Secret::from("b")];
        let (text, found) = written(|| to_string(&secrets).unwrap());
        assert_eq!(text, r#"["a","b"]"#);
        assert_eq!(found, secrets);
        assert_eq!(
            to_string(&secrets).unwrap(),
            r#"["[redacted]","[redacted]"]"#
        );
        assert_eq!(written(|| ()).1, []);
    }

    #[test]
    fn a_writer_that_panics_leaves_nothing_exposed() {
        let unwound = std::panic::catch_unwind(|| write_secrets(true, || panic!("no disk")));
        assert!(unwound.is_err());
        assert_eq!(to_string(&Secret::from("a")).unwrap(), r#""[redacted]""#);
    }
}
