//! The directions of schemas: which a caller sends, and which the server sends.

use std::collections::HashSet;

use serde_json::Value;

use super::context::Context;
use crate::openapi::{Direction, Kind, children_at};

/// Every schema that is used in `direction`, once, with its pointer.
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
            todo.extend(children_at(&pointer, schema));
            found.push((pointer, schema));
        }
    }
    found
}

/// The direction of the node at `pointer`, if the pointer shows it.
pub(super) fn of(pointer: &str) -> Direction {
    let has = |segment: &str| pointer.split('/').any(|part| part == segment);
    if pointer.starts_with("/x-webhooks/") {
        // The service sends these, and callers read them.
        if has("requestBody") {
            Direction::Response
        } else {
            Direction::Both
        }
    } else if has("requestBody") || pointer.starts_with("/components/requestBodies/") {
        Direction::Request
    } else if has("responses") {
        Direction::Response
    } else {
        Direction::Both
    }
}
