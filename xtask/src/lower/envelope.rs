//! The pass that takes the payload out of the envelope.

use serde_json::{Value, json};

use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::{Envelope, Settings};
use crate::lower::streams::{has_text, streamed};
use crate::openapi::media::{self, JSON};
use crate::openapi::{each_operation_within, flag, follow, target_name, text};

/// The schema of the payload replaces that of the response. `x-payload` keeps the places of the payload as key paths,
/// in the order in which they are tried. `x-response` is the kind of the payload: `json`, `list`, `page`, `empty`,
/// `text` or `bytes`; `events`, `events-or-text`, `lines` or `pieces` if the body is read while it is received.
///
/// ```yaml
/// schema: {properties: {success: {…}, data: {properties: {participant: {$ref: P}}}}}   # before, x-data: data.participant
/// schema: {$ref: P}                                                                    # after
/// x-payload: [[data, participant]], x-response: json
/// ```
pub fn unwrap_envelopes(document: &mut Value, settings: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    each_operation_within(document, |operation, whole| {
        if let Err(problem) = unwrap(operation, whole, settings) {
            problems.push(problem);
        }
    });
    unless_any(problems, ())
}

fn unwrap(operation: &mut Value, whole: &Value, settings: &Settings) -> Result<(), Problem> {
    if operation.get("x-by-status").is_some() {
        return Ok(());
    }
    let pointer = at(operation).to_owned();
    let paged = settings
        .paging
        .as_ref()
        .is_some_and(|paging| takes(operation, &paging.page) && takes(operation, &paging.per_page));
    let locations = declared_locations(operation, &pointer)?;
    if stream(operation, whole) {
        return match locations {
            Some(_) => Err(nothing_there(&pointer, "the response has no JSON body")),
            None => Ok(()),
        };
    }
    let Some((media, kind, body, accepted)) = body(operation, whole) else {
        operation["x-response"] = Value::from("empty");
        return match locations {
            Some(_) => Err(nothing_there(&pointer, "the response has no JSON body")),
            None => Ok(()),
        };
    };
    if let Some(accepted) = accepted {
        operation["x-accept"] = Value::from(accepted);
    }
    if media != JSON {
        keep_only(operation, &media);
        operation["x-response"] = Value::from(kind);
        return Ok(());
    }
    let mut payload = body;
    let only_success = settings.envelope.as_ref().is_some_and(|envelope| {
        let properties = follow(whole, &payload, target_name)
            .get("properties")
            .and_then(Value::as_object);
        properties.is_some_and(|all| all.len() == 1 && all.contains_key(&envelope.success))
    });
    if only_success && locations.is_none() {
        operation["x-response"] = Value::from("empty");
        return Ok(());
    }
    let found = match &settings.envelope {
        Some(envelope) => locate(&payload, whole, envelope, locations, &pointer)?,
        None => None,
    };
    let in_envelope = found.is_some();
    if let Some((paths, meant)) = found {
        operation["x-payload"] = json!(paths);
        payload = meant;
    }
    let is_list = follow(whole, &payload, target_name).get("items").is_some();
    let response = match (is_list, paged && in_envelope) {
        (true, true) => "page",
        (true, false) => "list",
        (false, _) => "json",
    };
    operation["x-response"] = Value::from(response);
    set_body(operation, payload);
    Ok(())
}

fn takes(operation: &Value, name: &str) -> bool {
    operation
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .any(|parameter| text(parameter, "in") == "query" && text(parameter, "name") == name)
}

/// The places that `x-data` names, as key paths.
fn declared_locations(
    operation: &Value,
    pointer: &str,
) -> Result<Option<Vec<Vec<String>>>, Problem> {
    let split = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
    match operation.get("x-data") {
        None => Ok(None),
        Some(Value::String(path)) => Ok(Some(vec![split(path)])),
        Some(Value::Array(paths)) if !paths.is_empty() && paths.iter().all(Value::is_string) => Ok(
            Some(paths.iter().filter_map(Value::as_str).map(split).collect()),
        ),
        Some(_) => Err(Problem::new(
            format!("{pointer}/x-data"),
            "x-data must be the path of the payload, or a list of paths",
            "write for instance `x-data: data.participant`",
        )),
    }
}

