//! Contradictions between two schemas that describe the same value.

use std::collections::HashSet;

use serde_json::Value;

use super::value::{entries, text};

/// Formats of strings that have a type of their own in Rust.
pub const VALUE_FORMATS: [&str; 4] = ["date-time", "date", "binary", "byte"];

/// Why no value matches both schemas, as the end of a sentence about the value. `None` if a value may
/// match.
pub fn contradiction(earlier: &Value, later: &Value) -> Option<String> {
    let (was, is) = (text(earlier, "type"), text(later, "type"));
    if narrower_type(was, is).is_none() {
        return Some(format!(
            "is {} in one and {} in another",
            shown(was),
            shown(is)
        ));
    }
    let (was, is) = (text(earlier, "format"), text(later, "format"));
    let is_value = |format| VALUE_FORMATS.contains(&format);
    if !was.is_empty() && !is.is_empty() && was != is && (is_value(was) || is_value(is)) {
        return Some(format!("is a `{was}` in one and a `{is}` in another"));
    }
    let values = common_values(earlier, later);
    if values.is_some_and(|values| values.is_empty()) {
        return Some("has values in one that are none of those in another".to_owned());
    }
    for key in ["items", "additionalProperties"] {
        let inner = earlier.get(key).zip(later.get(key));
        if let Some(reason) = inner.and_then(|(earlier, later)| contradiction(earlier, later)) {
            return Some(format!("has entries, each of which {reason}"));
        }
    }
    entries(earlier, "properties").find_map(|(name, earlier)| {
        let later = later.get("properties")?.get(name)?;
        let reason = contradiction(earlier, later)?;
        Some(format!("has a property `{name}` that {reason}"))
    })
}

/// The narrower of two types; empty if neither schema states one.
pub fn narrower_type<'a>(one: &'a str, other: &'a str) -> Option<&'a str> {
    match (one, other) {
        _ if one == other => Some(one),
        ("", named) | (named, "") => Some(named),
        ("integer", "number") | ("number", "integer") => Some("integer"),
        _ => None,
    }
}

/// The values that both lists have. If there is only one list, its values.
pub fn common_values(one: &Value, other: &Value) -> Option<Vec<Value>> {
    let values = |schema: &Value| schema.get("enum").and_then(Value::as_array).cloned();
    match (values(one), values(other)) {
        (Some(one), Some(other)) => {
            let known: HashSet<&str> = other.iter().filter_map(Value::as_str).collect();
            let is_known = |value: &Value| match value.as_str() {
                Some(text) => known.contains(text),
                None => other.contains(value),
            };
            Some(one.into_iter().filter(is_known).collect())
        }
        (one, other) => one.or(other),
    }
}

/// A type as messages name it.
fn shown(kind: &str) -> &str {
    match kind {
        "object" => "an object",
        "array" => "a list",
        "string" => "a string",
        "integer" => "an integer",
        "number" => "a number",
        "boolean" => "a boolean",
        other => other,
    }
}
