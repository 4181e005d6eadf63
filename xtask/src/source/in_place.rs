//! References in place of parts that cannot be components: a path, an operation, a list of parameters, the properties
//! of a schema. OpenAPI allows few of them, but documents in several files use them.

use serde_json::Value;

use crate::openapi::{Index, Kind, METHODS, What};

/// The pointers of these references, with their texts.
pub(super) fn references(document: &Value) -> Vec<(String, String)> {
    let index = Index::of(document);
    let mut found = Vec::new();
    let mut take = |pointer: &str| {
        let reference = document
            .pointer(pointer)
            .and_then(|value| value.get("$ref"));
        if let Some(text) = reference.and_then(Value::as_str) {
            found.push((pointer.to_owned(), text.to_owned()));
        }
    };
    for path in index.all(Kind::PathItem) {
        take(&path.pointer);
    }
    for mistake in &index.mistakes {
        let at_reference = mistake.pointer.strip_suffix("/$ref");
        match (&mistake.what, at_reference) {
            (What::Unknown(_) | What::WrongType { .. }, Some(holder)) => take(holder),
            (What::WrongType { .. }, None) => take(&mistake.pointer),
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Rewrites all references of a part of a file. `to` returns a reference with the same target for another place.
pub(super) fn rebase(value: &mut Value, to: &impl Fn(&str) -> String) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if key == "$ref" => *text = to(text),
                    Value::Object(names) if key == "mapping" => {
                        for value in names.values_mut() {
                            if let Value::String(text) = value
                                && text.contains(['#', '/'])
                            {
                                *text = to(text);
                            }
                        }
                    }
                    value => rebase(value, to),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rebase(item, to)),
        _ => {}
    }
}

/// Whether a pointer is that of a path or an operation, which have positions of their own.
pub(super) fn is_path_or_operation(pointer: &str) -> bool {
    let Some(below) = pointer.strip_prefix("/paths/") else {
        return false;
    };
    match below.split_once('/') {
        Some((_, method)) => METHODS.contains(&method),
        None => true,
    }
}
