//! Parameters: what cannot be sent the way the document says.

use std::collections::HashMap;

use serde_json::Value;

use super::context::Context;
use super::paths::is_optional_in_path;
use crate::diagnostics::Finding;
use crate::openapi::{FOLLOWED, Kind, Object, items, text};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for parameter in context.index.all(Kind::Parameter) {
        let value = parameter.value;
        if is_optional_in_path(value) {
            findings.push(context.spec.finding(
                "optional-path-parameter",
                &parameter.pointer,
                format!(
                    "the path parameter `{}` is not `required: true`",
                    text(value, "name")
                ),
                "add `required: true`: a path without it is another path",
            ));
        }
        sendable(context, parameter, &mut findings);
    }
    for holder in context.index.objects.iter() {
        if matches!(holder.kind, Kind::PathItem | Kind::Operation) {
            twice(context, holder, &mut findings);
        }
    }
    findings
}

fn twice<'a>(context: &Context<'a>, holder: &Object<'a>, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<(&str, &str), String> = HashMap::new();
    for (at, parameter) in items(holder.value, "parameters").enumerate() {
        let Some(parameter) = context.resolve(parameter) else {
            continue;
        };
        let (name, place) = (text(parameter, "name"), text(parameter, "in"));
        let pointer = format!("{}/parameters/{at}", holder.pointer);
        match seen.get(&(name, place)) {
            None => {
                seen.insert((name, place), pointer);
            }
            Some(first) => findings.push(
                context
                    .spec
                    .finding(
                        "duplicate-parameter",
                        &pointer,
                        format!("the {place} parameter `{name}` is listed twice"),
                        "keep one of the two",
                    )
                    .with(context.spec.position(first), "the other one"),
            ),
        }
    }
}

/// What a parameter's value is, as far as sending it goes.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Scalar,
    List,
    Object,
    /// A list of lists or objects.
    Deep,
}

fn form<'a>(context: &Context<'a>, schema: &'a Value, depth: usize) -> Form {
    let Some(schema) = context.resolve(schema).filter(|_| depth < FOLLOWED) else {
        return Form::Scalar;
    };
    match text(schema, "type") {
        "object" => Form::Object,
        "array" => match schema
            .get("items")
            .map(|items| form(context, items, depth + 1))
        {
            None | Some(Form::Scalar) => Form::List,
            Some(_) => Form::Deep,
        },
        "" if schema.get("properties").is_some() => Form::Object,
        "" => items(schema, "allOf")
            .map(|member| form(context, member, depth + 1))
            .find(|form| *form != Form::Scalar)
            .unwrap_or(Form::Scalar),
        _ => Form::Scalar,
    }
}

fn sendable<'a>(context: &Context<'a>, parameter: &Object<'a>, findings: &mut Vec<Finding>) {
    let value = parameter.value;
    let name = text(value, "name");
    let place = text(value, "in");
    let mut tell = |field: &str, message: String, help: &str| {
        let pointer = match field {
            "" => parameter.pointer.clone(),
            field => format!("{}/{field}", parameter.pointer),
        };
        let finding = match field {
            // What is wrong is the word, not that there is one.
            "style" => context.about_value("unsendable-parameter", &pointer, message, help),
            _ => context
                .spec
                .finding("unsendable-parameter", &pointer, message, help),
        };
        findings.push(finding);
    };
    if place == "cookie" {
        return tell(
            "in",
            format!("the parameter `{name}` is a cookie, and the client sends none"),
            "send it as a header, or leave it out",
        );
    }
    if value.get("content").is_some() {
        return tell(
            "content",
            format!("the parameter `{name}` is a document of its own"),
            "give it a `schema` instead of `content`",
        );
    }
    let Some(schema) = value.get("schema") else {
        return tell(
            "",
            format!("the parameter `{name}` has no type"),
            "add a `schema`",
        );
    };
    let default = if place == "query" { "form" } else { "simple" };
    let style = value
        .get("style")
        .and_then(Value::as_str)
        .unwrap_or(default);
    if style != default {
        return tell(
            "style",
            format!("the style `{style}` of the {place} parameter `{name}` cannot be sent"),
            match place {
                "query" => "use `form`, with `explode: false` for one comma-separated value",
                _ => "use `simple`, or leave `style` out",
            },
        );
    }
    match (form(context, schema, 0), place) {
        (Form::Scalar, _) | (Form::List, "query") => {}
        (Form::List, _) => tell(
            "schema",
            format!("the {place} parameter `{name}` is a list"),
            "declare it as a string; lists can be sent in the query",
        ),
        (Form::Object, _) => tell(
            "schema",
            format!("the {place} parameter `{name}` is an object"),
            "declare a parameter for each of its properties, or send it as the body",
        ),
        (Form::Deep, _) => tell(
            "schema",
            format!(
                "the {place} parameter `{name}` is a list of something that is no single value"
            ),
            "send it as the body",
        ),
    }
}
