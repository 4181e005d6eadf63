//! The header with the API token, and places in which the token must not be.

use std::borrow::Cow;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::{Secret, Setting};

const BEARER: &str = "Bearer ";

/// The header with the token, `Authorization: Bearer` by default; or why the token is not valid, as the end of a
/// sentence about it.
pub(crate) fn authorization(
    token: &Secret,
    header: Option<&HeaderName>,
) -> Result<(HeaderName, HeaderValue), Cow<'static, str>> {
    let token = token.expose();
    let fault = match header {
        Some(header) => fault_in(token, header.as_str()),
        None => Setting::Token.fault(token),
    };
    if let Some(fault) = fault {
        return Err(fault);
    }
    let (name, text) = match header {
        None => (AUTHORIZATION, format!("{BEARER}{token}")),
        Some(name) => (name.clone(), token.to_owned()),
    };
    let mut value =
        HeaderValue::from_str(&text).map_err(|_| "cannot be sent in a header; use another one")?;
    value.set_sensitive(true);
    Ok((name, value))
}

/// Why a key is not valid in this header, as the end of a sentence about it. In `Authorization` it may have a scheme,
/// as in `Token abc`.
pub(crate) fn fault_in(key: &str, header: &str) -> Option<Cow<'static, str>> {
    let secret = match key.split_once(' ') {
        Some((scheme, secret)) if header.eq_ignore_ascii_case(AUTHORIZATION.as_str()) => {
            Setting::Token.fault(scheme).map_or(secret, |_| key)
        }
        _ => key,
    };
    Setting::Token.fault(secret)
}

/// The token in the value of its header, without a scheme.
pub(crate) fn token_in(authorization: &HeaderValue) -> Option<&str> {
    let text = std::str::from_utf8(authorization.as_bytes()).ok()?;
    // Each value in a path is compared with the token. Few schemes have another name.
    text.strip_prefix(BEARER)
        .or_else(|| text.rsplit(' ').next())
}

/// Why a token is not sent in a path.
pub(crate) const TOKEN_IN_PATH: &str =
    "is the API token, or contains it, and paths are logged; use the id";

/// Whether a text contains the token. Short tokens, as in tests, are ignored, because other words may contain them.
pub(crate) fn is_given_in(text: &str, token: &str) -> bool {
    const SHORT: usize = 12;
    text == token || token.len() >= SHORT && text.contains(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_in_a_header_is_found_with_and_without_a_scheme() {
        let header = HeaderName::from_static("x-api-key");
        for (token, header) in [
            ("t0k3n", None),
            ("t0k3n", Some(&header)),
            ("Token t0k3n", Some(&AUTHORIZATION)),
            ("Bearer t0k3n", Some(&AUTHORIZATION)),
        ] {
            let (_, value) = authorization(&Secret::from(token), header).unwrap();
            assert_eq!(token_in(&value), Some("t0k3n"), "{token}");
        }
    }
}
