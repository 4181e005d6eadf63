//! Passes over schemas without a type, or with a wrong one.

use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{CHOICES, each_schema, is_for_readers, without_effect};

/// Keywords that only apply to one type, with that type.
const IMPLIED: [(&str, &str); 11] = [
    ("items", "array"),
    ("minItems", "array"),
    ("maxItems", "array"),
    ("uniqueItems", "array"),
    ("pattern", "string"),
    ("minLength", "string"),
    ("maxLength", "string"),
    ("minimum", "number"),
    ("maximum", "number"),
    ("multipleOf", "number"),
    ("minProperties", "object"),
];

/// Keywords of a schema that describes its values in another way.
const OTHERWISE: [&str; 8] = [
    "$ref",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "properties",
    "additionalProperties",
    "required",
];

/// A schema without a `type` gets the one that its values or limits imply. A `number` with the format of an integer
/// becomes an integer.
///
/// ```yaml
/// enum: [asc, desc]               # before
/// type: string, enum: [asc, desc] # after
/// maxLength: 9                    # before
/// type: string, maxLength: 9      # after
/// type: number, format: int64     # before
/// type: integer, format: int64    # after
/// type: integer, minimum: 0, maximum: 18446744073709551615                   # before
/// type: integer, minimum: 0, maximum: 18446744073709551615, format: uint64   # after
/// type: string, properties: {a: {…}}   # before
/// type: string                         # after
/// ```
pub fn infer_types(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_schema(document, |node| {
        let Some(fields) = node.as_object_mut() else {
            return;
        };
        let of_integers = ["int32", "int64"].map(Value::from);
        let is_integer = fields
            .get("format")
            .is_some_and(|format| of_integers.contains(format));
        if is_integer && fields.get("type") == Some(&Value::from("number")) {
            fields.insert("type".to_owned(), Value::from("integer"));
        }
        let exceeds_i64 = |maximum: &Value| {
            maximum.as_i64().is_none() && maximum.as_f64().is_some_and(|it| it >= i64::MAX as f64)
        };
        if fields.get("maximum").is_some_and(exceeds_i64)
            && fields.get("minimum").is_some_and(Value::is_u64)
            && fields.get("type") == Some(&Value::from("integer"))
        {
            fields.insert("format".to_owned(), Value::from("uint64"));
        }
        if let Some(kind) = fields.get("type").and_then(Value::as_str) {
            for key in without_effect(kind) {
                fields.remove(*key);
            }
        }
        if fields.contains_key("type") || OTHERWISE.iter().any(|key| fields.contains_key(*key)) {
            return;
        }
        if let Some(kind) = implied(fields) {
            fields.insert("type".to_owned(), Value::from(kind));
        }
    });
    Ok(())
}

fn implied(fields: &Map<String, Value>) -> Option<&'static str> {
    if let Some(values) = fields.get("enum").and_then(Value::as_array) {
        let mut kinds = values.iter().filter(|value| !value.is_null()).map(kind);
        let first = kinds.next()??;
        return kinds.try_fold(first, |known, kind| match (known, kind?) {
            (known, kind) if known == kind => Some(known),
            ("integer" | "number", "integer" | "number") => Some("number"),
            _ => None,
        });
    }
    let implied = IMPLIED.iter().find(|(key, _)| fields.contains_key(*key));
    implied.map(|(_, kind)| *kind)
}

fn kind(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        _ => None,
    }
}

/// Enum values of another type and duplicates are removed. An enum without values left is removed.
///
/// ```yaml
/// type: string, enum: [1, '1', a]   # before
/// type: string, enum: ['1', a]      # after
/// ```
pub fn fit_enums(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_schema(document, |node| {
        let kind = node
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let Some(fields) = node.as_object_mut() else {
            return;
        };
        let Some(values) = fields.get_mut("enum").and_then(Value::as_array_mut) else {
            return;
        };
        let mut seen = HashSet::new();
        *values = std::mem::take(values)
            .into_iter()
            .filter_map(|value| fitted(&kind, value))
            .filter(|value| seen.insert(value.to_string()))
            .collect();
        if values.is_empty() {
            fields.remove("enum");
        }
    });
    Ok(())
}

/// A choice between constants of one type becomes an enum.
///
/// ```yaml
/// oneOf: [{type: integer, enum: [1], title: ONE}, {type: integer, enum: [2]}]   # before
/// type: integer, enum: [1, 2]                                                   # after
/// ```
pub fn join_constants(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_schema(document, |node| {
        let Some(fields) = node.as_object_mut() else {
            return;
        };
        let more = [
            "$ref",
            "allOf",
            "not",
            "enum",
            "properties",
            "discriminator",
        ];
        if more.iter().any(|key| fields.contains_key(*key)) {
            return;
        }
        let Some((choice, kind, values)) = constants(fields) else {
            return;
        };
        fields.shift_remove(choice);
        fields.insert("type".to_owned(), Value::from(kind));
        fields.insert("enum".to_owned(), Value::Array(values));
    });
    Ok(())
}

/// The constants of a choice between numbers or booleans of one type, with that type. Strings are joined when choices
/// are simplified, where each keeps its other keywords.
fn constants(fields: &Map<String, Value>) -> Option<(&'static str, &'static str, Vec<Value>)> {
    let mut choices = CHOICES
        .into_iter()
        .filter_map(|key| Some((key, fields.get(key)?.as_array()?)));
    let (choice, members) = choices.next()?;
    if choices.next().is_some() || members.len() < 2 {
        return None;
    }
    let mut values = Vec::new();
    for member in members {
        let only_lists = |(key, _): (&String, &Value)| {
            ["type", "format", "enum", "deprecated"].contains(&key.as_str())
                || key.starts_with("x-")
                || is_for_readers(key)
        };
        let member = member.as_object()?;
        values.extend(member.get("enum")?.as_array()?.iter().cloned());
        if !member.iter().all(only_lists) {
            return None;
        }
    }
    let found = values.first().and_then(kind)?;
    let is_one = values.iter().all(|value| kind(value) == Some(found));
    let declared = fields.get("type").and_then(Value::as_str);
    let is_declared = declared.is_none_or(|declared| declared == found);
    (is_one && is_declared && found != "string").then_some((choice, found, values))
}

/// The value as one of the type; `None` if it cannot be.
fn fitted(kind: &str, value: Value) -> Option<Value> {
    match (kind, &value) {
        (_, Value::Null) => Some(value),
        ("string", Value::Number(_) | Value::Bool(_)) => Some(Value::from(value.to_string())),
        ("string", _) => value.is_string().then_some(value),
        ("integer" | "number", Value::String(text)) => {
            text.parse::<Number>().ok().map(Value::Number)
        }
        ("integer" | "number", _) => value.is_number().then_some(value),
        ("boolean", Value::String(text)) => text.parse::<bool>().ok().map(Value::Bool),
        ("boolean", _) => value.is_boolean().then_some(value),
        _ => Some(value),
    }
}
