//! Validates values against schemas with the `jsonschema` crate.
//!
//! A schema of OpenAPI 3.0 is similar to JSON Schema draft 4 (`exclusiveMinimum` is a boolean, keywords beside `$ref`
//! are ignored). The differences are translated here: `nullable`, and properties of one direction only. Formats are not
//! checked: they are annotations in OpenAPI.

use std::cell::OnceCell;
use std::collections::HashSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError};
use serde_json::{Map, Value, json};

use super::{min_items, validation_cost};
use crate::openapi::{Direction, MEMBERS, entries, flag, items, reference, replaced};

/// A value that does not match its schema.
#[derive(Debug)]
pub struct Mismatch {
    /// JSON pointer into the value.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

/// The schemas of a document, to validate values against.
pub struct Validator<'a> {
    document: &'a Value,
    registries: [OnceCell<Option<Registry<'static>>>; 3],
}

/// The name of the document among the schemas.
const DOCUMENT: &str = "document:///openapi";

/// Keywords with the same meaning in both dialects.
const SAME: [&str; 12] = [
    "type",
    "multipleOf",
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    min_items::KEYWORD,
];

impl<'a> Validator<'a> {
    /// Those of this document.
    #[must_use]
    pub fn new(document: &'a Value) -> Self {
        Self {
            document,
            registries: [OnceCell::new(), OnceCell::new(), OnceCell::new()],
        }
    }

    /// All errors in `value` for `schema`.
    ///
    /// # Errors
    ///
    /// The schema itself is not valid.
    pub fn mismatches(
        &self,
        schema: &'a Value,
        value: &Value,
        direction: Direction,
    ) -> Result<Vec<Mismatch>, String> {
        self.compile(schema, direction).mismatches(value)
    }

    /// Compiles a schema, which takes longer than to validate a value.
    pub fn compile(&self, schema: &'a Value, direction: Direction) -> CompiledSchema<'a> {
        CompiledSchema {
            compiled: self.compiled(schema, direction),
            document: self.document,
            schema,
        }
    }

    fn compiled(
        &self,
        schema: &Value,
        direction: Direction,
    ) -> Result<jsonschema::Validator, String> {
        let registry = self
            .registry(direction)
            .ok_or("the components are not valid JSON schemas")?;
        let translated = translate(schema, direction);
        jsonschema::options()
            .with_draft(Draft::Draft4)
            .with_registry(registry)
            .should_validate_formats(false)
            .with_keyword(min_items::KEYWORD, min_items::compile)
            .build(&translated)
            .map_err(|error| error.masked().to_string())
    }

    /// The components for `direction`, translated when they are first used.
    fn registry(&self, direction: Direction) -> Option<&Registry<'static>> {
        let slot = match direction {
            Direction::Request => &self.registries[0],
            Direction::Response => &self.registries[1],
            Direction::Both => &self.registries[2],
        };
        slot.get_or_init(|| {
            let components = self.document.get("components").unwrap_or(&Value::Null);
            let schemas: Map<String, Value> = entries(components, "schemas")
                .map(|(name, schema)| (name.clone(), translate(schema, direction)))
                .collect();
            // The schemas are moved: `json!` would copy them.
            let mut whole = json!({"components": {}});
            whole["components"]["schemas"] = Value::Object(schemas);
            let whole = Draft::Draft4.create_resource(whole);
            Registry::new()
                .draft(Draft::Draft4)
                .add(DOCUMENT, whole)
                .ok()?
                .prepare()
                .ok()
        })
        .as_ref()
    }
}

/// A compiled schema, or the reason for which it is not valid.
pub struct CompiledSchema<'a> {
    compiled: Result<jsonschema::Validator, String>,
    document: &'a Value,
    schema: &'a Value,
}

impl CompiledSchema<'_> {
    /// All errors in the value.
    ///
    /// # Errors
    ///
    /// The schema is not valid.
    pub fn mismatches(&self, value: &Value) -> Result<Vec<Mismatch>, String> {
        let validator = self.compiled.as_ref().map_err(Clone::clone)?;
        if !validation_cost::is_bounded(self.document, self.schema, value) {
            return Err(
                "its nested `allOf`, `oneOf` and `anyOf` take too long to check".to_owned(),
            );
        }
        let mut found = Vec::new();
        for error in validator.iter_errors(value) {
            flatten(&error, &mut found);
        }
        Ok(found)
    }
}

