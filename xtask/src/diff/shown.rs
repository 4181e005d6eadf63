//! Values in messages.

use serde_json::Value;

use crate::text::shortened;

/// A JSON value as messages show it: texts in backticks, long ones cut.
pub(super) fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("`{}`", shortened(&text, LONGEST))
}
