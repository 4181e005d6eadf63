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
    if let Some(fault) = Setting::Token.fault(token) {
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

/// The token in the value of its header.
pub(crate) fn token_in(authorization: &HeaderValue) -> Option<&str> {
    let text = authorization.to_str().ok()?;
    Some(text.strip_prefix(BEARER).unwrap_or(text))
}

/// Why a token is not sent in a path.
pub(crate) const TOKEN_IN_PATH: &str =
    "is the API token, or contains it, and paths are logged; use the id";

/// Whether a text contains the token. Short tokens, as in tests, are ignored, because other words may contain them.
pub(crate) fn is_given_in(text: &str, token: &str) -> bool {
    const SHORT: usize = 12;
    text == token || token.len() >= SHORT && text.contains(token)
}
