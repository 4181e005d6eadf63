//! A pass over keywords: it removes those that the emitted crate does not use, and moves those aside that progenitor would
//! enforce on responses or turn into types of other crates.

use serde_json::{Map, Value};

use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{each_schema, unchecked_reason};

/// Limits that requests are checked against.
const BOUNDS: [&str; 15] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "x-min-items",
    "multipleOf",
    "uniqueItems",
    "x-only-null",
];

/// Keywords that documentation and other stages need, but that would change the types that progenitor makes.
const ASIDE: [&str; 4] = ["readOnly", "writeOnly", "discriminator", "default"];

/// Keywords that the emitted crate does not use.
const DROPPED: [&str; 3] = ["title", "xml", "examples"];

/// Integer formats that have a Rust type.
const INTEGER_FORMATS: [&str; 8] = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
];

/// Formats of strings that select a member of a choice.
const TEXT_FORMATS: [&str; 5] = ["uuid", "ipv4", "ipv6", "email", "uri"];

/// Limits and defaults are moved to extensions, so that responses are read leniently. Requests are checked against
/// `x-bounds` before they are sent.
///
/// ```yaml
/// type: string, maxLength: 32              # before
/// type: string, x-bounds: {maxLength: 32}  # after
/// ```
pub fn move_bounds_to_extensions(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_schema(document, |node| {
        let Some(fields) = node.as_object_mut() else {
            return;
        };
        let mut bounds = Map::new();
        for key in BOUNDS {
            // `false` switches a limit off.
            if let Some(value) = fields
                .remove(key)
                .filter(|value| *value != Value::Bool(false))
            {
                bounds.insert(key.to_owned(), value);
            }
        }
        // Lint warns about a pattern that the client cannot check.
        let is_checked = |pattern: &Value| {
            let pattern = pattern.as_str();
            pattern.is_some_and(|pattern| unchecked_reason(pattern).is_none())
        };
        match bounds.get_mut("pattern") {
            Some(Value::Array(patterns)) => patterns.retain(is_checked),
            Some(pattern) if !is_checked(pattern) => _ = bounds.remove("pattern"),
            _ => {}
        }
        if !bounds.is_empty() {
            fields.insert("x-bounds".to_owned(), Value::Object(bounds));
        }
        for key in ASIDE {
            if let Some(value) = fields.remove(key) {
                fields.insert(format!("x-{key}"), value);
            }
        }
        for key in DROPPED {
            fields.remove(key);
        }
        keep_known_formats(fields);
    });
    Ok(())
}

/// Keeps a format only if it chooses a Rust type: the sizes of integers. Every other number is an `f64`: services send more
/// digits than an `f32` has, also with `format: float`. Times and dates are handled by the next pass.
fn keep_known_formats(fields: &mut Map<String, Value>) {
    let kind = fields
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let format = fields
        .get("format")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let known = match kind {
        "string" => matches!(format, "date-time" | "date"),
        "integer" => INTEGER_FORMATS.contains(&format),
        _ => false,
    };
    let is_text = kind == "string";
    let unknown = if known { None } else { fields.remove("format") };
    if let Some(format) =
        unknown.filter(|it| is_text && TEXT_FORMATS.iter().any(|known| it == known))
    {
        fields.insert("x-format".to_owned(), format);
    }
    if !is_text && let Some(values) = fields.remove("enum") {
        // Enums of numbers and booleans become plain numbers and booleans; the documentation lists the values.
        fields.insert("x-values".to_owned(), values);
    }
}
