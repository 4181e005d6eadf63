//! Passes over operations: names, and the one response that a call returns.

use std::collections::HashSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::media::{self, Media};
use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::rust_names;
use crate::lower::settings::Settings;
use crate::openapi::{
    each_operation, each_operation_within, flag, follow, is_for_readers, is_status, operations,
    ref_to, target_name, text, walk_schema,
};
use crate::text::Taken;

/// operationIds become unique snake_case; a missing one, and one that an earlier operation has, is made of the method and the
/// path.
///
/// ```yaml
/// /pets/{petId}: {get: {operationId: GetPet-by-id}}   # before
/// /pets/{petId}: {get: {operationId: get_pet_by_id}}  # after
/// /pets: {get: {}}                                    # before
/// /pets: {get: {operationId: get_pets}}               # after
/// ```
pub fn name_operations(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let own = |operation: &Value| rust_names::operation(text(operation, "operationId"));
    let mut taken: Taken = operations(document)
        .filter_map(|(_, _, operation)| own(operation))
        .collect();
    let mut given = HashSet::new();
    each_operation(document, |path, method, operation| {
        let name = own(operation).filter(|name| given.insert(name.clone()));
        let name = name.unwrap_or_else(|| {
            // `/a` and `/a/` have the same name.
            let plain = derived(method, path);
            taken.free(&plain, |number| format!("{plain}_{number}"))
        });
        if let Some(fields) = operation.as_object_mut() {
            fields.insert("operationId".to_owned(), Value::from(name));
        }
    });
    Ok(())
}

fn derived(method: &str, path: &str) -> String {
    rust_names::operation(&format!("{method} {path}")).unwrap_or_default()
}

/// Of the responses only the success that a call returns is kept, under its status; what else may be answered is kept as
/// text for the docs. All error responses become the one error type; the bodies in the document are not used.
///
/// ```yaml
/// responses: {'200': {…}, '404': {description: No such meeting.}, default: {…}}   # before
/// responses: {'200': {…}}                                                         # after
/// x-errors: [{status: '404', description: No such meeting.}, …]
/// ```
pub fn keep_one_success(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    each_operation_within(document, |operation, whole| {
        let pointer = at(operation).to_owned();
        let responses = match operation
            .as_object_mut()
            .and_then(|o| o.remove("responses"))
        {
            Some(Value::Object(responses)) => with_statuses(responses),
            _ => Map::new(),
        };
        match one_success(&responses, &pointer, whole) {
            Ok((status, success)) => {
                let errors: Vec<Value> = responses
                    .iter()
                    .filter(|(status, _)| !is_success(status))
                    .map(|(status, response)| {
                        json!({ "status": status, "description": text(response, "description") })
                    })
                    .collect();
                operation["responses"] = json!({ status: success });
                operation["x-errors"] = Value::Array(errors);
            }
            Err(problem) => problems.push(problem),
        }
    });
    unless_any(problems, ())
}

