//! The schemas and the operations of a document.

use serde_json::{Map, Value};

use super::children::walk_schema;
use super::keywords::METHODS;
use super::pointer::unescape;
use super::value::text;

/// The component schemas, empty when there are none.
pub fn schemas(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// The component schema `name`.
pub fn schema<'a>(document: &'a Value, name: &str) -> Option<&'a Value> {
    let schemas = document.get("components")?.get("schemas")?;
    // A name in a reference is escaped.
    schemas.get(name).or_else(|| match name.contains('~') {
        true => schemas.get(unescape(name)),
        false => None,
    })
}

/// The map of component schemas, which is created if it is missing.
pub fn schemas_mut(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document
        .as_object_mut()?
        .entry("components")
        .or_insert_with(|| Value::Object(Map::new()))
        .as_object_mut()?
        .entry("schemas")
        .or_insert_with(|| Value::Object(Map::new()))
        .as_object_mut()
}

/// Whether these keys below `paths` are those of an operation. Extensions (`x-…`) may hold anything.
fn is_operation(path: &str, method: &str, value: &Value) -> bool {
    path.starts_with('/') && METHODS.contains(&method) && value.is_object()
}

/// Every operation as (path, method, operation), in document order.
pub fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            item.as_object()
                .into_iter()
                .flatten()
                .filter(move |(method, value)| is_operation(path, method, value))
                .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
}

/// Calls `visit` with the path, the method and the operation, for every operation.
pub fn each_operation(document: &mut Value, mut visit: impl FnMut(&str, &str, &mut Value)) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if is_operation(path, method, operation) {
                visit(path, method, operation);
            }
        }
    }
}

/// A document of the components alone, in which references are followed while `document` is changed.
pub fn copy_of_components(document: &Value) -> Value {
    // `json!` would copy them twice.
    let mut copy = Value::Object(Map::new());
    copy["components"] = document["components"].clone();
    copy
}

/// Calls `visit` with every operation and with the document, for its components. The document has no paths meanwhile,
/// which avoids a copy of it.
pub fn each_operation_within(document: &mut Value, mut visit: impl FnMut(&mut Value, &Value)) {
    let mut paths = Value::Object(Map::new());
    // Not by `json!`, which would copy them.
    paths["paths"] = document
        .get_mut("paths")
        .map(Value::take)
        .unwrap_or_default();
    each_operation(&mut paths, |_, _, operation| visit(operation, document));
    document["paths"] = paths["paths"].take();
}

/// Where a parameter or an API key is sent, and under which name. Names of headers have no case.
pub fn place_and_name(of: &Value) -> (&str, String) {
    let (place, name) = (text(of, "in"), text(of, "name"));
    match place {
        "header" => (place, name.to_ascii_lowercase()),
        _ => (place, name.to_owned()),
    }
}

/// The schemas in an operation: parameters, body, responses.
pub fn operation_schemas_mut(operation: &mut Value) -> Vec<&mut Value> {
    let mut found = Vec::new();
    let Some(fields) = operation.as_object_mut() else {
        return found;
    };
    for (key, value) in fields {
        match key.as_str() {
            "parameters" => {
                for parameter in value.as_array_mut().into_iter().flatten() {
                    match parameter.get("schema") {
                        Some(_) => found.extend(parameter.get_mut("schema")),
                        None => found.extend(media_schemas_mut(parameter)),
                    }
                }
            }
            "requestBody" => found.extend(media_schemas_mut(value)),
            "responses" => found.extend(
                value
                    .as_object_mut()
                    .into_iter()
                    .flatten()
                    .flat_map(|(_, response)| media_schemas_mut(response)),
            ),
            _ => {}
        }
    }
    found
}

/// The schemas that an operation sends: parameters and body.
pub fn sent_schemas(operation: &Value) -> Vec<&Value> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let parameters = parameters.into_iter().flatten();
    let schemas = parameters.flat_map(|parameter| match parameter.get("schema") {
        Some(schema) => vec![schema],
        None => media_schemas(parameter).collect(),
    });
    schemas
        .chain(
            operation
                .get("requestBody")
                .into_iter()
                .flat_map(media_schemas),
        )
        .collect()
}

/// The schemas that an operation reads: its responses.
pub fn read_schemas(operation: &Value) -> Vec<&Value> {
    let responses = operation.get("responses").and_then(Value::as_object);
    responses
        .into_iter()
        .flatten()
        .flat_map(|(_, response)| media_schemas(response))
        .collect()
}

/// The schemas of successful responses, in order.
pub fn success_schemas(operation: &Value) -> Vec<&Value> {
    responses_where(operation, |status| !is_error(status))
        .map(|(_, schema)| schema)
        .collect()
}

/// The schemas of error responses, with their statuses.
pub fn error_schemas(operation: &Value) -> Vec<(&str, &Value)> {
    responses_where(operation, is_error).collect()
}

fn is_error(status: &str) -> bool {
    status == "default" || status.starts_with(['4', '5'])
}

fn responses_where(
    operation: &Value,
    is_kept: fn(&str) -> bool,
) -> impl Iterator<Item = (&str, &Value)> {
    let responses = operation.get("responses").and_then(Value::as_object);
    let kept = responses
        .into_iter()
        .flatten()
        .filter(move |(status, _)| is_kept(status));
    kept.flat_map(|(status, response)| {
        media_schemas(response).map(move |schema| (status.as_str(), schema))
    })
}

fn media_schemas(holder: &Value) -> impl Iterator<Item = &Value> {
    let contents = holder.get("content").and_then(Value::as_object);
    contents
        .into_iter()
        .flatten()
        .filter_map(|(_, media)| media.get("schema"))
}

/// The schemas of the media types of a parameter, a body or a response.
pub fn media_schemas_mut(holder: &mut Value) -> Vec<&mut Value> {
    holder
        .get_mut("content")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
        .filter_map(|(_, media)| media.get_mut("schema"))
        .collect()
}

/// Calls `visit` for every schema of the document, the deepest first: components, parameters, bodies, responses.
pub fn each_schema(document: &mut Value, mut visit: impl FnMut(&mut Value)) {
    for (_, schema) in schemas_mut(document).into_iter().flatten() {
        walk_schema(schema, &mut visit);
    }
    each_operation(document, |_, _, operation| {
        for schema in operation_schemas_mut(operation) {
            walk_schema(schema, &mut visit);
        }
    });
}
