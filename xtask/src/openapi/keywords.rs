//! Keywords of OpenAPI that are used in more than one place.

use serde_json::Value;

/// The methods of a path; everything else in a path item belongs to all of them.
pub const METHODS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

/// Keys of other dialects that have no effect here.
pub(crate) const HARMLESS: &[&str] = &[
    "examples",
    "$schema",
    "jsonSchemaDialect",
    "$vocabulary",
    "$id",
    "id",
    "$comment",
    "$defs",
    "definitions",
    "$anchor",
    "$dynamicAnchor",
    "contentMediaType",
];

/// Headers that the client sets itself, or that frame the message. OpenAPI ignores the first three as parameters.
pub(crate) const OWN_HEADERS: [&str; 7] = [
    "accept",
    "content-type",
    "authorization",
    "content-length",
    "host",
    "transfer-encoding",
    "connection",
];

/// Keywords of later JSON Schemas that change the meaning of a schema. If they were ignored silently, the type would be
/// wrong.
pub(crate) const LATER_KEYWORDS: &[&str] = &[
    "const",
    "if",
    "then",
    "else",
    "prefixItems",
    "contains",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
    "unevaluatedItems",
    "additionalItems",
    "$dynamicRef",
];

/// Keys that are only documentation, including ours.
const DOCUMENTATION: [&str; 6] = [
    "summary",
    "description",
    "title",
    "externalDocs",
    "x-deviation",
    "x-recommended",
];

/// Keys that hold examples.
const EXAMPLES: [&str; 2] = ["example", "examples"];

/// The key that names the sources of a description.
pub const SOURCES: &str = "x-source";

/// Whether a key is only documentation.
pub fn is_documentation(key: &str) -> bool {
    DOCUMENTATION.contains(&key)
}

/// Whether a key holds examples.
pub fn is_example(key: &str) -> bool {
    EXAMPLES.contains(&key)
}

/// Whether a key has no meaning for the API.
pub fn is_for_readers(key: &str) -> bool {
    is_documentation(key) || is_example(key) || key == SOURCES
}

/// Whether a schema allows no value: `{not: {}}`, which is `false` in OpenAPI 3.1.
pub fn is_nothing(schema: &Value) -> bool {
    let prohibited = schema.get("not").and_then(Value::as_object);
    let says_nothing = |key: &String| key.starts_with("x-") || is_for_readers(key);
    prohibited.is_some_and(|fields| fields.keys().all(says_nothing))
}

/// Lower bounds.
pub const LOWER_BOUNDS: [&str; 5] = [
    "minimum",
    "minLength",
    "minItems",
    "minProperties",
    "x-min-items",
];
/// Upper bounds.
pub const UPPER_BOUNDS: [&str; 4] = ["maximum", "maxLength", "maxItems", "maxProperties"];

/// Whether a key states a bound that is compared as a number.
pub fn is_bound(key: &str) -> bool {
    LOWER_BOUNDS.contains(&key) || UPPER_BOUNDS.contains(&key)
}

/// Keywords that JSON Schema ignores for values of this type.
pub fn without_effect(kind: &str) -> &'static [&'static str] {
    match kind {
        "string" | "number" | "integer" | "boolean" => {
            &["items", "properties", "additionalProperties", "required"]
        }
        "array" => &["properties", "additionalProperties", "required"],
        "object" => &["items"],
        _ => &[],
    }
}
