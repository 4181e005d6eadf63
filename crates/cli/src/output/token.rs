//! Keeps API tokens out of everything that is printed.

use std::borrow::Cow;
use std::sync::{PoisonError, RwLock};

use super::sent::hide_sent;

/// The token of the environment, and that of the settings.
static TOKENS: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// The minimum length of a token that is searched for. A shorter one, such as `test`, occurs in other words.
const SHORTEST: usize = 8;

/// Adds a token that is never printed, in any form in which a text of the service repeats it.
pub fn hide_token(token: &str) {
    if token.len() >= SHORTEST {
        let mut tokens = TOKENS.write().unwrap_or_else(PoisonError::into_inner);
        tokens.push(token.to_owned());
        hide_sent([token.to_owned()]);
    }
}

/// The text without the tokens as they are. A text may be all that is printed.
pub fn without_token(text: &str) -> Cow<'_, str> {
    let tokens = TOKENS.read().unwrap_or_else(PoisonError::into_inner);
    let mut shown = Cow::Borrowed(text);
    for token in tokens.iter().filter(|token| text.contains(*token)) {
        shown = shown.replace(token, "[redacted]").into();
    }
    shown
}
