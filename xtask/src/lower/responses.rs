//! The pass over responses: what a call returns, and the bodies of errors.

use serde_json::{Map, Value, json};

use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::{ErrorTypes, Settings};
use crate::openapi::media::{self, JSON, undocumented};
use crate::openapi::{
    container, drop_unreached, each_operation, entries, flag, follow, is_status, reached,
    target_name, text,
};

/// Keeps the responses that a call returns, under their statuses, and the bodies of errors after them. Other responses
/// are kept as text for the documentation.
///
/// ```yaml
/// responses: {'200': {…}, '404': {description: No such meeting.}, default: {…}}   # before
/// responses: {'200': {…}}                                                         # after
/// x-errors: [{status: '404', description: No such meeting.}, …]
/// x-described-errors: 404 default:json
///
/// responses: {'200': {content: …}, '204': {…}, '304': {…}}                        # before
/// responses: {'200': {content: …}}                                                # after
/// x-optional: true, x-accepted: [304]                                             # and 202, if it has no content
///
/// responses: {'200': {content: A}, '202': {content: B}}                           # before
/// responses: {'200': {content: A}, '202': {content: B}}                           # after
/// x-by-status: [{statuses: ['200'], kind: json}, {statuses: ['202'], kind: json}]
///
/// responses: {'200': {content: {application/json: {schema: {type: string}}, text/plain: {…}}}}    # before
/// x-reads-text: true                                                                              # after
/// ```
pub fn select_responses(document: &mut Value, settings: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    let whole = json!({ "components": document.get("components") });
    each_operation(document, |_, method, operation| {
        let responses = match operation
            .as_object_mut()
            .and_then(|o| o.remove("responses"))
        {
            Some(Value::Object(responses)) => with_statuses(responses, method == "head"),
            _ => Map::new(),
        };
        let responses = match flag(operation, "x-stream") {
            true => responses.into_iter().map(streamed).collect(),
            false => responses,
        };
        let errors: Vec<Value> = responses
            .iter()
            .filter(|(status, _)| is_error(status, &responses))
            .map(|(status, response)| {
                json!({ "status": status, "description": text(response, "description") })
            })
            .collect();
        let reading = Reading {
            responses: &responses,
            whole: &whole,
        };
        match reading.kept(settings.envelope.is_some()) {
            Ok(kept) => {
                let mut all = kept.responses;
                if settings.envelope.is_none() {
                    all.extend(reading.errors(&settings.error_types));
                    if let Some(described) = reading.described_errors() {
                        operation["x-described-errors"] = Value::from(described);
                    }
                }
                operation["responses"] = Value::Object(all);
                operation["x-errors"] = Value::Array(errors);
                if reading.reads_text() {
                    operation["x-reads-text"] = Value::Bool(true);
                }
                for (key, value) in kept.extensions {
                    operation[key] = value;
                }
            }
            Err(problem) => problems.push(problem),
        }
    });
    if !matches!(settings.error_types, ErrorTypes::All) {
        // Components that only bodies without a type use are not supported.
        drop_unreached(document);
    }
    unless_any(problems, ())
}

/// The responses whose keys are statuses: `4xx` becomes `4XX`, and other keys are removed. Some statuses have no body,
/// even if the document describes one (RFC 9110, 6.4.1).
fn with_statuses(responses: Map<String, Value>, is_head: bool) -> Map<String, Value> {
    let mut read = Map::new();
    for (status, mut response) in responses {
        let status = match status.as_str() {
            "default" => status,
            other => other.to_ascii_uppercase(),
        };
        if !is_status(&status) || status.starts_with('1') {
            continue;
        }
        if (is_head || ["204", "205", "304"].contains(&status.as_str()))
            && let Some(fields) = response.as_object_mut()
        {
            fields.remove("content");
        }
        read.entry(status).or_insert(response);
    }
    read
}

/// A success with only the media type that is read while it is received.
fn streamed((status, mut response): (String, Value)) -> (String, Value) {
    let media = media::chosen_to_stream(response.get("content"));
    let kept = media.map(|media| json!({ media.name: media.value }));
    if let Some(kept) = kept.filter(|_| is_success(&status) || status == "default") {
        response["content"] = kept;
    }
    (status, response)
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// Whether a response is an error. `default` is one if there is a success.
fn is_error(status: &str, responses: &Map<String, Value>) -> bool {
    match status {
        "default" => responses.keys().any(|status| is_success(status)),
        status => status.starts_with(['4', '5']),
    }
}

/// The responses of an operation.
struct Reading<'a> {
    responses: &'a Map<String, Value>,
    whole: &'a Value,
}

