//! The text of a value in a table.

use serde_json::Value;

/// The value at a path of keys, `recording_config.max_seconds`.
pub fn value_at<'a>(item: &'a Value, column: &str) -> &'a Value {
    if let Some(found) = item.get(column) {
        return found;
    }
    let mut keys = column.split('.');
    let found = keys.try_fold(item, |item, key| item.get(key));
    found.unwrap_or(&Value::Null)
}

/// The value at a column of an item. An item that is not an object has one column, the item itself.
pub fn column<'a>(item: &'a Value, column: &str) -> &'a Value {
    if item.is_object() {
        value_at(item, column)
    } else {
        item
    }
}

/// A value as text: strings unchanged, null as an empty string, lists and objects as JSON.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
