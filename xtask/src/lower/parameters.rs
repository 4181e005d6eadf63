//! Passes over parameters: how each is sent.

use std::collections::HashSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::paths::{mixed, names, segments};
use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::lower::settings::security::sends_as_key;
use crate::openapi::media;
use crate::openapi::{
    MEMBERS, OWN_HEADERS, copy_of_components, each_operation, each_operation_within, flag, follow,
    is_for_readers, items, ref_to, target_name, text, walk_schema,
};

/// Removes from parameters what neither progenitor nor the calls need. `x-list` keeps how a list is sent, and `x-style`
/// how any other parameter is sent that is not a single value.
///
/// ```yaml
/// {name: filters, in: query, explode: false, schema: {type: array, …}}     # before
/// {name: filters, in: query, x-list: comma, schema: {type: array, …}}      # after
/// {name: at, in: query, style: deepObject, schema: {type: object, …}}      # before
/// {name: at, in: query, x-style: {form: Deep, explode: true}, schema: …}   # after
/// {name: at, in: query, content: {application/json: {schema: …}}}          # before
/// {name: at, in: query, x-style: {form: Json}, schema: …}                  # after
/// {name: key, in: query, required: true, schema: …}                        # before, where `key` is a credential
/// {name: key, in: query, x-credential: true, schema: …}                    # after: the client has a value for it
/// ```
///
/// A parameter that cannot be sent is a problem: a list of objects joined by commas, for instance.
pub fn plain_parameters(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    each_operation_within(document, |operation, whole| {
        let given = operation.get_mut("parameters").map(Value::take);
        let Some(Value::Array(mut parameters)) = given else {
            return;
        };
        parameters.retain(|parameter| {
            text(parameter, "in") != "header"
                || !OWN_HEADERS.contains(&text(parameter, "name").to_lowercase().as_str())
        });
        let mut taken = HashSet::new();
        if ["requestBody", "x-body"]
            .iter()
            .any(|key| operation.get(key).is_some())
        {
            // The argument for the body.
            taken.insert("body".to_owned());
        }
        for parameter in &mut parameters {
            if let Some(always) = sends_as_key(operation, whole, parameter) {
                parameter["x-credential"] = Value::Bool(true);
                parameter["required"] = Value::Bool(flag(parameter, "required") && !always);
            }
            distinguish(parameter, &mut taken);
            let read_as = schema_of_content(parameter);
            match sending(parameter, whole, read_as) {
                Ok(sending) => be_sent(parameter, sending),
                Err(message) => problems.push(Problem::new(
                    at(parameter),
                    format!("the parameter `{}` {message}", text(parameter, "name")),
                    "describe it as a string, a number, a boolean, an object of these, or a list of these",
                )),
            }
        }
        operation["parameters"] = Value::Array(parameters);
    });
    unless_any(problems, ())
}

/// Renames parameters with the same name in different places, because progenitor and Rust methods allow each name once.
fn distinguish(parameter: &mut Value, taken: &mut HashSet<String>) {
    let name = text(parameter, "name").to_owned();
    let place = text(parameter, "in").to_owned();
    let mut unique = name.clone();
    let mut number = 2;
    while !taken.insert(unique.to_snake_case()) {
        unique = match number {
            2 => format!("{name} in {place}"),
            number => format!("{name} in {place} {number}"),
        };
        number += 1;
    }
    if unique != name {
        parameter["name"] = Value::from(unique);
        parameter["x-name"] = Value::from(name);
    }
}

/// Replaces `content` of a parameter by its schema. Returns whether it is sent as JSON.
fn schema_of_content(parameter: &mut Value) -> bool {
    let position = at(parameter).to_owned();
    let Some(fields) = parameter.as_object_mut() else {
        return false;
    };
    let content = fields.remove("content");
    let media = content
        .as_ref()
        .and_then(|content| entries_of(content).next());
    let Some((name, media)) = media else {
        fields
            .entry("schema")
            .or_insert_with(|| json!({ "type": "string", "x-at": position }));
        return false;
    };
    let is_json = media::is_json(name);
    let schema = match is_json {
        true => media.get("schema").cloned().unwrap_or_else(|| json!({})),
        false => json!({ "type": "string", "x-at": position }),
    };
    fields.insert("schema".to_owned(), schema);
    is_json
}

fn entries_of(content: &Value) -> impl Iterator<Item = (&String, &Value)> {
    content.as_object().into_iter().flatten()
}

/// How a parameter is sent.
enum Sending {
    /// As one value.
    Plain,
    /// As a list in the query.
    List(&'static str),
    /// In a style.
    Styled(Value),
}

/// The shape of a value, which decides how it can be sent.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Single,
    List,
    /// A list of lists, objects or choices.
    Deep,
    /// An object, a map or a choice.
    Other,
}