/// Adds the errors of `error`. For alternatives, only those of the one that matches best are added.
fn flatten(error: &ValidationError<'_>, found: &mut Vec<Mismatch>) {
    let depth = |error: &ValidationError<'_>| error.instance_path().as_str().matches('/').count();
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        return found.push(mismatch(error));
    };
    let nearest = context
        .iter()
        .filter_map(|errors| Some((errors.iter().map(depth).max()?, errors)))
        .max_by_key(|(depth, _)| *depth);
    match nearest {
        Some((deepest, errors)) if deepest > depth(error) => {
            for error in errors {
                flatten(error, found);
            }
        }
        _ => found.push(mismatch(error)),
    }
}

fn mismatch(error: &ValidationError<'_>) -> Mismatch {
    Mismatch {
        pointer: error.instance_path().as_str().to_owned(),
        message: error.masked_with("this").to_string(),
    }
}

/// The schema in draft 4.
fn translate(schema: &Value, direction: Direction) -> Value {
    if let Some(reference) = reference(schema) {
        return json!({"$ref": format!("{DOCUMENT}{reference}")});
    }
    let Value::Object(fields) = schema else {
        return json!({});
    };
    let below = |schema: &Value| translate(schema, direction);
    let mut out = Map::new();
    for (key, value) in fields {
        let held = replaced(key, value, below);
        let translated = match (key.as_str(), value) {
            // In draft 4, an empty list of members makes the schema invalid.
            (key, Value::Array(members)) if MEMBERS.contains(&key) && members.is_empty() => {
                continue;
            }
            ("additionalProperties", Value::Bool(_)) => value.clone(),
            ("required", _) => match required(schema, direction) {
                Some(names) => names,
                None => continue,
            },
            // In draft 4, an empty enum or one with duplicates makes the schema invalid; other rules report it.
            ("enum", Value::Array(values)) if !values.is_empty() => distinct(values),
            // Another rule reports invalid patterns.
            ("pattern", Value::String(pattern)) if is_strict_pattern(pattern) => value.clone(),
            ("exclusiveMinimum", Value::Bool(_)) if fields.contains_key("minimum") => value.clone(),
            ("exclusiveMaximum", Value::Bool(_)) if fields.contains_key("maximum") => value.clone(),
            (key, value) if SAME.contains(&key) => value.clone(),
            _ => match held {
                Some(held) => held,
                None => continue,
            },
        };
        out.insert(key.clone(), translated);
    }
    if flag(schema, "nullable") {
        nullable(out)
    } else {
        Value::Object(out)
    }
}

fn distinct(values: &[Value]) -> Value {
    let mut strings = HashSet::new();
    let mut kept: Vec<Value> = Vec::new();
    for value in values {
        let is_new = match value.as_str() {
            Some(text) => strings.insert(text),
            None => !kept.contains(value),
        };
        if is_new {
            kept.push(value.clone());
        }
    }
    Value::Array(kept)
}

/// The keys that `direction` requires; `None` if there are none, because draft 4 does not allow an empty list.
fn required(schema: &Value, direction: Direction) -> Option<Value> {
    let other_way = |name: &str| {
        let property = schema
            .get("properties")
            .and_then(|all| all.get(name))
            .unwrap_or(&Value::Null);
        let (read, write) = (flag(property, "readOnly"), flag(property, "writeOnly"));
        match direction {
            Direction::Request => read,
            Direction::Response => write,
            Direction::Both => read || write,
        }
    };
    let mut seen = HashSet::new();
    let names = items(schema, "required").filter_map(Value::as_str);
    let names: Value = names
        .filter(|name| !other_way(name) && seen.insert(*name))
        .collect();
    (!seen.is_empty()).then_some(names)
}

/// The same schema, which also accepts null.
fn nullable(mut schema: Map<String, Value>) -> Value {
    let simple = ["allOf", "oneOf", "anyOf", "not"]
        .iter()
        .all(|key| !schema.contains_key(*key));
    let kind = text_of(&schema, "type");
    if !simple || kind.is_empty() {
        return json!({"anyOf": [{"type": "null"}, schema]});
    }
    schema.insert("type".to_owned(), json!([kind, "null"]));
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    Value::Object(schema)
}

