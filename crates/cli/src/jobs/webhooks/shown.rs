//! Prints an event.

use serde_json::Value;

use crate::output::Format;
use crate::output::clean::{json, visible};
use crate::output::secrets::hidden;

/// An event on one line: name and subject in tables, otherwise JSON.
pub fn line(event: &Value, format: Format, shows_secrets: bool) -> String {
    let hidden = match shows_secrets {
        true => None,
        false => Some(hidden(event)),
    };
    let event = hidden.as_ref().unwrap_or(event);
    if format != Format::Table {
        return json(&event.to_string()).into_owned();
    }
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
    let parts = [
        text("/event"),
        text("/meeting/title").or(text("/meeting/id")),
        text("/participant/userDisplayName").or(text("/participant/customParticipantId")),
        text("/recording/status").or(text("/status")),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    visible(&parts.join("  ")).into_owned()
}
