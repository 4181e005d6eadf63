//! The schemas directly below a schema: which keywords hold schemas, and how.

use serde_json::Value;

use super::pointer::escape;
use super::value::items;

/// The keywords that combine several schemas.
pub const MEMBERS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// The keywords that list alternatives.
pub const CHOICES: [&str; 2] = ["oneOf", "anyOf"];

/// How the value of a keyword holds schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// It is a schema.
    One,
    /// Its entries are schemas, by name.
    Named,
    /// Its items are schemas.
    Listed,
}

/// How the value of the keyword `key` of a schema holds schemas. `None` if it holds none.
pub fn holds(key: &str, value: &Value) -> Option<Holds> {
    match key {
        "properties" => Some(Holds::Named),
        "items" | "not" => Some(Holds::One),
        // It may also be true or false.
        "additionalProperties" if value.is_object() => Some(Holds::One),
        key if MEMBERS.contains(&key) => Some(Holds::Listed),
        _ => None,
    }
}

/// The schemas directly below `schema`.
pub fn children(schema: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    for (key, value) in schema.as_object().into_iter().flatten() {
        match holds(key, value) {
            Some(Holds::One) => found.push(value),
            Some(Holds::Named) => {
                found.extend(value.as_object().into_iter().flatten().map(|(_, v)| v));
            }
            Some(Holds::Listed) => found.extend(value.as_array().into_iter().flatten()),
            None => {}
        }
    }
    found
}

/// The schemas directly below `schema`, with their pointers. `pointer` is the pointer of `schema`.
pub fn children_at<'a>(pointer: &str, schema: &'a Value) -> Vec<(String, &'a Value)> {
    let mut found = Vec::new();
    for (key, value) in schema.as_object().into_iter().flatten() {
        match (holds(key, value), value) {
            (Some(Holds::One), child) => found.push((format!("{pointer}/{key}"), child)),
            (Some(Holds::Named), Value::Object(named)) => found.extend(
                named
                    .iter()
                    .map(|(name, child)| (format!("{pointer}/{key}/{}", escape(name)), child)),
            ),
            (Some(Holds::Listed), Value::Array(listed)) => found.extend(
                listed
                    .iter()
                    .enumerate()
                    .map(|(at, child)| (format!("{pointer}/{key}/{at}"), child)),
            ),
            _ => {}
        }
    }
    found
}

/// The schemas directly below `schema`, mutable.
pub fn children_mut(schema: &mut Value) -> Vec<&mut Value> {
    let mut found = Vec::new();
    for (key, value) in schema.as_object_mut().into_iter().flatten() {
        match holds(key, value) {
            Some(Holds::One) => found.push(value),
            Some(Holds::Named) => {
                found.extend(value.as_object_mut().into_iter().flatten().map(|(_, v)| v));
            }
            Some(Holds::Listed) => found.extend(value.as_array_mut().into_iter().flatten()),
            None => {}
        }
    }
    found
}

/// Calls `visit` for `schema` and everything below it, the deepest first.
pub fn walk_schema(schema: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    for child in children_mut(schema) {
        walk_schema(child, visit);
    }
    visit(schema);
}

/// The value of a keyword, in which each schema is replaced. `None` if it holds no schema.
pub fn replaced(key: &str, value: &Value, mut by: impl FnMut(&Value) -> Value) -> Option<Value> {
    match (holds(key, value)?, value) {
        (Holds::One, schema) => Some(by(schema)),
        (Holds::Named, Value::Object(named)) => {
            let named = named
                .iter()
                .map(|(name, schema)| (name.clone(), by(schema)));
            Some(Value::Object(named.collect()))
        }
        (Holds::Listed, Value::Array(listed)) => Some(listed.iter().map(by).collect()),
        _ => None,
    }
}

/// The members of `schema`.
pub fn members(schema: &Value) -> impl Iterator<Item = &Value> {
    MEMBERS
        .iter()
        .flat_map(move |keyword| items(schema, keyword))
}
