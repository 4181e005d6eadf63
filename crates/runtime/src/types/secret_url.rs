//! URLs that contain a credential.

use std::{borrow::Cow, fmt};

use reqwest::Url;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Secret,
    redact::{REDACTED, is_credential},
    types::secret::from_strings,
};

/// A URL that gives access to everybody who has it, such as a presigned download. `Display` and `Debug` show host
/// and path, and `[redacted]` for the query, the fragment, a user name and password, and each part of the path that
/// looks like a credential. A string that is not an `http` or `https` URL is shown as `[redacted]`.
///
/// It serialises as `"[redacted]"`, with the same exceptions as a [`Secret`].
///
/// ```
/// # use realtimekit_runtime::SecretUrl;
///
/// let url = SecretUrl::from("https://files.example.com/chat/s1.csv?X-Amz-Signature=4f1c&X-Amz-Expires=60");
/// assert_eq!(url.to_string(), "https://files.example.com/chat/s1.csv?[redacted]");
/// assert_eq!(format!("{url:?}"), url.to_string());
/// assert!(url.expose().ends_with("X-Amz-Expires=60"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SecretUrl(Secret);

impl SecretUrl {
    /// The whole URL. Do not print it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The whole URL, owned.
    pub fn into_exposed(self) -> String {
        self.0.into_exposed()
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(self.expose()).ok();
        let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return f.write_str(REDACTED);
        };
        write!(f, "{}://", url.scheme())?;
        if !url.username().is_empty() || url.password().is_some() {
            write!(f, "{REDACTED}@")?;
        }
        f.write_str(url.host_str().unwrap_or(REDACTED))?;
        if let Some(port) = url.port() {
            write!(f, ":{port}")?;
        }
        for part in url.path().split('/').skip(1) {
            write!(f, "/{}", if is_credential(part) { REDACTED } else { part })?;
        }
        if url.query().is_some() {
            write!(f, "?{REDACTED}")?;
        }
        if url.fragment().is_some() {
            write!(f, "#{REDACTED}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for SecretUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Secret::deserialize(deserializer).map(Self)
    }
}

impl Serialize for SecretUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl From<String> for SecretUrl {
    fn from(url: String) -> Self {
        Self(Secret::from(url))
    }
}

from_strings!(SecretUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_host_and_path_are_shown() {
        let jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjZiZjJiOGJlIn0.dBjftJeZ4CVP";
        for (url, shown) in [
            ("https://h.example.com", "https://h.example.com/"),
            (
                "HTTP://H.example.com:8080/a/b.csv",
                "http://h.example.com:8080/a/b.csv",
            ),
            (
                "https://h/a?sig=s3cr3t#s3cr3t",
                "https://h/a?[redacted]#[redacted]",
            ),
            ("https://h/a#s3cr3t", "https://h/a#[redacted]"),
            ("https://s3cr3t:s3cr3t@h/a", "https://[redacted]@h/a"),
            ("https://:s3cr3t@[::1]/", "https://[redacted]@[::1]/"),
            (
                "https://h/sig=s3cr3t/a;s3cr3t/b",
                "https://h/[redacted]/[redacted]/b",
            ),
            (
                "https://h/6bf2b8be-04dd-4191-b602-1128921a306b/chat",
                "https://h/6bf2b8be-04dd-4191-b602-1128921a306b/chat",
            ),
            (
                &format!("https://h/{jwt}/a.mp4"),
                "https://h/[redacted]/a.mp4",
            ),
            (
                "https://h/0123456789abcdef0123456789abcdef/a.mp4",
                "https://h/[redacted]/a.mp4",
            ),
            (
                "https://h/k/ZGVhZGJlZWZkZWFkYmVlZg1/a.mp4",
                "https://h/k/[redacted]/a.mp4",
            ),
            (
                "https://h/a.mp4%3FX-Amz-Signature%3Ds3cr3t",
                "https://h/[redacted]",
            ),
            ("https://h/a%253Fsig=s3cr3t/b", "https://h/[redacted]/b"),
            (" https://h/a\tb\n", "https://h/ab"),
            ("https://h/\u{202e}é", "https://h/%E2%80%AE%C3%A9"),
            ("", "[redacted]"),
            ("s3cr3t", "[redacted]"),
            ("/chat?sig=s3cr3t", "[redacted]"),
            ("data:text/plain,s3cr3t", "[redacted]"),
            ("s3cr3t://s3cr3t/", "[redacted]"),
            ("https://", "[redacted]"),
        ] {
            let secret = SecretUrl::from(url);
            assert_eq!(secret.to_string(), shown, "{url}");
            assert_eq!(format!("{secret:?}"), shown);
            assert_eq!(secret.expose(), url);
            let json = serde_json::to_string(&secret).unwrap();
            assert_eq!(json, "\"[redacted]\"");
        }
    }

    #[test]
    fn setters_accept_any_string() {
        fn setter<K>(url: impl crate::IntoOption<SecretUrl, K>) -> Option<SecretUrl> {
            url.into_option()
        }
        let text = String::from("https://h/?k=s3cr3t");
        let url = SecretUrl::from(&text);
        for set in [
            setter(&text),
            setter(text.as_str()),
            setter(Cow::from(&text)),
            setter(text.clone().into_boxed_str()),
            setter(&url),
            setter(Some(&text)),
            setter(text),
        ] {
            assert_eq!(set.as_ref(), Some(&url));
        }
    }
}