fn shape(schema: &Value, whole: &Value) -> Shape {
    let found = follow(whole, schema, target_name);
    match text(found, "type") {
        "array" => match found.get("items").map(|items| shape(items, whole)) {
            None | Some(Shape::Single) => Shape::List,
            Some(Shape::Other) if is_choice_of_singles(found.get("items"), whole) => Shape::List,
            Some(_) => Shape::Deep,
        },
        "object" => Shape::Other,
        _ if found.get("properties").is_some()
            || found.get("additionalProperties").is_some()
            || MEMBERS.iter().any(|key| found.get(key).is_some()) =>
        {
            Shape::Other
        }
        _ => Shape::Single,
    }
}

fn is_choice_of_singles(schema: Option<&Value>, whole: &Value) -> bool {
    let Some(schema) = schema else { return false };
    let found = follow(whole, schema, target_name);
    let mut members = items(found, "oneOf").peekable();
    members.peek().is_some() && members.all(|member| shape(member, whole) == Shape::Single)
}

fn sending(parameter: &Value, whole: &Value, is_json: bool) -> Result<Sending, String> {
    let place = text(parameter, "in");
    if !matches!(place, "path" | "query" | "header" | "cookie") {
        return Err(format!(
            "is in `{place}`, which is not a place for a parameter"
        ));
    }
    let default_style = match place {
        "query" | "cookie" => "form",
        _ => "simple",
    };
    let style = match (place, text(parameter, "style")) {
        // What some documents write for a list there.
        (_, "") | ("path" | "header", "form") | ("cookie", "simple") => default_style,
        (_, style) => style,
    };
    let explode = match parameter.get("explode") {
        Some(_) => flag(parameter, "explode"),
        None => style == "form",
    };
    let form = match (style, is_json) {
        (_, true) => "Json",
        ("form", _) => "Form",
        ("simple", _) => "Simple",
        ("label", _) => "Label",
        ("matrix", _) => "Matrix",
        ("spaceDelimited", _) => "Space",
        ("pipeDelimited", _) => "Pipe",
        ("deepObject", _) => "Deep",
        (style, _) => {
            return Err(format!(
                "has the style `{style}`, which OpenAPI does not have"
            ));
        }
    };
    let fits = match place {
        "query" => !matches!(form, "Simple" | "Label" | "Matrix"),
        "path" => matches!(form, "Simple" | "Label" | "Matrix" | "Json"),
        "header" => matches!(form, "Simple" | "Json"),
        _ => matches!(form, "Form" | "Json"),
    };
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    let shape = shape(schema, whole);
    if !fits && shape == Shape::Single {
        // A single value is sent the same way in every style there.
        return Ok(Sending::Plain);
    }
    if !fits {
        return Err(format!(
            "has the style `{style}`, which a {place} cannot have"
        ));
    }
    // OpenAPI has it for a query only: elsewhere a value could change the path.
    let reserved = place == "query" && flag(parameter, "allowReserved");
    if shape == Shape::Deep && !matches!(form, "Deep" | "Json") {
        return Err(
            "is a list of lists or objects, and OpenAPI does not define how to send it there"
                .to_owned(),
        );
    }
    let is_plain = !reserved && matches!(form, "Form" | "Simple");
    let is_list_of_choices = shape == Shape::List
        && is_choice_of_singles(follow(whole, schema, target_name).get("items"), whole);
    Ok(match (place, shape) {
        ("query", Shape::Single) if is_plain || !reserved && form != "Json" => Sending::Plain,
        ("path" | "header", Shape::Single) if is_plain => Sending::Plain,
        ("query", Shape::List) if is_plain && !is_list_of_choices => {
            Sending::List(if explode { "repeat" } else { "comma" })
        }
        _ => Sending::Styled(json!({ "form": form, "explode": explode, "reserved": reserved })),
    })
}

fn be_sent(parameter: &mut Value, sending: Sending) {
    let schema = parameter.get_mut("schema");
    match &sending {
        Sending::Styled(_) => schema.into_iter().for_each(never_null),
        _ => schema.into_iter().for_each(be_text),
    }
    let Some(fields) = parameter.as_object_mut() else {
        return;
    };
    if fields.get("allowEmptyValue") == Some(&Value::Bool(true)) {
        fields.insert("x-may-be-empty".to_owned(), Value::Bool(true));
    }
    for key in [
        "style",
        "explode",
        "allowReserved",
        "allowEmptyValue",
        "example",
        "examples",
    ] {
        fields.remove(key);
    }
    match sending {
        Sending::Plain => None,
        Sending::List(list) => fields.insert("x-list".to_owned(), Value::from(list)),
        Sending::Styled(style) => fields.insert("x-style".to_owned(), style),
    };
}

