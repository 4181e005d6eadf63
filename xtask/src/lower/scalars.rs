//! Passes over scalars and objects: secrets, times, dates and files have types of the runtime, and objects are open.

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
/// type: object, additionalProperties: false                     # before
/// type: object, x-closed: true, x-bounds: {maxProperties: 0}    # after
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
            let is_empty = |key: &&str| match fields.get(*key) {
                None => true,
                Some(Value::Object(properties)) => properties.is_empty(),
                Some(_) => false,
            };
            if ["properties", "oneOf", "anyOf", "allOf"]
                .iter()
                .all(is_empty)
            {
                let bounds = fields.entry("x-bounds").or_insert_with(|| json!({}));
                bounds["maxProperties"] = Value::from(0);
            }
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