/// The media type of the body (plain JSON for every kind of JSON), its kind if it is not JSON, its schema, and what the
/// client asks for, if it is not plain JSON.
fn body(operation: &Value, whole: &Value) -> Option<(String, &'static str, Value, Option<String>)> {
    let (_, response) = operation.get("responses")?.as_object()?.iter().next()?;
    let content = response.get("content");
    let media = media::chosen(content, whole)?;
    let schema = media.value.get("schema").cloned();
    let schema = schema.unwrap_or_else(|| json!({}));
    let name = if media.is_json { JSON } else { media.name };
    let kind = if media.is_text(whole) {
        "text"
    } else {
        "bytes"
    };
    let accepted = media::accepted(content, &media, whole);
    Some((name.to_owned(), kind, schema, accepted))
}

/// Keeps a response that is read while it is received: the schema of one of its values. Returns whether it is one.
fn stream(operation: &mut Value, whole: &Value) -> bool {
    let response = first_response(operation).cloned();
    let response = response.unwrap_or_default();
    let Some(media) = media::chosen(response.get("content"), whole) else {
        return false;
    };
    let kind = match (media.is_stream(), media.is_of_events()) {
        (true, true) => "events",
        (true, false) => "lines",
        (false, _) if flag(operation, "x-stream") && !media.is_json => "pieces",
        (false, _) => return false,
    };
    let schema = streamed(&media, whole).filter(|_| media.is_stream());
    let kind = match &schema {
        Some(data) if kind == "events" && has_text(data, whole) => "events-or-text",
        _ => kind,
    };
    operation["x-response"] = Value::from(kind);
    operation["x-accept"] = Value::from(media.name);
    match schema {
        Some(schema) => set_body(operation, schema),
        None => keep_only(operation, media.name),
    }
    true
}

fn set_body(operation: &mut Value, schema: Value) {
    if let Some(response) = first_response(operation) {
        response["content"] = json!({ JSON: { "schema": schema } });
    }
}

/// Bytes and strings need no schema: progenitor sees one body of bytes.
fn keep_only(operation: &mut Value, media: &str) {
    if let Some(response) = first_response(operation) {
        response["content"] = json!({ media: {} });
    }
}

fn first_response(operation: &mut Value) -> Option<&mut Value> {
    operation
        .get_mut("responses")?
        .as_object_mut()?
        .iter_mut()
        .next()
        .map(|(_, response)| response)
}

type Located = Option<(Vec<Vec<String>>, Value)>;

/// The key paths of the payload and its schema. `None` if the response has no envelope.
fn locate(
    body: &Value,
    whole: &Value,
    envelope: &Envelope,
    declared: Option<Vec<Vec<String>>>,
    pointer: &str,
) -> Result<Located, Problem> {
    let has_data = property(body, &envelope.data, whole).is_some();
    let has_success = property(body, &envelope.success, whole).is_some();
    let paths = match declared {
        Some(paths) => paths,
        None if has_data && has_success => vec![vec![envelope.data.clone()]],
        None => return Ok(None),
    };
    let found = paths.iter().find_map(|path| {
        path.iter()
            .try_fold(body, |node, key| property(node, key, whole))
            .cloned()
    });
    match found {
        Some(schema) => Ok(Some((paths, schema))),
        None => Err(nothing_there(
            pointer,
            "the schema of the response has none of the paths in x-data",
        )),
    }
}

fn property<'a>(node: &'a Value, key: &str, whole: &'a Value) -> Option<&'a Value> {
    follow(whole, node, target_name).get("properties")?.get(key)
}

fn nothing_there(pointer: &str, message: &str) -> Problem {
    Problem::new(
        format!("{pointer}/x-data"),
        message,
        "name a property path of the response, or remove x-data",
    )
}
