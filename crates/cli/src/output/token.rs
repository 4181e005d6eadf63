//! Keeps the API token out of everything that is printed.

use std::borrow::Cow;
use std::sync::OnceLock;

/// The token, once the settings are read.
static TOKEN: OnceLock<String> = OnceLock::new();

/// The minimum length of a token that is searched for. A shorter one, such as `test`, occurs in other words.
const SHORTEST: usize = 8;

/// Sets the token that is never printed.
pub fn hide_token(token: &str) {
    if token.len() >= SHORTEST {
        // Settings are read once.
        let _ = TOKEN.set(token.to_owned());
    }
}

/// The text without the token.
pub fn without_token(text: &str) -> Cow<'_, str> {
    match TOKEN.get() {
        Some(token) if text.contains(token) => text.replace(token, "[redacted]").into(),
        _ => text.into(),
    }
}
