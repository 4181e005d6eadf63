//! Headers that callers set: which they may set, and the secrets in them.

use reqwest::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};

use crate::{InvalidRequestError, Secret};

/// Headers that say how a request is cut out of its connection are set by the HTTP client alone.
pub(crate) fn check_framing(name: &HeaderName) -> Result<(), InvalidRequestError> {
    if [CONTENT_LENGTH, TRANSFER_ENCODING, HOST].contains(name) {
        let reason =
            "cannot be set by hand, for it says how the request is cut out of the connection";
        return Err(InvalidRequestError::new(name.to_string(), reason));
    }
    Ok(())
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
pub(crate) fn secrets(name: &HeaderName, value: &HeaderValue) -> Vec<Secret> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_secret_by_its_name_or_its_mark() {
        let secrets = |name, value: &'static str, is_sensitive| {
            let mut value = HeaderValue::from_static(value);
            value.set_sensitive(is_sensitive);
            super::secrets(&HeaderName::from_static(name), &value)
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
