//! The parts of the skeleton, as lines of YAML and as examples.

use std::cmp::Reverse;

use heck::ToPascalCase;
use serde_json::{Value, json};

use crate::openapi::{entries, escape, items, schemas, text};
use crate::source::Spec;
use crate::text::Taken;

/// The parts of a new operation.
pub(super) struct Skeleton {
    /// Its path.
    pub path: String,
    /// The lines of the path for all its methods.
    pub shared: Vec<String>,
    /// Its method.
    pub method: String,
    /// The lines below the method.
    pub operation: Vec<String>,
    /// The schemas by name, with the lines of each.
    pub schemas: Vec<(String, Vec<String>)>,
    /// The texts of the example files by name.
    pub examples: Vec<(String, String)>,
}

const SOURCE: &str = "  - {from: \"TODO: the source of this description\", on: \"TODO: the date of the source, as 2026-07-27\"}";
const DOCS: &str = "externalDocs: {url: \"https://TODO: its page of the documentation\"}";

impl Skeleton {
    /// For an operation in the file `name`.
    pub fn of(
        spec: &Spec,
        name: &str,
        method: &str,
        path: &str,
        segments: &[&str],
        id: &str,
    ) -> Self {
        let neighbour = neighbour(spec, segments);
        let sends = ["post", "put", "patch"].contains(&method);
        let mut taken: Taken = schemas(&spec.document).map(|(name, _)| name).collect();
        let mut free = |name: &str, ending: &str| {
            taken.free(name, |times| format!("{name}{}", ending.repeat(times - 1)))
        };
        let request = sends.then(|| free(&id.to_pascal_case(), "Request"));
        let thing = segments.iter().rfind(|segment| !segment.starts_with('{'));
        let thing = singular(thing.unwrap_or(&id)).to_pascal_case();
        let is_taken = request.as_deref() == Some(thing.as_str()) || has_schema(spec, &thing);
        let response = match is_taken {
            true => free(&format!("{}Response", id.to_pascal_case()), "Body"),
            false => thing,
        };
        let mut schemas: Vec<(String, Vec<String>)> = Vec::new();
        let mut examples = Vec::new();
        let example = json!({"text": "TODO: an example"});
        if let Some(request) = &request {
            schemas.push((request.clone(), schema("TODO: the request body.")));
            examples.push((format!("{id}.request.json"), pretty(&example)));
        }
        schemas.push((response.clone(), schema("TODO: what it is.")));
        let is_list = id.starts_with("list");
        let data = if is_list { json!([example]) } else { example };
        let envelope = Envelope::of(spec);
        examples.push((
            format!("{id}.response.json"),
            pretty(&envelope.around(data)),
        ));
        Self {
            path: path.to_owned(),
            shared: parameters(spec, name, segments),
            method: method.to_owned(),
            operation: operation(
                spec,
                name,
                id,
                neighbour,
                request.as_deref(),
                &envelope.schema(&response, is_list),
            ),
            schemas,
            examples,
        }
    }

    /// A document of its own.
    pub fn new_file(&self, spec: &Spec) -> String {
        let info = spec.document.get("info").unwrap_or(&Value::Null);
        let title = format!("{}, TODO: the contents of this file", text(info, "title"));
        let mut lines = vec![
            "openapi: 3.0.3".to_owned(),
            "info:".to_owned(),
            format!("  title: {}", Value::from(title)),
            format!("  version: {}", Value::from(text(info, "version"))),
            "paths:".to_owned(),
        ];
        lines.extend(indented(2, &self.item()));
        lines.extend(["components:".to_owned(), "  schemas:".to_owned()]);
        lines.extend(indented(4, &self.named_schemas()));
        lines.join("\n") + "\n"
    }

    /// The path with all lines below it.
    pub fn item(&self) -> Vec<String> {
        let mut lines = vec![format!("{}:", self.path)];
        lines.extend(indented(2, &self.shared));
        lines.extend(indented(2, &self.at_method()));
        lines
    }

