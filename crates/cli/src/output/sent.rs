//! Secrets that were sent, the API token among them. The service may repeat them anywhere: in a message, or in another
//! field of a response.

use std::borrow::Cow;
use std::sync::{LazyLock, PoisonError, RwLock};

use realtimekit_runtime::__private::Secrets;
use serde_json::Value;

static SENT: LazyLock<RwLock<Secrets>> = LazyLock::new(RwLock::default);

/// Adds secrets that are not printed from now on.
pub fn hide_sent(secrets: impl IntoIterator<Item = String>) {
    let mut sent = SENT.write().unwrap_or_else(PoisonError::into_inner);
    secrets.into_iter().for_each(|secret| sent.add(secret));
}

/// The text without these secrets.
pub fn without_sent(text: &str) -> Cow<'_, str> {
    let sent = SENT.read().unwrap_or_else(PoisonError::into_inner);
    sent.hidden_in(text)
}

/// The value without these secrets.
pub fn all_without_sent(value: Value) -> Value {
    match value {
        Value::String(text) => without_sent(&text).into(),
        Value::Number(number) => {
            let text = number.to_string();
            let shown = without_sent(&text);
            match shown == text {
                true => number.into(),
                false => shown.into(),
            }
        }
        Value::Array(items) => items.into_iter().map(all_without_sent).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter();
            let shown = fields
                .map(|(name, value)| (without_sent(&name).into_owned(), all_without_sent(value)));
            shown.collect()
        }
        other => other,
    }
}