/// The responses whose keys are statuses: `4xx` is `4XX`, and what is no status is left out.
fn with_statuses(responses: Map<String, Value>) -> Map<String, Value> {
    let mut read = Map::new();
    for (status, response) in responses {
        let status = match status.as_str() {
            "default" => status,
            other => other.to_ascii_uppercase(),
        };
        if is_status(&status) {
            read.entry(status).or_insert(response);
        }
    }
    read
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The status and the response that a call returns: the first success that has a body, else the first success, else the
/// `default` response, else an empty one.
fn one_success(
    responses: &Map<String, Value>,
    pointer: &str,
    whole: &Value,
) -> Result<(String, Value), Problem> {
    let successes: Vec<(&String, &Value)> = responses
        .iter()
        .filter(|(status, _)| is_success(status))
        .collect();
    let bodies: Vec<_> = successes
        .iter()
        .filter(|(_, response)| has_body(response))
        .collect();
    for (status, response) in bodies.iter().skip(1) {
        if body(response, whole) != body(bodies[0].1, whole) {
            return Err(Problem::new(
                at(response),
                format!(
                    "the responses {} and {status} of one operation differ",
                    bodies[0].0
                ),
                "keep the response that callers get, or give both the same schema",
            ));
        }
    }
    if let (Some((status, _)), true) = (bodies.first(), successes.len() > bodies.len()) {
        return Err(Problem::new(
            pointer,
            format!(
                "the operation responds sometimes with a body ({status}) and sometimes without"
            ),
            "keep the response that callers get",
        ));
    }
    let kept = bodies.first().copied().or(successes.first());
    Ok(match (kept, responses.get("default")) {
        (Some((status, response)), _) => (plain_status(status), (*response).clone()),
        (None, Some(default)) => ("200".to_owned(), default.clone()),
        (None, None) => ("204".to_owned(), json!({ "description": "No body." })),
    })
}

/// `2XX` becomes a status that progenitor understands.
fn plain_status(status: &str) -> String {
    if status.eq_ignore_ascii_case("2xx") {
        "200".to_owned()
    } else {
        status.to_owned()
    }
}

fn has_body(response: &Value) -> bool {
    response
        .get("content")
        .and_then(Value::as_object)
        .is_some_and(|content| !content.is_empty())
}

/// The media type of a response and its schema without documentation, to be compared.
fn body(response: &Value, whole: &Value) -> Option<(String, Value)> {
    let media = media::chosen(response.get("content"), whole)?;
    let mut schema = media.value.get("schema").cloned().unwrap_or_default();
    walk_schema(&mut schema, &mut |node| {
        let is_reference = node.get("$ref").is_some();
        if let Some(fields) = node.as_object_mut() {
            fields.retain(|key, _| match is_reference {
                true => key == "$ref",
                false => !is_for_readers(key) && key != "default" && !key.starts_with("x-"),
            });
        }
    });
    let name = if media.is_json {
        media::JSON
    } else {
        media.name
    };
    Some((name.to_owned(), schema))
}

/// Headers that the client sets itself; OpenAPI says to ignore them as parameters.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Parameters keep only what progenitor and the calls need; how a list is sent is kept in `x-list`.
///
/// ```yaml
/// {name: filters, in: query, explode: false, schema: {type: array, …}}   # before
/// {name: filters, in: query, x-list: comma, schema: {type: array, …}}    # after
/// ```
///
/// What cannot be sent is a problem: cookies, objects in a query, `content` instead of `schema`, other styles.
pub fn plain_parameters(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    each_operation_within(document, |operation, whole| {
        let Some(parameters) = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        else {
            return;
        };
        parameters.retain(|parameter| {
            text(parameter, "in") != "header"
                || !OWN_HEADERS.contains(&text(parameter, "name").to_lowercase().as_str())
        });
        let mut taken: HashSet<String> = HashSet::new();
        for parameter in parameters {
            // Progenitor knows one parameter of a name.
            let name = text(parameter, "name").to_owned();
            if !taken.insert(name.to_snake_case()) {
                parameter["name"] = Value::from(format!("{name} in {}", text(parameter, "in")));
                parameter["x-name"] = Value::from(name.as_str());
            }
            match list_style(parameter, whole) {
                Ok(style) => {
                    parameter.get_mut("schema").into_iter().for_each(be_text);
                    if let Some(fields) = parameter.as_object_mut() {
                        for key in ["style", "explode", "allowReserved", "allowEmptyValue", "example", "examples"] {
                            fields.remove(key);
                        }
                        if let Some(style) = style {
                            fields.insert("x-list".to_owned(), Value::from(style));
                        }
                    }
                }
                Err(message) => problems.push(Problem::new(
                    at(parameter),
                    format!("the parameter `{}` {message}", text(parameter, "name")),
                    "describe it as a string, a number, a boolean, or a list of these in the path, the query or a header",
                )),
            }
        }
    });
    unless_any(problems, ())
}

/// `comma` or `repeat` for a list, nothing for a single value; an error for what cannot be sent.
fn list_style(parameter: &Value, whole: &Value) -> Result<Option<&'static str>, String> {
    let place = text(parameter, "in");
    if place == "cookie" {
        return Err("is a cookie, which the client does not send".to_owned());
    }
    if !matches!(place, "path" | "query" | "header") {
        return Err(format!(
            "is in `{place}`, which is not a place for a parameter"
        ));
    }
    let Some(schema) = parameter.get("schema") else {
        return Err("has no schema".to_owned());
    };
    let default_style = if place == "query" { "form" } else { "simple" };
    let style = match text(parameter, "style") {
        "" => default_style,
        style => style,
    };
    if style != default_style {
        return Err(format!("has the style `{style}`, which is not supported"));
    }
    let shape = follow(whole, schema, target_name);
    let is_list = text(shape, "type") == "array";
    let items = shape
        .get("items")
        .map(|items| follow(whole, items, target_name));
    for value in [Some(shape), items].into_iter().flatten() {
        let composed = ["properties", "oneOf", "additionalProperties"]
            .iter()
            .any(|key| value.get(key).is_some());
        if composed
            || text(value, "type") == "object"
            || (is_list && text(value, "type") == "array" && value != shape)
        {
            return Err("is an object or a choice, which has no one form there".to_owned());
        }
    }
    if is_list && place == "path" {
        return Err("is a list in a path".to_owned());
    }
    let explode = match parameter.get("explode") {
        Some(_) => flag(parameter, "explode"),
        None => style == "form",
    };
    Ok(is_list.then_some(if explode && place == "query" {
        "repeat"
    } else {
        "comma"
    }))
}