    /// The method with all lines below it.
    pub fn at_method(&self) -> Vec<String> {
        let mut lines = vec![format!("{}:", self.method)];
        lines.extend(indented(2, &self.operation));
        lines
    }

    /// The schemas with their names.
    pub fn named_schemas(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (name, schema) in &self.schemas {
            lines.push(format!("{name}:"));
            lines.extend(indented(2, schema));
        }
        lines
    }
}

pub(super) fn indented(spaces: usize, lines: &[String]) -> Vec<String> {
    let space = " ".repeat(spaces);
    lines.iter().map(|line| format!("{space}{line}")).collect()
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn has_schema(spec: &Spec, name: &str) -> bool {
    spec.document
        .pointer(&format!("/components/schemas/{}", escape(name)))
        .is_some()
}

/// `note` for `notes`.
fn singular(plural: &str) -> String {
    match (plural.strip_suffix("ies"), plural.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) if !stem.ends_with('s') => stem.to_owned(),
        _ => plural.to_owned(),
    }
}

fn schema(about: &str) -> Vec<String> {
    [
        "type: object",
        &format!("description: \"{about}\""),
        DOCS,
        "x-source:",
        SOURCE,
        "properties:",
        "  text: {type: string, description: \"TODO: the properties; this is an example of one.\"}",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The envelope of payloads, by its keys.
struct Envelope<'a> {
    success: Option<&'a str>,
    data: Option<&'a str>,
}

impl<'a> Envelope<'a> {
    fn of(spec: &'a Spec) -> Self {
        let key = |key: &str| {
            spec.document
                .pointer(&format!("/x-client/envelope/{key}"))?
                .as_str()
        };
        Self {
            success: key("success"),
            data: key("data"),
        }
    }

    fn around(&self, data: Value) -> Value {
        match (self.success, self.data) {
            (Some(success), Some(key)) => json!({success: true, key: data}),
            _ => data,
        }
    }

    /// The schema of a response with this one as payload, or a list of it.
    fn schema(&self, name: &str, is_list: bool) -> Vec<String> {
        let one = format!("{{$ref: '#/components/schemas/{name}'}}");
        let payload = match is_list {
            true => vec![
                "type: array".to_owned(),
                format!("items: {one}"),
                "description: \"TODO: an item of the list.\"".to_owned(),
            ],
            false => vec![format!("allOf: [{one}]")],
        };
        let (Some(success), Some(data)) = (self.success, self.data) else {
            return payload;
        };
        let mut lines = vec![
            "type: object".to_owned(),
            format!("required: [{success}]"),
            "properties:".to_owned(),
            format!(
                "  {success}: {{type: boolean, description: \"Whether the request was carried out.\"}}"
            ),
        ];
        if is_list {
            lines.push(format!("  {data}:"));
            lines.extend(indented(4, &payload));
        } else {
            lines.push(format!("  {data}: {one}"));
        }
        lines
    }
}

fn operation(
    spec: &Spec,
    name: &str,
    id: &str,
    neighbour: Option<&Value>,
    request: Option<&str>,
    response: &[String],
) -> Vec<String> {
    let mut lines = vec![format!("operationId: {id}")];
    let tags: Vec<Value> = neighbour
        .into_iter()
        .flat_map(|other| items(other, "tags"))
        .cloned()
        .collect();
    if !tags.is_empty() {
        lines.push(format!("tags: {}", Value::from(tags)));
    }
    lines.extend([
        "summary: \"TODO: a summary, such as List the notes of a meeting\"".to_owned(),
        "description: \"TODO: what the operation does, in one to three sentences.\"".to_owned(),
        DOCS.to_owned(),
        "x-source:".to_owned(),
        SOURCE.to_owned(),
    ]);
    if let Some(request) = request {
        lines.extend([
            "requestBody:".to_owned(),
            "  required: true".to_owned(),
            "  description: \"TODO: the request body.\"".to_owned(),
            "  content:".to_owned(),
            "    application/json:".to_owned(),
            format!("      schema: {{$ref: '#/components/schemas/{request}'}}"),
            "      examples:".to_owned(),
            format!("        full: {{externalValue: examples/{id}.request.json}}"),
        ]);
    }
    lines.extend([
        "responses:".to_owned(),
        "  '200':".to_owned(),
        "    description: \"TODO: the response.\"".to_owned(),
        "    content:".to_owned(),
        "      application/json:".to_owned(),
        "        schema:".to_owned(),
    ]);
    lines.extend(indented(10, response));
    lines.extend([
        "        examples:".to_owned(),
        format!("          full: {{externalValue: examples/{id}.response.json}}"),
    ]);
    let responses = neighbour.and_then(|other| other.get("responses"));
    for status in ["4XX", "5XX"] {
        let shared = responses.and_then(|all| all.get(status)?.get("$ref")?.as_str());
        if let Some(reference) = shared.and_then(|reference| refer(spec, name, reference)) {
            lines.push(format!("  {status}: {reference}"));
        }
    }
    lines
}

/// The path parameters, as references if the documents have them.
fn parameters(spec: &Spec, name: &str, segments: &[&str]) -> Vec<String> {
    let components = spec.document.get("components").unwrap_or(&Value::Null);
    let parameter = |called: &str| {
        let known = entries(components, "parameters")
            .filter(|(_, known)| text(known, "in") == "path" && text(known, "name") == called)
            .map(|(key, _)| format!("#/components/parameters/{}", escape(key)));
        // If two have the same name, the one that most paths refer to.
        let usual = known.max_by_key(|reference| paths_with(spec, reference));
        let reference = usual.and_then(|reference| refer(spec, name, &reference));
        reference.unwrap_or_else(|| {
            format!(
                "{{name: {called}, in: path, required: true, description: \"TODO: what it is.\", schema: {{type: string}}}}"
            )
        })
    };
    let names = segments
        .iter()
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let listed: Vec<String> = names
        .map(|name| format!("  - {}", parameter(name)))
        .collect();
    match listed.is_empty() {
        true => listed,
        false => [vec!["parameters:".to_owned()], listed].concat(),
    }
}

/// How many paths refer to the parameter.
fn paths_with(spec: &Spec, reference: &str) -> usize {
    let is_it = |parameter: &Value| text(parameter, "$ref") == reference;
    entries(&spec.document, "paths")
        .filter_map(|(_, path)| path.get("parameters")?.as_array())
        .filter(|parameters| parameters.iter().any(is_it))
        .count()
}

/// A reference to a component, from the file `name`.
fn refer(spec: &Spec, name: &str, reference: &str) -> Option<String> {
    let pointer = reference.strip_prefix('#')?;
    let home = spec.file_name(pointer);
    let file = if home == name { "" } else { home };
    Some(format!(
        "{{$ref: '{}#{}'}}",
        file.replace('\'', "''"),
        pointer.replace('\'', "''")
    ))
}

/// The operation whose path has the longest common beginning with this one; among several, the
/// shortest path.
fn neighbour<'a>(spec: &'a Spec, segments: &[&str]) -> Option<&'a Value> {
    let likeness = |path: &str| {
        let other: Vec<&str> = path.split('/').skip(1).collect();
        let common = other.iter().zip(segments).take_while(|(a, b)| a == b);
        (common.count(), Reverse(other.len()))
    };
    let operation = |item: &'a Value| {
        let operations = item.as_object().into_iter().flat_map(|item| item.values());
        let mut operations = operations.filter(|one| one.get("operationId").is_some());
        operations.next()
    };
    let paths = entries(&spec.document, "paths");
    let operations = paths.filter_map(|(path, item)| Some((likeness(path), operation(item)?)));
    let nearest = operations.max_by_key(|(likeness, _)| *likeness);
    nearest.map(|(_, operation)| operation)
}