/// The responses that are kept.
#[derive(Default)]
struct Kept {
    responses: Map<String, Value>,
    extensions: Vec<(&'static str, Value)>,
}

impl Reading<'_> {
    /// The response that a call returns: all successes, else the `default` response, else an empty one. A redirect, or 304, is a
    /// success without a body.
    fn kept(&self, has_envelope: bool) -> Result<Kept, Problem> {
        let with = |start: char| {
            let all = self.responses.iter();
            all.filter(move |(status, _)| status.starts_with(start))
        };
        let mut accepted: Vec<u16> = with('3').flat_map(|(status, _)| codes(status)).collect();
        let (bodies, silent): (Vec<_>, Vec<_>) = with('2').partition(|(_, found)| has_body(found));
        let mut distinct: Vec<(&String, &Value)> = Vec::new();
        for (status, response) in &bodies {
            let is_known = distinct
                .iter()
                .any(|(_, known)| self.body(known) == self.body(response));
            if !is_known {
                distinct.push((status, response));
            }
        }
        let mut kept = Kept::default();
        match (distinct.as_slice(), has_envelope) {
            ([], _) => {
                let only = silent.first().copied();
                let default = self
                    .responses
                    .get("default")
                    .filter(|_| accepted.is_empty());
                let (status, response) = match (only, default) {
                    (Some((status, response)), _) => (plain_status(status), response.clone()),
                    (None, Some(default)) => ("200".to_owned(), default.clone()),
                    (None, None) => ("204".to_owned(), json!({ "description": "No body." })),
                };
                kept.responses.insert(status, response);
            }
            ([(status, response)], has_envelope) => {
                let is_optional = !silent.is_empty() || !accepted.is_empty();
                if is_optional && has_envelope && !silent.is_empty() {
                    return Err(Problem::new(
                        at(response),
                        format!(
                            "the operation responds sometimes with a body ({status}) and sometimes without"
                        ),
                        "keep the response that callers get",
                    ));
                }
                kept.responses
                    .insert(plain_status(status), (*response).clone());
                if is_optional {
                    kept.extensions.push(("x-optional", Value::Bool(true)));
                }
                let silent = silent.iter().flat_map(|(status, _)| codes(status));
                accepted.extend(silent.filter(|code| {
                    let code = code.to_string();
                    code != "204" && bodies.iter().all(|(status, _)| **status != code)
                }));
            }
            ([(first, _), (status, response), ..], true) => {
                return Err(Problem::new(
                    at(response),
                    format!("the responses {first} and {status} of one operation differ"),
                    "keep the response that callers get, or give both the same schema",
                ));
            }
            (distinct, false) => {
                let by_status = distinct
                    .iter()
                    .map(|(_, known)| {
                        let same = bodies.iter().filter(|(_, found)| self.body(found) == self.body(known));
                        let statuses: Vec<&String> = same.map(|(status, _)| *status).collect();
                        let (kind, content) = self.content(known);
                        let mut response = (*known).clone();
                        response["content"] = content;
                        kept.responses.insert(statuses[0].clone(), response);
                        json!({ "statuses": statuses, "kind": kind, "description": text(known, "description") })
                    });
                let mut by_status: Vec<Value> = by_status.collect();
                kept.extensions.extend(self.accepted(distinct));
                let further = silent.iter().copied().chain(with('3'));
                by_status.extend(further.map(|(status, response)| {
                    json!({ "statuses": [status], "kind": "empty", "description": text(response, "description") })
                }));
                kept.extensions
                    .push(("x-by-status", Value::Array(by_status)));
            }
        }
        if !accepted.is_empty() {
            kept.extensions.push(("x-accepted", json!(accepted)));
        }
        Ok(kept)
    }

    /// The kind of a body, and the content that is kept: bytes and strings need no schema.
    fn content(&self, response: &Value) -> (&'static str, Value) {
        match media::chosen(response.get("content"), self.whole) {
            Some(media) if media.is_json => {
                let schema = media
                    .value
                    .get("schema")
                    .cloned()
                    .unwrap_or_else(|| json!({}));
                ("json", json!({ JSON: { "schema": schema } }))
            }
            Some(media) if media.is_text(self.whole) => ("text", json!({ media.name: {} })),
            Some(media) => ("bytes", json!({ media.name: {} })),
            None => ("empty", json!({})),
        }
    }

    /// `x-accept` of responses that differ, if it is not plain JSON.
    fn accepted(&self, distinct: &[(&String, &Value)]) -> Option<(&'static str, Value)> {
        let mut accepted: Vec<String> = Vec::new();
        for (_, response) in distinct {
            let content = response.get("content");
            let media = media::chosen(content, self.whole)?;
            let own = media::accepted(content, &media, self.whole);
            let own = own.unwrap_or_else(|| match media.is_json {
                true => JSON.to_owned(),
                false => "*/*".to_owned(),
            });
            if !accepted.contains(&own) {
                accepted.push(own);
            }
        }
        let is_plain = accepted.iter().all(|it| it == JSON);
        (!is_plain).then(|| ("x-accept", Value::from(accepted.join(", "))))
    }

    /// Whether a success is a string, as JSON or as plain text.
    fn reads_text(&self) -> bool {
        let all = self.responses.iter();
        let mut successes = all.filter(|(status, _)| !is_error(status, self.responses));
        successes.any(|(_, response)| {
            let json = media::chosen(response.get("content"), self.whole).filter(|it| it.is_json);
            let schema = json.and_then(|json| json.value.get("schema"));
            let schema = schema.map(|schema| follow(self.whole, schema, target_name));
            let mut names = entries(response, "content").map(|(name, _)| media::essence(name));
            schema.is_some_and(|schema| text(schema, "type") == "string")
                && names.any(|name| name.eq_ignore_ascii_case("text/plain"))
        })
    }

