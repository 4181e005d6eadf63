//! Reads the API description from its document.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use realtimekit::OPENAPI;
use serde_json::Value;

use super::body::Body;
use super::description::{Contract, Operation, Variables};
use super::parameters::{Kind, Parameter};
use super::schema::Schemas;
use super::segment::segments;

/// The place of the example in the operation.
const PRESET_EXAMPLE: &str = "/responses/200/content/application~1json/examples/preset/value/data";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The API description as JSON: an OpenAPI 3.0 document with examples. The key `x-call` of an operation is the call of
/// the Rust client.
pub fn api_description() -> &'static str {
    OPENAPI
}

/// The API description. The first call reads it.
///
/// # Errors
///
/// The crate does not support the document. Tests check that it does.
pub fn contract() -> Result<&'static Contract, String> {
    static CONTRACT: OnceLock<Result<Contract, String>> = OnceLock::new();
    let read_text = || {
        let document: Value = serde_json::from_str(OPENAPI)
            .map_err(|error| format!("the API description is not JSON: {error}"))?;
        let schemas = Schemas::new(&document)?;
        read(&document, &schemas)
    };
    CONTRACT
        .get_or_init(read_text)
        .as_ref()
        .map_err(Clone::clone)
}

fn read(document: &Value, schemas: &Schemas) -> Result<Contract, String> {
    let server = text(document, "/servers/0/url")?;
    let behind_host = server
        .split("://")
        .nth(1)
        .and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    let paths = document.get("paths").and_then(Value::as_object);
    let paths = paths.ok_or("no paths in the API description")?;
    let mut operations = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                operations.push(read_operation(
                    document, schemas, path, item, method, operation,
                )?);
            }
        }
    }
    let preset = paths.values().filter_map(|item| item.get("get"));
    let preset = preset
        .filter(|operation| operation.get("operationId") == Some(&Value::from("get_preset")))
        .find_map(|get| get.pointer(PRESET_EXAMPLE));
    operations.sort_by(|one: &Operation, other| one.segments.cmp(&other.segments));
    Ok(Contract {
        base_path: behind_host
            .unwrap_or_default()
            .trim_end_matches('/')
            .to_owned(),
        variables: Variables {
            token: text(document, "/x-client/token-env")?,
            account_id: text(document, "/x-client/parameters/account_id/env")?,
            app_id: text(document, "/x-client/parameters/app_id/env")?,
            base_url: text(document, "/x-client/base-url-env")?,
        },
        preset: preset
            .cloned()
            .ok_or("no example of a preset in the API description")?,
        event_examples: event_examples(document),
        #[cfg(test)]
        events: events(document, schemas),
        operations,
    })
}

fn event_examples(document: &Value) -> BTreeMap<String, Value> {
    let events = document.get("x-webhooks").and_then(Value::as_object);
    let read = |(name, item): (&String, &Value)| {
        let examples = item.pointer("/post/requestBody/content/application~1json/examples")?;
        let example = examples.as_object()?.values().next()?;
        Some((name.clone(), example.get("value")?.clone()))
    };
    events.into_iter().flatten().filter_map(read).collect()
}

#[cfg(test)]
fn events(document: &Value, schemas: &Schemas) -> Vec<(String, Body)> {
    let events = document.get("x-webhooks").and_then(Value::as_object);
    let read = |(name, item): (&String, &Value)| {
        let schema = item.pointer("/post/requestBody/content/application~1json/schema")?;
        let schema = schemas.schema(schema);
        Some((name.clone(), Body { schema }))
    };
    events.into_iter().flatten().filter_map(read).collect()
}

fn text(document: &Value, pointer: &str) -> Result<String, String> {
    let found = document.pointer(pointer).and_then(Value::as_str);
    found
        .map(str::to_owned)
        .ok_or_else(|| format!("no string at {pointer} in the API description"))
}

fn read_operation(
    document: &Value,
    schemas: &Schemas,
    path: &str,
    item: &Value,
    method: &str,
    operation: &Value,
) -> Result<Operation, String> {
    let id = text(operation, "/operationId")?;
    let segments = segments(path);
    let mut in_path = Vec::new();
    let mut in_query = Vec::new();
    let declared = [item, operation].map(|it| it.get("parameters").and_then(Value::as_array));
    for parameter in declared.into_iter().flatten().flatten() {
        let parameter = resolved(document, parameter)?;
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let read = Parameter {
            name: text(parameter, "/name")?,
            is_required: parameter.get("required") == Some(&Value::Bool(true)),
            kind: kind(resolved(document, schema)?),
            schema: schemas.schema(schema),
        };
        match text(parameter, "/in")?.as_str() {
            "path" => in_path.push(read),
            "query" => in_query.push(read),
            other => return Err(format!("{id} has a parameter in {other}")),
        }
    }
    let json = |holder: &Value| {
        let schema = holder.pointer("/content/application~1json/schema");
        schema.map(|schema| Body {
            schema: schemas.schema(schema),
        })
    };
    let body = match operation.get("requestBody") {
        Some(body) => Some(
            json(resolved(document, body)?)
                .ok_or_else(|| format!("{id} has a body that is not JSON"))?,
        ),
        None => None,
    };
    Ok(Operation {
        method: method.to_uppercase(),
        segments,
        path: in_path,
        query: in_query,
        body,
        #[cfg(test)]
        responses: {
            let responses = operation.get("responses").and_then(Value::as_object);
            let read =
                |(status, response): (&String, &Value)| Some((status.clone(), json(response)?));
            responses.into_iter().flatten().filter_map(read).collect()
        },
        id,
    })
}

/// Follows references.
fn resolved<'a>(document: &'a Value, mut value: &'a Value) -> Result<&'a Value, String> {
    while let Some(Value::String(reference)) = value.get("$ref") {
        let pointer = reference.trim_start_matches('#');
        value = document
            .pointer(pointer)
            .ok_or_else(|| format!("{reference} leads nowhere in the API description"))?;
    }
    Ok(value)
}

fn kind(schema: &Value) -> Kind {
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        Some("array") => Kind::List,
        _ => Kind::Text,
    }
}
