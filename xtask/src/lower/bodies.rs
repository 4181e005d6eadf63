//! Passes over request bodies: what is sent, and as which media type.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::openapi::media::{self, Media};
use crate::openapi::{
    each_operation, each_operation_within, entries, flag, follow, schemas_mut, target_name, text,
};

/// A request body is sent as JSON if the document allows it, else as a form, else as bytes with the media type in
/// `x-body`. The schema of a form replaces that of JSON; `x-form` is the kind of form and `x-parts` its `encoding`.
/// `x-further-media` are other media types, and ranges of them, as which the same body can be sent.
///
/// ```yaml
/// requestBody: {content: {application/octet-stream: {…}}}             # before
/// x-body: application/octet-stream                                    # after
/// requestBody: {content: {multipart/form-data: {schema: …}}}          # before
/// requestBody: {content: {application/json: {schema: …}}}             # after
/// x-form: multipart
/// ```
pub fn plain_bodies(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    each_operation_within(document, |operation, whole| {
        let pointer = format!("{}/requestBody", at(operation));
        let Some(body) = operation.get("requestBody").cloned() else {
            return;
        };
        let content = body.get("content");
        let sent = media::chosen_to_send(content, whole);
        let further = sent.iter();
        let further = further.flat_map(|sent| media::further_to_send(content, sent, whole));
        let range = sent.iter().filter(|it| it.is_sent_outside_of_its_range());
        let further: Vec<&str> = range.map(|it| it.name).chain(further).collect();
        if !further.is_empty() {
            operation["x-further-media"] = json!(further);
        }
        let kept = match sent {
            Some(media) if media.is_json => {
                if let Some(kind) = media.sent_json() {
                    operation["x-media"] = Value::from(kind);
                }
                let schema = media.value.get("schema").cloned();
                Some(json_body(&body, schema.unwrap_or_else(|| json!({}))))
            }
            // A form that is described as a string is sent as that string.
            Some(media) if is_text_of_pairs(&media, whole) => {
                operation["x-body"] = Value::from(media.name);
                operation["x-body-required"] = Value::from(flag(&body, "required"));
                None
            }
            Some(media) if media.form().is_some() => match form(&media, whole) {
                Ok(schema) => {
                    operation["x-form"] = Value::from(media.form());
                    operation["x-parts"] = parts(&media, whole);
                    Some(json_body(&body, schema))
                }
                Err((message, help)) => {
                    problems.push(Problem::new(pointer, message, help));
                    None
                }
            },
            Some(Media { name, .. }) if !media::is_media_type(name) => {
                problems.push(Problem::new(
                    pointer,
                    format!("`{name}` is not a media type"),
                    "write it as type/subtype, for instance `application/json`",
                ));
                None
            }
            Some(media) => {
                operation["x-body"] = Value::from(media.sent());
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

fn json_body(body: &Value, schema: Value) -> Value {
    json!({
        "required": flag(body, "required"),
        "content": { media::JSON: { "schema": schema } },
        "x-description": text(body, "description"),
    })
}

/// Whether a form of pairs is described as one string.
fn is_text_of_pairs(media: &Media, whole: &Value) -> bool {
    let schema = media.value.get("schema").unwrap_or(&Value::Null);
    let is_string = text(follow(whole, schema, target_name), "type") == "string";
    is_string && media.form() == Some("urlencoded")
}

/// The schema of a form, which must be an object.
fn form(media: &Media, whole: &Value) -> Result<Value, (String, &'static str)> {
    let schema = media.value.get("schema").cloned();
    let schema = schema.unwrap_or_else(|| json!({ "type": "object" }));
    let found = follow(whole, &schema, target_name);
    let is_object = ["object", ""].contains(&text(found, "type"));
    match is_object {
        true if found.as_object().is_some_and(Map::is_empty) => Ok(json!({ "type": "object" })),
        true => Ok(schema),
        false => Err((
            format!(
                "a body of `{}` that is not an object has no fields to send",
                media.name
            ),
            "give it a schema of `type: object`",
        )),
    }
}

/// How the fields of a form are sent, where `encoding` says so. The media type of a file may also be in its schema, and
/// encoded bytes are not sent as text.
fn parts(media: &Media, whole: &Value) -> Value {
    let schema = media.value.get("schema").unwrap_or(&Value::Null);
    let found = follow(whole, schema, target_name);
    let encoding = media.value.get("encoding").and_then(Value::as_object);
    let mut encodings = encoding.cloned().unwrap_or_default();
    for (name, property) in entries(found, "properties") {
        let items = property.get("items").unwrap_or(property);
        let found = follow(whole, items, target_name);
        let kind = match text(found, "format") {
            "binary" => found.get("contentMediaType").cloned(),
            "byte" | "base64" | "base64url" => Some(Value::from(media::BYTES)),
            _ => None,
        };
        if let Some(kind) = kind {
            let encoding = encodings.entry(name.clone()).or_insert_with(|| json!({}));
            if encoding.get("contentType").is_none() {
                encoding["contentType"] = kind;
            }
        }
    }
    let parts = encodings.iter().map(|(name, encoding)| {
        let property = found.get("properties").and_then(|all| all.get(name));
        let is_file = property.is_some_and(|property| media::is_bytes(property, whole));
        part(name, encoding, is_file)
    });
    parts.collect()
}

/// How one field is sent. A file may have further media types.
fn part(name: &str, encoding: &Value, is_file: bool) -> Value {
    let has_style = ["style", "explode", "allowReserved"]
        .iter()
        .any(|key| encoding.get(key).is_some());
    let form = match text(encoding, "style") {
        "spaceDelimited" => "Space",
        "pipeDelimited" => "Pipe",
        "deepObject" => "Deep",
        _ => "Form",
    };
    let explode = match encoding.get("explode") {
        Some(_) => flag(encoding, "explode"),
        None => form == "Form",
    };
    let reserved = flag(encoding, "allowReserved");
    let style = json!({ "form": form, "explode": explode, "reserved": reserved });
    // Of several media types, the first is sent.
    let kinds = text(encoding, "contentType");
    let kind = kinds.split(',').next().unwrap_or_default().trim();
    let kind = media::single(kind).filter(|kind| media::is_media_type(kind));
    let is_range = kinds.contains(',') || media::single(kinds).is_none();
    let further = (is_file && is_range).then_some(kinds);
    json!({ "name": name, "style": has_style.then_some(style), "type": kind, "further": further })
}

/// Strings of bytes in multipart forms are files: `x-file`.
///
/// ```yaml
/// multipart/form-data: {schema: {properties: {picture: {type: string, format: binary}}}}                  # before
/// multipart/form-data: {schema: {properties: {picture: {type: string, format: binary, x-file: true}}}}    # after
/// ```
pub fn mark_files(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut forms = Names::default();
    let mut fields = Names::default();
    each_operation(document, |_, _, operation| {
        let is_form = text(operation, "x-form") == "multipart";
        let body = operation.pointer_mut("/requestBody/content/application~1json/schema");
        if let Some(schema) = body.filter(|_| is_form) {
            mark_form(schema, &mut forms, &mut fields);
        }
    });
    while let Some(name) = forms.open.pop() {
        if let Some(schema) = schemas_mut(document).and_then(|all| all.get_mut(&name)) {
            mark_form(schema, &mut forms, &mut fields);
        }
    }
    while let Some(name) = fields.open.pop() {
        if let Some(schema) = schemas_mut(document).and_then(|all| all.get_mut(&name)) {
            mark_field(schema, &mut fields);
        }
    }
    Ok(())
}

/// Names of schemas, each of which is visited once.
#[derive(Default)]
struct Names {
    open: Vec<String>,
    known: BTreeSet<String>,
}

impl Names {
    fn add(&mut self, name: &str) {
        if self.known.insert(name.to_owned()) {
            self.open.push(name.to_owned());
        }
    }
}

/// Marks the fields of a form, or of the forms that a choice consists of.
fn mark_form(schema: &mut Value, forms: &mut Names, fields: &mut Names) {
    if let Some(name) = target_name(schema) {
        return forms.add(name);
    }
    let members = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for member in members.into_iter().flatten() {
        mark_form(member, forms, fields);
    }
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (_, property) in properties.into_iter().flatten() {
        mark_field(property, fields);
    }
    if let Some(more) = schema.get_mut("additionalProperties") {
        mark_field(more, fields);
    }
}

/// Marks a field that is bytes, a list of bytes, or a choice of them. An object is sent as JSON, without files.
fn mark_field(schema: &mut Value, fields: &mut Names) {
    if let Some(name) = target_name(schema) {
        return fields.add(name);
    }
    if text(schema, "type") == "string" && text(schema, "format") == "binary" {
        schema["x-file"] = Value::Bool(true);
    }
    if let Some(items) = schema.get_mut("items") {
        mark_field(items, fields);
    }
    let members = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for member in members.into_iter().flatten() {
        mark_field(member, fields);
    }
}
