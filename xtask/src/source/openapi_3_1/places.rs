//! References of OpenAPI 3.1: to paths in `components.pathItems`, and to names of schemas.

use std::collections::HashMap;

use serde_json::Value;

use crate::openapi::{FOLLOWED, Keys, each_object, escape, target, unescape};
use crate::source::in_place;

/// Copies paths that are components to the places that refer to them.
pub(super) fn write_path_items(document: &mut Value) {
    let components = document
        .get_mut("components")
        .and_then(Value::as_object_mut);
    let Some(path_items) = components.and_then(|components| components.shift_remove("pathItems"))
    else {
        return;
    };
    for key in ["paths", "webhooks"] {
        let items = document.get_mut(key).and_then(Value::as_object_mut);
        for (_, item) in items.into_iter().flatten() {
            // A component may be a reference to another one.
            for _ in 0..FOLLOWED {
                let name =
                    target(item).and_then(|pointer| pointer.strip_prefix("/components/pathItems/"));
                match name.and_then(|name| path_items.get(unescape(name))) {
                    Some(found) => in_place::put(item, found.clone()),
                    None => break,
                }
            }
        }
    }
}

/// Replaces references to names (`$anchor`, `$id`), and to the `$defs` of a schema around them, by pointers.
pub(super) fn name_anchors(document: &mut Value) {
    let mut found = HashMap::new();
    let keys = Keys::Keywords;
    anchors(document, keys, &mut String::new(), &mut found);
    refer_to_places(document, keys, &mut String::new(), &found, &mut Vec::new());
}

/// The pointers of schemas by their names. `None` for a name that two schemas have.
fn anchors(
    value: &Value,
    keys: Keys,
    pointer: &mut String,
    found: &mut HashMap<String, Option<String>>,
) {
    let length = pointer.len();
    match value {
        Value::Object(fields) => {
            let anchor = fields.get("$anchor").and_then(Value::as_str);
            let anchor = anchor.map(|name| format!("#{name}"));
            let id = fields.get("$id").and_then(Value::as_str).map(str::to_owned);
            for name in anchor.into_iter().chain(id) {
                let place = found.entry(name);
                place
                    .and_modify(|known| *known = None)
                    .or_insert_with(|| Some(pointer.clone()));
            }
            for (key, value) in fields {
                let Some(keys) = keys.below(key).filter(|_| !key.starts_with("x-")) else {
                    continue;
                };
                pointer.push('/');
                pointer.push_str(&escape(key));
                anchors(value, keys, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::Array(members) => {
            for (number, value) in members.iter().enumerate() {
                pointer.push_str(&format!("/{number}"));
                anchors(value, Keys::Keywords, pointer, found);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// Replaces the references for which there is another one.
pub(super) fn rewrite_references(value: &mut Value, other: &dyn Fn(&str) -> Option<String>) {
    each_object(value, &mut |object| {
        if let Some(Value::String(reference)) = object.get_mut("$ref")
            && let Some(other) = other(reference)
        {
            *reference = other;
        }
        true
    });
}

/// Replaces references to names and to `$defs`. `around` has the schemas with `$defs` around the value: their pointers, and the names in their `$defs`.
fn refer_to_places(
    value: &mut Value,
    keys: Keys,
    pointer: &mut String,
    found: &HashMap<String, Option<String>>,
    around: &mut Vec<(String, Vec<String>)>,
) {
    let length = pointer.len();
    match value {
        Value::Object(fields) => {
            let own = fields.get("$defs").and_then(Value::as_object);
            let own = own.map(|named| (pointer.clone(), named.keys().cloned().collect()));
            let outside = around.len();
            around.extend(own);
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("$ref", Value::String(reference)) => {
                        if let Some(Some(place)) = found.get(reference) {
                            *reference = format!("#{place}");
                        } else if let Some(inner) = reference.strip_prefix("#/$defs/") {
                            let name = unescape(inner.split('/').next().unwrap_or_default());
                            let mut known = around.iter().rev();
                            if let Some((place, _)) = known.find(|(_, it)| it.contains(&name)) {
                                *reference = format!("#{place}/$defs/{inner}");
                            }
                        }
                    }
                    (key, value) => {
                        let Some(keys) = keys.below(key).filter(|_| !key.starts_with("x-")) else {
                            continue;
                        };
                        pointer.push('/');
                        pointer.push_str(&escape(key));
                        refer_to_places(value, keys, pointer, found, around);
                        pointer.truncate(length);
                    }
                }
            }
            around.truncate(outside);
        }
        Value::Array(members) => {
            for (number, value) in members.iter_mut().enumerate() {
                pointer.push_str(&format!("/{number}"));
                refer_to_places(value, Keys::Keywords, pointer, found, around);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}