    /// The responses that are errors.
    fn failures(&self) -> impl Iterator<Item = (&String, &Value)> {
        let all = self.responses.iter();
        all.filter(|(status, _)| is_error(status, self.responses))
    }

    /// The statuses of errors with their media types, as the runtime reads them: `404 409:text/plain default:json`, or
    /// `json` if all are lists, objects or strings in JSON. `None` if there are no errors. A `default` response describes
    /// errors even if it is the only one.
    fn described_errors(&self) -> Option<String> {
        let all = self.responses.iter();
        let all =
            all.filter(|(status, _)| *status == "default" || is_error(status, self.responses));
        let mut is_plain = true;
        let errors = all.filter_map(|(status, response)| {
            let media_types = self.media_types(response)?;
            is_plain &= self.is_delimited(response);
            Some((status, media_types.join(",")))
        });
        let errors: Vec<(&String, String)> = errors.collect();
        let all_json = errors.iter().all(|(_, media_types)| media_types == "json");
        if !errors.is_empty() && all_json && is_plain {
            return Some("json".to_owned());
        }
        let errors = errors
            .iter()
            .map(|(status, media_types)| match media_types.as_str() {
                "" => (*status).clone(),
                media_types => format!("{status}:{media_types}"),
            });
        Some(errors.collect::<Vec<_>>().join(" ")).filter(|all| !all.is_empty())
    }

    /// Whether the JSON of a response is recognised by its first character: a list, an object or a string.
    fn is_delimited(&self, response: &Value) -> bool {
        let media = media::chosen(response.get("content"), self.whole);
        let schema = media.and_then(|media| media.value.get("schema"));
        let schema = schema.map(|schema| follow(self.whole, schema, target_name));
        schema.is_some_and(|schema| {
            let is_scalar = ["integer", "number", "boolean"].contains(&text(schema, "type"));
            !is_scalar && !flag(schema, "nullable")
        })
    }

    /// The media types of an error, none of which is named twice. `None` if it has a body, but no valid media type.
    fn media_types(&self, response: &Value) -> Option<Vec<String>> {
        let json = media::chosen(response.get("content"), self.whole).filter(|it| it.is_json);
        let mut names: Vec<String> = Vec::new();
        for (name, _) in entries(response, "content") {
            let is_json = media::is_json(name) || json.as_ref().is_some_and(|it| it.name == name);
            let name = match is_json {
                true => "json".to_owned(),
                false if media::is_media_type(name) => media::essence(name).to_ascii_lowercase(),
                false => continue,
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty() || !has_body(response)).then_some(names)
    }

    /// The error responses with a JSON body, if types are made of them.
    fn errors(&self, types: &ErrorTypes) -> Map<String, Value> {
        let mut kept = Map::new();
        for (status, response) in self.failures() {
            let media = media::chosen(response.get("content"), self.whole);
            let Some(media) = media.filter(|media| media.is_json) else {
                continue;
            };
            let has_type = |schema: &&Value| match types {
                ErrorTypes::All => true,
                ErrorTypes::Without(pointers) => !self.has_one_of(response, schema, pointers),
                ErrorTypes::None => false,
            };
            if let Some(schema) = media.value.get("schema").filter(has_type) {
                let content = json!({ JSON: { "schema": schema } });
                let response =
                    json!({ "description": text(response, "description"), "content": content });
                kept.insert(status.clone(), response);
            }
        }
        kept
    }

    /// Whether one of these pointers is in a response, or in a component that its schema refers to.
    fn has_one_of(&self, response: &Value, schema: &Value, pointers: &[String]) -> bool {
        let components = reached(self.whole, [schema]);
        pointers.iter().any(|pointer| {
            let below = pointer.strip_prefix(at(response));
            below.is_some_and(|below| below.starts_with('/'))
                || components.contains_key(container(pointer))
        })
    }

    /// The media type of a response and its schema without documentation, for comparison.
    fn body(&self, response: &Value) -> Option<(String, Value)> {
        let media = media::chosen(response.get("content"), self.whole)?;
        let schema = undocumented(media.value.get("schema").unwrap_or(&Value::Null));
        let name = if media.is_json { JSON } else { media.name };
        Some((name.to_owned(), schema))
    }
}

/// Replaces `2XX` by a status that progenitor supports.
fn plain_status(status: &str) -> String {
    if status == "2XX" {
        "200".to_owned()
    } else {
        status.to_owned()
    }
}

/// The codes of a status; for a range, those that are in use.
fn codes(status: &str) -> Vec<u16> {
    match status {
        "2XX" => vec![200, 201, 202, 203, 206, 207],
        "3XX" => vec![301, 302, 303, 304, 307, 308],
        status => status.parse().into_iter().collect(),
    }
}

fn has_body(response: &Value) -> bool {
    response
        .get("content")
        .and_then(Value::as_object)
        .is_some_and(|content| !content.is_empty())
}
