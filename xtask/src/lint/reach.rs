//! Which schemas a caller sends, and which the server does.

use std::collections::HashSet;

use serde_json::Value;

use super::Context;
use super::validator::Direction;
use crate::openapi::{Kind, entries, escape, items};

/// Every schema in what travels in `direction`, each once, with its pointer.
pub(super) fn reached<'a>(context: &Context<'a>, direction: Direction) -> Vec<(String, &'a Value)> {
    let mut todo: Vec<(String, &'a Value)> = Vec::new();
    for object in &context.index.objects {
        let sent = match object.kind {
            Kind::MediaType => of(&object.pointer),
            Kind::Parameter => Direction::Request,
            _ => continue,
        };
        if let Some(schema) = object.value.get("schema").filter(|_| sent == direction) {
            todo.push((format!("{}/schema", object.pointer), schema));
        }
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while let Some((pointer, schema)) = todo.pop() {
        let Some((pointer, schema)) = context.resolve_at(&pointer, schema) else {
            continue;
        };
        if seen.insert(pointer.clone()) {
            todo.extend(children(&pointer, schema));
            found.push((pointer, schema));
        }
    }
    found
}

/// Which way what stands at `pointer` travels, as far as the pointer tells.
pub(super) fn of(pointer: &str) -> Direction {
    let has = |segment: &str| pointer.split('/').any(|part| part == segment);
    if has("requestBody") || pointer.starts_with("/components/requestBodies/") {
        Direction::Request
    } else if has("responses") {
        Direction::Response
    } else {
        Direction::Either
    }
}

/// The schemas directly below the schema at `pointer`, with their pointers.
fn children<'a>(pointer: &str, schema: &'a Value) -> Vec<(String, &'a Value)> {
    let mut found = Vec::new();
    for (name, property) in entries(schema, "properties") {
        found.push((format!("{pointer}/properties/{}", escape(name)), property));
    }
    for keyword in ["items", "not", "additionalProperties"] {
        if let Some(child) = schema.get(keyword).filter(|child| child.is_object()) {
            found.push((format!("{pointer}/{keyword}"), child));
        }
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for (at, member) in items(schema, keyword).enumerate() {
            found.push((format!("{pointer}/{keyword}/{at}"), member));
        }
    }
    found
}
