//! Merges the members of an `allOf`: objects, and the schemas of a property that several members describe.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::lower::position::{OF_THE_PROPERTY, at};
use crate::lower::problem::Problem;
use crate::openapi::{MEMBERS, follow, is_for_readers, schema_ref, target_name, text};

/// Keywords beside those for readers that say nothing of what a value is.
const BESIDE: [&str; 5] = ["deprecated", "nullable", "readOnly", "writeOnly", "default"];

/// Merges `from` into `into`: properties and `required` are joined, of a keyword the last value stays. What
/// two members say of the same property must agree.
pub(super) fn merge(
    into: &mut Map<String, Value>,
    from: Map<String, Value>,
    whole: &Value,
) -> Result<(), Problem> {
    for (key, value) in from {
        match (key.as_str(), into.get_mut(&key), value) {
            ("properties", Some(Value::Object(old)), Value::Object(new)) => {
                for (name, property) in new {
                    match old.get_mut(&name) {
                        Some(known) => *known = both(&name, known, &property, whole)?,
                        None => {
                            old.insert(name, property);
                        }
                    }
                }
            }
            ("required", Some(Value::Array(old)), Value::Array(new)) => {
                let mut known: HashSet<String> = strings(old).map(str::to_owned).collect();
                let is_new = |name: &Value| {
                    name.as_str()
                        .is_some_and(|name| known.insert(name.to_owned()))
                };
                old.extend(new.into_iter().filter(is_new));
            }
            ("additionalProperties", Some(known @ Value::Object(_)), new @ Value::Object(_)) => {
                *known = both("additionalProperties", known, &new, whole)?;
            }
            (_, _, value) => {
                into.insert(key, value);
            }
        }
    }
    Ok(())
}

/// The schema of a property that two members of `allOf` describe: of a keyword the last value stays, the narrower
/// type stays, and of two lists of values only what both hold.
///
/// # Errors
///
/// A problem with both places when no value could fit both.
fn both(name: &str, known: &Value, later: &Value, whole: &Value) -> Result<Value, Problem> {
    if super::lowered::readable(known) == super::lowered::readable(later) {
        return Ok(later.clone());
    }
    let (earlier, newer) = (
        follow(whole, known, target_name),
        follow(whole, later, target_name),
    );
    let (was, is) = (text(earlier, "type"), text(newer, "type"));
    let kinds = narrower(was, is).ok_or_else(|| {
        contradiction(
            known,
            later,
            format!(
                "`{name}` is {} in one and {} in another",
                said(was),
                said(is)
            ),
        )
    })?;
    let (was, is) = (text(earlier, "format"), text(newer, "format"));
    if formats_differ(was, is) {
        let message = format!("`{name}` is a `{was}` in one and a `{is}` in another");
        return Err(contradiction(known, later, message));
    }
    let values = common(earlier, newer);
    if values.as_ref().is_some_and(Vec::is_empty) {
        let message = format!("the values of `{name}` in one are none of those in another");
        return Err(contradiction(known, later, message));
    }
    let inline = target_name(known).is_none() && target_name(later).is_none();
    let plain = is_plain(earlier) && is_plain(newer);
    if !inline || !plain {
        if adds_nothing(known, kinds) {
            return Ok(later.clone());
        }
        if adds_nothing(later, kinds) {
            return Ok(known.clone());
        }
    }
    let alike = plain && (inline || (is_scalar(earlier) && is_scalar(newer)));
    match (earlier, newer) {
        (Value::Object(earlier_fields), Value::Object(newer_fields)) if alike => {
            let mut joined = earlier_fields.clone();
            joined.remove("nullable");
            let items = earlier_fields.get("items").zip(newer_fields.get("items"));
            let items = items
                .map(|(was, is)| both(name, was, is, whole))
                .transpose()?;
            merge(&mut joined, newer_fields.clone(), whole)?;
            let found = [
                ("type", (!kinds.is_empty()).then(|| Value::from(kinds))),
                ("enum", values.map(Value::from)),
                ("items", items),
            ];
            let found = found
                .into_iter()
                .filter_map(|(key, value)| Some((key.to_owned(), value?)));
            joined.extend(found.collect::<Map<_, _>>());
            Ok(Value::Object(joined))
        }
        _ => Err(Problem::new(
            at(later),
            format!("two members of `allOf` describe `{name}` by different schemas"),
            "name one schema that holds both and refer to it",
        )
        .beside(at(known), "the other")),
    }
}

fn contradiction(known: &Value, later: &Value, message: String) -> Problem {
    Problem::new(
        at(later),
        format!("the members of `allOf` contradict each other: {message}"),
        "no value fits both: change one of them, or rename it",
    )
    .beside(at(known), "the other")
}

/// The type that values of both types have; empty where neither names one.
fn narrower<'a>(one: &'a str, other: &'a str) -> Option<&'a str> {
    match (one, other) {
        _ if one == other => Some(one),
        ("", named) | (named, "") => Some(named),
        ("integer", "number") | ("number", "integer") => Some("integer"),
        _ => None,
    }
}

/// Whether two formats are different types in Rust.
fn formats_differ(one: &str, other: &str) -> bool {
    let is_value = |format| super::aliases::VALUE_FORMATS.contains(&format);
    !one.is_empty() && !other.is_empty() && one != other && (is_value(one) || is_value(other))
}

/// The values that both lists hold; the one list where only one is given.
fn common(one: &Value, other: &Value) -> Option<Vec<Value>> {
    let values = |schema: &Value| schema.get("enum").and_then(Value::as_array).cloned();
    match (values(one), values(other)) {
        (Some(one), Some(other)) => {
            let known: HashSet<&str> = strings(&other).collect();
            let is_known = |value: &Value| match value.as_str() {
                Some(text) => known.contains(text),
                None => other.contains(value),
            };
            Some(one.into_iter().filter(is_known).collect())
        }
        (one, other) => one.or(other),
    }
}

fn strings(values: &[Value]) -> impl Iterator<Item = &str> {
    values.iter().filter_map(Value::as_str)
}

fn is_scalar(schema: &Value) -> bool {
    !["object", "array", ""].contains(&text(schema, "type"))
}

/// Whether a schema is neither a choice nor composed.
fn is_plain(schema: &Value) -> bool {
    MEMBERS.iter().all(|key| schema.get(key).is_none())
}

/// Whether a schema says no more than that a value is of this type.
pub(super) fn adds_nothing(place: &Value, kind: &str) -> bool {
    schema_ref(place).is_none()
        && place.as_object().into_iter().flatten().all(|(key, value)| {
            is_for_readers(key)
                || BESIDE.contains(&key.as_str())
                || OF_THE_PROPERTY.contains(&key.as_str())
                || key.starts_with("x-")
                || (key == "type" && value == kind)
        })
}

/// A type as people say it.
fn said(kind: &str) -> &str {
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