fn text_of(fields: &Map<String, Value>, key: &str) -> String {
    fields
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// Whether `pattern` is a regular expression of ECMAScript with the flag `u`.
pub(super) fn is_strict_pattern(pattern: &str) -> bool {
    regress::Regex::with_flags(pattern, "u").is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Validator;
    use crate::openapi::Direction;

    fn mismatches(schema: &Value, value: &Value, direction: Direction) -> Vec<String> {
        let document = json!({"components": {"schemas": {
            "Tree": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string"},
                "below": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            }},
        }}});
        let found = Validator::new(&document)
            .mismatches(schema, value, direction)
            .unwrap();
        found
            .into_iter()
            .map(|m| format!("{} {}", m.pointer, m.message))
            .collect()
    }

    #[test]
    fn nullable_accepts_null_and_nothing_else() {
        for schema in [
            json!({"type": "string", "nullable": true}),
            json!({"type": "string", "enum": ["a"], "nullable": true}),
            json!({"allOf": [{"type": "string"}], "nullable": true}),
        ] {
            assert_eq!(
                mismatches(&schema, &json!(null), Direction::Both),
                Vec::<String>::new()
            );
            assert_eq!(
                mismatches(&schema, &json!("a"), Direction::Both),
                Vec::<String>::new()
            );
            assert_ne!(
                mismatches(&schema, &json!(3), Direction::Both),
                Vec::<String>::new()
            );
        }
    }

    #[test]
    fn recursive_schemas_are_followed() {
        let schema = json!({"$ref": "#/components/schemas/Tree"});
        let value = json!({"name": "a", "below": [{"name": "b", "below": []}, {"below": []}]});
        assert_eq!(
            mismatches(&schema, &value, Direction::Both),
            [r#"/below/1 "name" is a required property"#]
        );
    }

    #[test]
    fn a_nullable_object_says_what_is_wrong_inside() {
        let schema = json!({"nullable": true, "allOf": [{"$ref": "#/components/schemas/Tree"}]});
        assert_eq!(
            mismatches(&schema, &json!({"name": 3}), Direction::Both),
            [r#"/name this is not of type "string""#]
        );
    }

    #[test]
    fn the_lists_of_an_object_are_counted_together() {
        let lists = json!({"type": "object", "x-min-items": 2, "properties": {
            "a": {"type": "array", "items": {}}, "b": {"type": "array", "items": {}},
        }});
        let below = json!({"allOf": [{"properties": {"below": lists}}]});
        for (value, mismatch) in [
            (json!({"a": [1], "b": [2]}), ""),
            (json!({"a": [1, 2], "c": "x"}), ""),
            (json!({"a": [1]}), "have 1 items together and must have 2"),
            (json!({}), "have 0 items together"),
        ] {
            let found = mismatches(&lists, &value, Direction::Request).join("");
            assert!(
                found.contains(mismatch) && found.is_empty() == mismatch.is_empty(),
                "{found}"
            );
            let value = json!({"below": value});
            let found = mismatches(&below, &value, Direction::Response).join("");
            assert!(
                found.contains(mismatch) && found.is_empty() == mismatch.is_empty(),
                "{found}"
            );
            assert!(
                mismatch.is_empty() || found.starts_with("/below "),
                "{found}"
            );
        }
    }

    #[test]
    fn required_properties_depend_on_the_direction() {
        let schema = json!({"type": "object", "required": ["id", "key"], "properties": {
            "id": {"type": "string", "readOnly": true},
            "key": {"type": "string", "writeOnly": true},
        }});
        let missing = |direction| mismatches(&schema, &json!({}), direction).join("");
        assert_eq!(
            missing(Direction::Request),
            r#" "key" is a required property"#
        );
        assert_eq!(
            missing(Direction::Response),
            r#" "id" is a required property"#
        );
        assert_eq!(missing(Direction::Both), "");
    }

    #[test]
    fn exclusive_bounds_are_true_or_false() {
        let schema = json!({"type": "number", "minimum": 0, "exclusiveMinimum": true});
        assert_eq!(mismatches(&schema, &json!(0), Direction::Both).len(), 1);
        assert_eq!(mismatches(&schema, &json!(0.5), Direction::Both).len(), 0);
    }
}