/// A value in a path, a query or a header is a string by default, and is never null.
fn be_text(schema: &mut Value) {
    if let Some(name) = target_name(schema) {
        let reference = ref_to(name)["$ref"].take();
        schema["$ref"] = reference;
    }
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    fields.remove("nullable");
    if fields.contains_key("$ref") {
        fields.remove("allOf");
    } else if fields.get("type").is_some_and(|kind| kind == "array") {
        be_text(fields.entry("items").or_insert_with(|| json!({})));
    } else if !fields.contains_key("type") {
        fields.insert("type".to_owned(), Value::from("string"));
        let values = fields.get("enum").and_then(Value::as_array);
        if values.is_some_and(|values| !values.iter().all(Value::is_string)) {
            fields.remove("enum");
        }
    }
}

/// A request body is JSON when it can be; otherwise its bytes are sent as they are, under `x-body`.
///
/// ```yaml
/// requestBody: {content: {application/octet-stream: {…}}}   # before
/// x-body: application/octet-stream                          # after
/// ```
pub fn plain_bodies(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    each_operation_within(document, |operation, whole| {
        let pointer = format!("{}/requestBody", at(operation));
        let Some(body) = operation.get("requestBody").cloned() else {
            return;
        };
        let kept = match media::chosen(body.get("content"), whole) {
            Some(media) if media.is_json => {
                let schema = media.value.get("schema").cloned();
                let schema = schema.unwrap_or_else(|| json!({}));
                let required = flag(&body, "required");
                if let Some(kind) = media.kind_of_json() {
                    operation["x-media"] = Value::from(kind);
                }
                Some(json!({
                    "required": required,
                    "content": { media::JSON: { "schema": schema } },
                    "x-description": text(&body, "description"),
                }))
            }
            Some(Media { name, .. })
                if name.starts_with("multipart/") || name.contains("form-urlencoded") =>
            {
                problems.push(Problem::new(
                    pointer,
                    format!("a body of `{name}` cannot be sent"),
                    "offer application/json, or describe the body as application/octet-stream",
                ));
                None
            }
            Some(Media { name, .. }) => {
                // `image/*` is a range, which is nothing to send.
                let name = match name.contains('*') {
                    true => "application/octet-stream",
                    false => name,
                };
                operation["x-body"] = Value::from(name);
                operation["x-body-required"] = Value::from(flag(&body, "required"));
                None
            }
            None => None,
        };
        if let Some(fields) = operation.as_object_mut() {
            match kept {
                Some(body) => fields.insert("requestBody".to_owned(), body),
                None => fields.remove("requestBody"),
            };
        }
    });
    unless_any(problems, ())
}
