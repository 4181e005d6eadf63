//! Passes over scalars: limits that progenitor would enforce on responses, and formats that it would turn into types of
//! other crates.

use serde_json::{Map, Value, json};

use crate::lower::position::AT;
use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{each_schema, flag, ref_to, schemas_mut, text};

/// The scalar types of the runtime: the schema name that progenitor sees, and the Rust type.
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

/// Keywords that documentation and other stages need, but that would change the types that progenitor makes.
const ASIDE: [&str; 4] = ["readOnly", "writeOnly", "discriminator", "default"];

/// Keywords that the emitted crate does not use.
const DROPPED: [&str; 3] = ["title", "xml", "examples"];

/// Integer formats that have a Rust type.
const INTEGER_FORMATS: [&str; 8] = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
];

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
    if !known {
        fields.remove("format");
    }
    if !is_text && let Some(values) = fields.remove("enum") {
        // Enums of numbers and booleans become plain numbers and booleans; the documentation lists the values.
        fields.insert("x-values".to_owned(), values);
    }
}

/// Secrets, times and dates become references to the runtime's types.
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

/// Objects accept unknown fields, and keep them if the document has `additionalProperties`. Objects and lists get a
/// `type`. Further properties described by `{}` have any value. An object without properties is a map with any keys.
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
