//! Passes over single values: what progenitor would enforce on responses, or turn into types of other crates.

use serde_json::{Map, Value, json};

use crate::lower::position::AT;
use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{each_schema, flag, ref_to, schemas_mut, text};

/// The names under which the runtime's scalar types go through progenitor: the type in the document, the type in Rust.
pub const RUNTIME_SCALARS: [(&str, &str); 5] = [
    ("RuntimeSecret", "Secret"),
    ("RuntimeSecretUrl", "SecretUrl"),
    ("RuntimeTimestamp", "Timestamp"),
    ("RuntimeDate", "Date"),
    ("RuntimeFilePart", "FilePart"),
];

/// Limits that requests are checked against.
const BOUNDS: [&str; 14] = [
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
];

/// Keywords for the docs and for other stages that would change the types that progenitor makes.
const ASIDE: [&str; 4] = ["readOnly", "writeOnly", "discriminator", "default"];

/// Keywords that mean nothing to the emitted crate.
const DROPPED: [&str; 3] = ["title", "xml", "examples"];

/// Integer formats that have a Rust type.
const INTEGER_FORMATS: [&str; 8] = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
];

/// Limits, defaults and the like are kept aside, so that responds are read generously; requests are checked against
/// `x-bounds` before they are sent.
///
/// ```yaml
/// type: string, maxLength: 32              # before
/// type: string, x-bounds: {maxLength: 32}  # after
/// ```
pub fn set_bounds_aside(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_schema(document, |node| {
        let Some(fields) = node.as_object_mut() else {
            return;
        };
        let mut bounds = Map::new();
        for key in BOUNDS {
            // A limit that is switched off is none.
            if let Some(value) = fields
                .remove(key)
                .filter(|value| *value != Value::Bool(false))
            {
                bounds.insert(key.to_owned(), value);
            }
        }
        // Lint warns of a pattern that the client cannot check.
        let is_checked = |pattern: &Value| {
            pattern
                .as_str()
                .is_some_and(|pattern| regex_lite::Regex::new(pattern).is_ok())
        };
        if bounds
            .get("pattern")
            .is_some_and(|pattern| !is_checked(pattern))
        {
            bounds.remove("pattern");
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

/// A format stays where it chooses a Rust type: sizes of numbers; times and dates are marked by the next pass.
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
        "number" => matches!(format, "float" | "double"),
        _ => false,
    };
    let is_text = kind == "string";
    if !known {
        fields.remove("format");
    }
    if !is_text && let Some(values) = fields.remove("enum") {
        // Numbers and booleans of which only some are known are what they are: the docs list them.
        fields.insert("x-values".to_owned(), values);
    }
}

/// Secrets, times and dates become references, so that the runtime's types are used in their place.
///
/// ```yaml
/// type: string, x-secret: true                        # before
/// $ref: '#/components/schemas/RuntimeSecret'          # after
/// type: string, format: date-time, nullable: true     # before
/// allOf: [{$ref: …/RuntimeTimestamp}], nullable: true # after
/// ```
pub fn mark_runtime_scalars(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut used = Vec::new();
    each_schema(document, |node| {
        let Some(name) = runtime_scalar(node) else {
            return;
        };
        used.push(name);
        let mut place = json!({ AT: text(node, AT) });
        if let Some(fields) = node.as_object() {
            for (key, value) in fields {
                match key.as_str() {
                    "type" | "format" | AT => {}
                    "description" | "example" | "externalDocs" => {
                        place[format!("x-{key}")] = value.clone();
                    }
                    _ => place[key] = value.clone(),
                }
            }
        }
        if flag(node, "nullable") {
            place["allOf"] = json!([ref_to(name)]);
        } else {
            place["$ref"] = ref_to(name)["$ref"].clone();
        }
        *node = place;
    });
    if let Some(schemas) = schemas_mut(document) {
        for name in used {
            schemas.insert(name.to_owned(), json!({ "type": "string" }));
        }
    }
    Ok(())
}

fn runtime_scalar(node: &Value) -> Option<&'static str> {
    if text(node, "type") != "string" || node.get("enum").is_some() {
        return None;
    }
    if flag(node, "x-file") {
        return Some("RuntimeFilePart");
    }
    if flag(node, "x-secret") {
        return Some("RuntimeSecret");
    }
    if flag(node, "x-secret-url") {
        return Some("RuntimeSecretUrl");
    }
    match text(node, "format") {
        "date-time" => Some("RuntimeTimestamp"),
        "date" => Some("RuntimeDate"),
        _ if flag(node, "x-timestamp") => Some("RuntimeTimestamp"),
        _ => None,
    }
}

/// Objects accept unknown fields, which are kept where the document says that there are some; objects and lists have a `type`,
/// and `{}` as the kind of further properties is any value. An object without properties is a map, which has any keys.
///
/// ```yaml
/// properties: {id: {…}}, additionalProperties: false   # before
/// type: object, properties: {id: {…}}, x-closed: true  # after
/// properties: {id: {…}}, additionalProperties: true             # before
/// type: object, properties: {id: {…}}, additionalProperties: {} # after
/// ```
pub fn open_objects(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_schema(document, |node| {
        let Some(fields) = node.as_object_mut() else {
            return;
        };
        if fields.get("additionalProperties") == Some(&Value::Bool(false)) {
            fields.remove("additionalProperties");
            fields.insert("x-closed".to_owned(), Value::Bool(true));
        }
        if fields.get("additionalProperties") == Some(&Value::Bool(true))
            && fields.contains_key("properties")
        {
            let at = fields.get(AT).and_then(Value::as_str).unwrap_or_default();
            fields.insert(
                "additionalProperties".to_owned(),
                json!({ AT: format!("{at}/additionalProperties") }),
            );
        }
        if fields.contains_key("properties") || fields.contains_key("additionalProperties") {
            fields.insert("type".to_owned(), Value::from("object"));
        }
        if fields.get("type") == Some(&Value::from("array")) {
            fields.entry("items").or_insert_with(|| json!({}));
        }
        let properties = fields.get("properties").and_then(Value::as_object);
        if properties.is_none_or(Map::is_empty) {
            fields.remove("required");
        }
    });
    Ok(())
}
