//! Placeholders of `cargo xtask new-operation`: every string with `TODO:`.

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::escape;

pub(super) const RULE: &str = "unfinished";
pub(super) const HELP: &str = "replace it with the text that belongs here";

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let found = places(context.document());
    let finding =
        |(pointer, text): (String, &str)| context.about_value(RULE, &pointer, message(text), HELP);
    found.into_iter().map(finding).collect()
}

pub(super) fn message(text: &str) -> String {
    format!("this is a placeholder: `{}`", text.trim())
}

/// Whether a string is not completed yet. `TODO` without a colon may be a value.
pub(super) fn is_unfinished(text: &str) -> bool {
    text.contains("TODO:")
}

/// Pointers to the strings that are not completed yet, with their text.
pub(super) fn places(value: &Value) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::String(text) if is_unfinished(text) => found.push((pointer, text.as_str())),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(at, item)| (format!("{pointer}/{at}"), item)));
            }
            Value::Object(fields) => {
                let fields = fields.iter();
                open.extend(fields.map(|(key, item)| (format!("{pointer}/{}", escape(key)), item)));
            }
            _ => {}
        }
    }
    found
}
