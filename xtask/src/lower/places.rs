//! The pass for operations whose method is on another handle than that of their path (`x-place`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::lower::paths::names;
use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::openapi::{
    each_operation_within, each_schema, flag, operations, schema, schema_ref, schemas_mut,
    target_name, text,
};

/// Parameters of the handle's path that the operation's own path does not have are sent in the query or in the body.
/// Callers do not give them again.
///
/// ```yaml
/// /recordings: {post: {x-place: '/meetings/{meeting_id}/recordings', requestBody: {…: {$ref: StartRecording}}}}   # before
/// StartRecording: {required: [meeting_id], properties: {meeting_id: {…}, url: {…}}}
/// /recordings: {post: {x-place: …, x-filled: [{name: meeting_id, in: body}], requestBody: {…}}}                   # after
/// StartRecording: {required: [], properties: {url: {…}}}
/// ```
pub fn fill_from_places(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    let mut taken_out: BTreeSet<(String, String, String)> = BTreeSet::new();
    let paths: Vec<String> = operations(document)
        .map(|(path, _, _)| path.to_owned())
        .collect();
    let mut paths = paths.into_iter();
    each_operation_within(document, |operation, whole| {
        let path = paths.next().unwrap_or_default();
        let Some(place) = operation.get("x-place").and_then(Value::as_str) else {
            return;
        };
        let own: Vec<&str> = names(&path).collect();
        let missing: Vec<String> = names(place)
            .filter(|name| !own.contains(name))
            .map(str::to_owned)
            .collect();
        let mut filled = Vec::new();
        for name in missing {
            let body = operation
                .pointer("/requestBody/content/application~1json/schema")
                .and_then(target_name)
                .filter(|_| flag(&operation["requestBody"], "required"));
            let is_property = body
                .and_then(|body| schema(whole, body)?.pointer(&format!("/properties/{name}")))
                .is_some();
            let parameters = operation.get("parameters").and_then(Value::as_array);
            let in_query = parameters.into_iter().flatten().position(|parameter| {
                text(parameter, "in") == "query" && text(parameter, "name") == name
            });
            if let (Some(body), true) = (body, is_property) {
                let pointer = at(operation).to_owned();
                taken_out.insert((body.to_owned(), name.clone(), pointer));
                filled.push(json!({ "name": name, "in": "body" }));
            } else if let Some(index) = in_query {
                if let Some(parameters) = operation["parameters"].as_array_mut() {
                    parameters.remove(index);
                }
                filled.push(json!({ "name": name, "in": "query" }));
            } else {
                problems.push(Problem::new(
                    format!("{}/x-place", at(operation)),
                    format!("`{name}` of this path is neither in the query nor in the body, which is required"),
                    "name a path whose parameters the operation takes",
                ));
            }
        }
        operation["x-filled"] = Value::Array(filled);
    });
    for (body, name, pointer) in taken_out {
        if uses(document, &body) > 1 {
            problems.push(Problem::new(
                format!("{pointer}/x-place"),
                format!("`{body}` is used in other places, which need its `{name}`"),
                "give this operation a body of its own",
            ));
            continue;
        }
        let found = schemas_mut(document).and_then(|schemas| schemas.get_mut(&body));
        let Some(fields) = found.and_then(Value::as_object_mut) else {
            continue;
        };
        if let Some(properties) = fields.get_mut("properties").and_then(Value::as_object_mut) {
            properties.remove(&name);
        }
        if let Some(required) = fields.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|required| *required != name.as_str());
        }
    }
    unless_any(problems, ())
}

/// The number of references to a schema.
fn uses(document: &mut Value, name: &str) -> usize {
    let mut uses = 0;
    each_schema(document, |node| {
        uses += usize::from(schema_ref(node) == Some(name))
    });
    uses
}
