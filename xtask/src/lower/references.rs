//! Passes that copy into an operation what it refers to.

use serde_json::{Map, Value};

use crate::lower::position::AT;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::openapi::{
    FOLLOWED, Keys, METHODS, each_operation, escape, is_extension, reference, schema_ref, target,
    text,
};

/// Kinds of components that are copied to where they are used.
const INLINED: [&str; 4] = ["parameters", "requestBodies", "responses", "headers"];

/// Adds to every operation, parameter and schema its JSON pointer as `x-at`, so that later stages can report its
/// position. Extensions that the generator does not read are removed: passes use keys with `x-` to talk to later stages,
/// and a document may have one of the same name.
///
/// ```yaml
/// /a: {get: {x-form: wizard, operationId: a, …}}   # before
/// /a: {get: {x-at: /paths/~1a/get, operationId: a, …}}   # after
/// ```
pub fn remember_positions(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    mark(document, &mut String::new(), Keys::Keywords);
    Ok(())
}

/// Marks every map, except those whose keys are names (`properties`, `paths`, `responses`, …), where `x-at` would be
/// read as another name.
fn mark(node: &mut Value, pointer: &mut String, keys: Keys) {
    let length = pointer.len();
    match node {
        Value::Object(fields) => {
            if keys == Keys::Keywords {
                fields.retain(|key, value| match key.as_str() {
                    "example" | "default" => true,
                    key if key.starts_with("x-") => is_extension(key),
                    // A field that is null is one that is left out; lint warns of it.
                    _ => !value.is_null(),
                });
            }
            for (key, value) in fields.iter_mut() {
                // The keys of a security requirement are names, in a list.
                if keys == Keys::Keywords && (key.starts_with("x-") || key == "security") {
                    continue;
                }
                let Some(inner) = keys.below(key) else {
                    continue;
                };
                pointer.push('/');
                pointer.push_str(&escape(key));
                mark(value, pointer, inner);
                pointer.truncate(length);
            }
            if keys == Keys::Keywords {
                fields.insert(AT.to_owned(), Value::from(pointer.as_str()));
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                pointer.push_str(&format!("/{index}"));
                mark(value, pointer, Keys::Keywords);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// References to parameters, request bodies, responses and path items are replaced by their targets:
///
/// ```yaml
/// parameters: [{$ref: '#/components/parameters/PageNo'}]   # before
/// parameters: [{name: page_no, in: query, …}]              # after
/// ```
///
/// References to schemas are kept, because named schemas become types.
pub fn inline_references(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    // Callbacks are requests of the service, not calls of the client. They are removed, because callbacks that refer to
    // each other would expand without limit.
    each_operation(document, |_, _, operation| {
        if let Some(fields) = operation.as_object_mut() {
            fields.remove("callbacks");
        }
    });
    let mut problems = Vec::new();
    let mut paths = document
        .get_mut("paths")
        .map(Value::take)
        .unwrap_or_default();
    inline(&mut paths, Keys::Names, document, 0, &mut problems);
    document["paths"] = paths;
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        components.retain(|kind, _| {
            !INLINED.contains(&kind.as_str()) && kind != "examples" && kind != "links"
        });
    }
    unless_any(problems, ())
}

fn inline(node: &mut Value, keys: Keys, whole: &Value, depth: usize, problems: &mut Problems) {
    if let Some(reference) = reference(node) {
        if schema_ref(node).is_some() {
            return;
        }
        let target = target(node).and_then(|pointer| whole.pointer(pointer));
        match target {
            Some(target) if depth < FOLLOWED => {
                *node = target.clone();
                inline(node, Keys::Keywords, whole, depth + 1, problems);
            }
            _ => problems.push(Problem::new(
                text(node, AT),
                format!("`{reference}` does not exist"),
                "name a component of this document",
            )),
        }
        return;
    }
    match node {
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                // Nothing is generated of links and of the headers of a response, and security has no references.
                let is_kept = keys == Keys::Keywords
                    && ["links", "headers", "security"].contains(&key.as_str());
                let inner = keys.below(key);
                if let Some(inner) = inner.filter(|_| !is_kept && !key.starts_with("x-")) {
                    inline(value, inner, whole, depth, problems);
                }
            }
        }
        Value::Array(items) => {
            for value in items {
                inline(value, Keys::Keywords, whole, depth, problems);
            }
        }
        _ => {}
    }
}

/// Parameters of a path are added to each of its operations, before the operation's own. A parameter of the operation
/// with the same name and place takes precedence.
///
/// ```yaml
/// /m/{id}: {parameters: [{name: id, in: path}], get: {}}     # before
/// /m/{id}: {get: {parameters: [{name: id, in: path}]}}       # after
/// ```
pub fn merge_path_parameters(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    for (_, item) in paths {
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        let shared = match item.remove("parameters") {
            Some(Value::Array(shared)) => shared,
            _ => Vec::new(),
        };
        item.retain(|key, _| METHODS.contains(&key.as_str()));
        for (_, operation) in item.iter_mut() {
            if let Some(operation) = operation.as_object_mut() {
                merge(operation, &shared);
            }
        }
    }
    Ok(())
}

fn merge(operation: &mut Map<String, Value>, shared: &[Value]) {
    let own = match operation.remove("parameters") {
        Some(Value::Array(own)) => own,
        _ => Vec::new(),
    };
    // Names of headers have no case.
    let key = |parameter: &Value| match (text(parameter, "name"), text(parameter, "in")) {
        (name, "header") => (name.to_ascii_lowercase(), "header".to_owned()),
        (name, place) => (name.to_owned(), place.to_owned()),
    };
    let mut merged: Vec<Value> = shared
        .iter()
        .filter(|shared| !own.iter().any(|own| key(own) == key(shared)))
        .cloned()
        .collect();
    merged.extend(own);
    operation.insert("parameters".to_owned(), Value::Array(merged));
}