/// A value in a path, a query or a header is a string by default and cannot be null.
fn be_text(schema: &mut Value) {
    never_null(schema);
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    if fields.contains_key("$ref") {
        return;
    }
    if fields.get("type").is_some_and(|kind| kind == "array") {
        be_text(fields.entry("items").or_insert_with(|| json!({})));
    } else if !fields.contains_key("type") && !fields.contains_key("oneOf") {
        fields.insert("type".to_owned(), Value::from("string"));
        let values = fields.get("enum").and_then(Value::as_array);
        if values.is_some_and(|values| !values.iter().all(Value::is_string)) {
            fields.remove("enum");
        }
    }
}

fn never_null(schema: &mut Value) {
    if let Some(name) = target_name(schema) {
        let reference = ref_to(name)["$ref"].take();
        schema["$ref"] = reference;
    }
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("nullable");
        if fields.contains_key("$ref") {
            fields.remove("allOf");
        }
    }
}

/// A path segment that is neither a literal nor a single parameter is an argument of the call, not of the handle, and
/// so are the segments after it. `x-tail` is the index of the first such segment.
///
/// ```yaml
/// /a/{id}.json: {get: {…}}                         # before
/// /a/{id}.json: {get: {…, x-tail: 1}}              # after
/// /b/{id}: {get: {parameters: [id: integer]}, delete: {parameters: [id: string]}}
/// /b/{id}: {get: {…}, delete: {…, x-tail: 1}}      # one handle has one type
/// ```
///
/// A list, an object or a choice beside other text of a segment is a problem.
pub fn find_tails(document: &mut Value, settings: &Settings) -> Result<(), Problems> {
    // The type of the parameter after each path, as its first operation describes it.
    let mut first: Map<String, Value> = Map::new();
    let components = copy_of_components(document);
    let mut problems = Vec::new();
    each_operation(document, |path, _, operation| {
        if operation.get("x-place").is_some() {
            return;
        }
        for segment in segments(path).filter(|segment| mixed(segment)) {
            let own = names(segment).filter_map(|name| parameter(operation, name));
            let several = own.filter(|parameter| !is_single(parameter, &components));
            problems.extend(several.map(|parameter| {
                let name = text(parameter, "name");
                Problem::new(
                    at(parameter),
                    format!("the parameter `{name}` is not a single value, and `{segment}` has more than it"),
                    "describe it as a string, a number or a boolean",
                )
            }));
        }
        let mut shape = String::new();
        for (number, segment) in segments(path).enumerate() {
            shape.push('/');
            let whole = segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
                .filter(|name| !name.contains(['{', '}']));
            let is_tail = match whole {
                Some(name) => {
                    shape.push_str("{}");
                    let is_carried = settings.parameters.iter().any(|own| own.name == name);
                    let parameter = parameter(operation, name);
                    let style = parameter.and_then(|parameter| parameter.get("x-style"));
                    let kind = parameter.map(kind).unwrap_or_default();
                    let known = first.entry(shape.clone()).or_insert_with(|| kind.clone());
                    style.is_some() || !is_carried && *known != kind
                }
                None => {
                    shape.push_str(segment);
                    mixed(segment)
                }
            };
            if is_tail {
                operation["x-tail"] = Value::from(number);
                break;
            }
        }
    });
    unless_any(problems, ())
}

/// Whether a parameter is written as one value.
fn is_single(parameter: &Value, whole: &Value) -> bool {
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    let is_json = parameter.pointer("/x-style/form") == Some(&Value::from("Json"));
    !is_json && shape(schema, whole) == Shape::Single
}

/// The path parameter of that name on the wire.
fn parameter<'a>(operation: &'a Value, name: &str) -> Option<&'a Value> {
    items(operation, "parameters").find(|parameter| {
        let wire = match text(parameter, "x-name") {
            "" => text(parameter, "name"),
            wire => wire,
        };
        text(parameter, "in") == "path" && wire == name
    })
}

/// The keywords that decide the type of a parameter.
fn kind(parameter: &Value) -> Value {
    let mut schema = parameter.get("schema").cloned().unwrap_or_default();
    walk_schema(&mut schema, &mut |node| {
        if let Some(fields) = node.as_object_mut() {
            let kept = ["$ref", "type", "format", "enum", "oneOf", "items"];
            fields.retain(|key, _| kept.contains(&key.as_str()) && !is_for_readers(key));
        }
    });
    schema
}
