//! Headers that callers set: which are allowed, and which are secret.

use reqwest::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};

use crate::{
    InvalidRequestError, Secret,
    redact::{from_base64, is_secret_name},
};

/// Rejects headers that frame a request in its connection, which only the HTTP client sets.
pub(crate) fn check_framing(name: &HeaderName) -> Result<(), InvalidRequestError> {
    if [CONTENT_LENGTH, TRANSFER_ENCODING, HOST].contains(name) {
        let reason = "cannot be set by callers, because the HTTP client sets it";
        return Err(InvalidRequestError::new(name.to_string(), reason));
    }
    Ok(())
}

/// Headers whose values are not secret, such as content types and request ids.
const HARMLESS: [&str; 22] = [
    "accept",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "date",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "origin",
    "pragma",
    "prefer",
    "range",
    "te",
    "traceparent",
    "tracestate",
    "user-agent",
    "x-idempotency-key",
    "x-trace-id",
    "x-cloud-trace-context",
];

/// The secrets in a header that is sent, without a scheme before them (`Bearer`) and without the names of cookies.
///
/// A value is secret if it is marked as sensitive or the header has the name of a secret. Under any other name it is
/// secret as well, because no list of names is complete, unless the name is in a short list or the value is a word
/// (`true`, `gzip`) or a short number.
pub(crate) fn secrets(name: &HeaderName, value: &HeaderValue) -> Vec<Secret> {
    let text = String::from_utf8_lossy(value.as_bytes());
    let is_secret = value.is_sensitive()
        || !is_harmless(name.as_str()) && (is_secret_name(name.as_str()) || !is_plain(&text));
    if !is_secret {
        return Vec::new();
    }
    let is_scheme = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let (scheme, credentials) = match text.split_once(' ') {
        Some((scheme, credentials)) if is_scheme(scheme) => (scheme, credentials),
        _ => ("", &*text),
    };
    let mut secrets: Vec<Secret> = credentials
        .split([';', ','])
        .flat_map(|part| [Some(part), part.split_once('=').map(|(_, value)| value)])
        .flatten()
        .map(|part| Secret::from(part.trim().trim_matches('"')))
        .collect();
    if scheme.eq_ignore_ascii_case("basic")
        && let Some(user) = from_base64(credentials.trim())
    {
        secrets.extend(
            user.split_once(':')
                .map(|(_, password)| Secret::from(password)),
        );
        secrets.push(Secret::from(user));
    }
    secrets
}

fn is_harmless(name: &str) -> bool {
    HARMLESS.contains(&name)
        || name.starts_with("accept-")
        || name.ends_with("-version")
        || name.ends_with("request-id")
        || name.ends_with("correlation-id")
}

/// Whether it is a word or a number that is too short to be a secret.
fn is_plain(value: &str) -> bool {
    value.len() < 12 && value.bytes().all(|byte| byte.is_ascii_alphabetic())
        || value.len() < 8 && value.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &'static str, value: &'static str, is_sensitive: bool) -> Vec<Secret> {
        let mut value = HeaderValue::from_static(value);
        value.set_sensitive(is_sensitive);
        secrets(&HeaderName::from_static(name), &value)
    }

    #[test]
    fn a_header_is_secret_unless_it_is_known_not_to_be() {
        for (name, value, secret) in [
            ("authorization", "Bearer s3cr3t", "s3cr3t"),
            ("authorization", "s3cr3t and more", "s3cr3t and more"),
            ("proxy-authorization", "Basic dTpzM2NyM3Q=", "dTpzM2NyM3Q="),
            ("proxy-authorization", "Basic dTpzM2NyM3Q=", "s3cr3t"),
            (
                "authorization",
                "Digest username=\"u\", response=\"s3cr3t\"",
                "s3cr3t",
            ),
            ("cookie", "a=b; sid=s3cr3t", "s3cr3t"),
            ("x-api-key", "secret", "secret"),
            ("x-pin", "4711", "4711"),
            ("x-pass", "secret", "secret"),
            ("x-sig", "secret", "secret"),
            ("x-jwt", "secret", "secret"),
            ("cf-access-jwt-assertion", "secret", "secret"),
            ("x-signature", "secret", "secret"),
            ("x-session", "s3cr3t", "s3cr3t"),
            ("x-other", "s3cr3t", "s3cr3t"),
            ("x-other", "47114711", "47114711"),
        ] {
            let found = found(name, value, false);
            assert!(found.contains(&secret.into()), "{name}: {value}");
            assert!(!found.contains(&"Bearer".into()), "it is no secret");
        }
        for (name, value) in [
            ("x-request-id", "s3cr3t"),
            ("accept-language", "de-CH"),
            ("user-agent", "shop/1.2"),
            ("x-api-version", "2026-11-28"),
            ("x-debug", "true"),
            ("x-attempt", "3"),
        ] {
            assert_eq!(found(name, value, false), [], "{name}");
        }
        assert_eq!(found("x-request-id", "s3cr3t", true), ["s3cr3t".into()]);
    }
}
