//! References in place of parts that cannot be components: a path, an operation, a list of parameters, the properties
//! of a schema. OpenAPI allows few of them, but documents in several files use them.

use std::mem;

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

/// Puts the target of a reference in its place. What stands beside the reference is added, and counts before the same field
/// of the target; parameters of both are joined.
pub(super) fn put(place: &mut Value, target: Value) {
    put_with(place, target, |_| true);
}

/// The same, with only some of the keys beside the reference.
pub(super) fn put_with(place: &mut Value, target: Value, keeps: impl Fn(&str) -> bool) {
    let own = mem::replace(place, target);
    let (Value::Object(own), Some(fields)) = (own, place.as_object_mut()) else {
        return;
    };
    let kept = own
        .into_iter()
        .filter(|(key, _)| key != "$ref" && keeps(key));
    for (key, mut value) in kept {
        let both = (value.as_array_mut(), fields.get_mut(&key));
        if let (Some(own), Some(Value::Array(others))) = both
            && key == "parameters"
        {
            let id =
                |parameter: &Value| ["name", "in", "$ref"].map(|key| parameter.get(key).cloned());
            others.retain(|other| own.iter().all(|own| id(own) != id(other)));
            own.append(others);
        }
        fields.insert(key, value);
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_beside_a_reference_is_kept() {
        let parameter =
            |name: &str, about: &str| json!({"name": name, "in": "query", "description": about});
        let mut place = json!({
            "$ref": "x.yaml",
            "post": {"operationId": "own"},
            "parameters": [parameter("a", "own")],
        });
        let target = json!({
            "$ref": "y.yaml",
            "get": {"operationId": "theirs"},
            "post": {"operationId": "theirs"},
            "parameters": [parameter("a", "theirs"), parameter("b", "theirs")],
        });
        put(&mut place, target);
        let expected = json!({
            "$ref": "y.yaml",
            "get": {"operationId": "theirs"},
            "post": {"operationId": "own"},
            "parameters": [parameter("a", "own"), parameter("b", "theirs")],
        });
        assert_eq!(place, expected);
    }
}
