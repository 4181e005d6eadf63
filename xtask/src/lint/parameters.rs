//! Parameters that are declared twice, are optional in a path, or are ignored.

use std::collections::HashMap;

use super::context::Context;
use super::paths::is_optional_in_path;
use crate::diagnostics::Finding;
use crate::openapi::media::{is_json, is_structured};
use crate::openapi::{
    Kind, OWN_HEADERS, Object, entries, escape, flag, items, place_and_name, text,
};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for parameter in context.index.all(Kind::Parameter) {
        let value = parameter.value;
        let (place, style) = (text(value, "in"), text(value, "style"));
        let of_paths = ["simple", "label", "matrix"].contains(&style);
        let is_known = match place {
            "path" => of_paths,
            "header" => style == "simple",
            _ => !of_paths,
        };
        if !style.is_empty() && !is_known {
            findings.push(context.about_value(
                "ignored-value",
                &format!("{}/style", parameter.pointer),
                format!("a {place} parameter cannot have the style `{style}`"),
                "remove it",
            ));
        }
        for mark in ["x-secret", "x-secret-url"] {
            if flag(value, mark) {
                findings.push(context.spec.finding(
                    "ignored-secret",
                    &format!("{}/{mark}", parameter.pointer),
                    format!("`{mark}` has no effect on a parameter"),
                    "set it on the `schema` of the parameter",
                ));
            }
        }
        content(context, parameter, &mut findings);
        described_twice(context, parameter, &mut findings);
        empty_value(context, parameter, &mut findings);
        if is_optional_in_path(value) {
            findings.push(context.spec.finding(
                "optional-path-parameter",
                &parameter.pointer,
                format!(
                    "the path parameter `{}` is not `required: true`",
                    text(value, "name")
                ),
                "add `required: true`: without the value it would be another path",
            ));
        }
    }
    for holder in context.index.objects.iter() {
        if matches!(holder.kind, Kind::PathItem | Kind::Operation) {
            twice(context, holder, &mut findings);
        }
    }
    own_headers(context, &mut findings);
    findings
}

/// A parameter with a media type that is not JSON is a string.
fn content(context: &Context<'_>, parameter: &Object<'_>, findings: &mut Vec<Finding>) {
    let Some((name, media)) = entries(parameter.value, "content").next() else {
        return;
    };
    let is_typed = |schema| is_structured(schema, context.document());
    if !is_json(name) && media.get("schema").is_some_and(is_typed) {
        findings.push(context.spec.finding(
            "untyped-body",
            &format!("{}/content/{}", parameter.pointer, escape(name)),
            format!("a value of `{name}` is sent as the string that callers pass: its schema is not used"),
            "if it is JSON, write `application/json`",
        ));
    }
}

/// A parameter has either a schema or content.
fn described_twice(context: &Context<'_>, parameter: &Object<'_>, findings: &mut Vec<Finding>) {
    let has = |key: &str| parameter.value.get(key).is_some();
    if has("schema") && has("content") {
        findings.push(context.spec.finding(
            "ignored-value",
            &format!("{}/schema", parameter.pointer),
            "`schema` is ignored, because the parameter has `content`",
            "remove one of them",
        ));
    }
}

/// Only a string can be empty.
fn empty_value(context: &Context<'_>, parameter: &Object<'_>, findings: &mut Vec<Finding>) {
    let schema = parameter.value.get("schema");
    let kind = schema.and_then(|schema| context.resolve(schema));
    let kind = kind.map(|schema| text(schema, "type")).unwrap_or_default();
    if flag(parameter.value, "allowEmptyValue") && !["", "string"].contains(&kind) {
        findings.push(context.spec.finding(
            "unsendable-empty-value",
            &format!("{}/allowEmptyValue", parameter.pointer),
            format!(
                "`{}` is never sent with an empty value: it is of `type: {kind}`",
                text(parameter.value, "name")
            ),
            "describe it as a string if callers need the empty value",
        ));
    }
}

/// Header parameters that the client does not take from callers: one finding for each name.
fn own_headers(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut found: Vec<(String, &Object<'_>, usize)> = Vec::new();
    for parameter in context.index.all(Kind::Parameter) {
        let name = text(parameter.value, "name").to_ascii_lowercase();
        // Callers do not set headers of a webhook.
        let is_received = parameter.pointer.starts_with("/x-webhooks/")
            || parameter.pointer.contains("/callbacks/");
        let is_header = text(parameter.value, "in") == "header";
        if is_received || !is_header || !OWN_HEADERS.contains(&name.as_str()) {
            continue;
        }
        match found.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, _, count)) => *count += 1,
            None => found.push((name, parameter, 0)),
        }
    }
    for (name, parameter, more) in found {
        let more = match more {
            0 => String::new(),
            1 => "; 1 more parameter of this name is ignored, too".to_owned(),
            more => format!("; {more} more parameters of this name are ignored, too"),
        };
        let help = match name.as_str() {
            "authorization" => "describe the credential in `components/securitySchemes`",
            "accept" | "content-type" => {
                "remove it: the client sets it to the media type that is listed under `content`"
            }
            _ => "remove it",
        };
        findings.push(context.spec.finding(
            "ignored-parameter",
            &parameter.pointer,
            format!(
                "the parameter `{}` is ignored, because the client sets this header{more}",
                text(parameter.value, "name")
            ),
            help,
        ));
    }
}

fn twice<'a>(context: &Context<'a>, holder: &Object<'a>, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<(&str, String), String> = HashMap::new();
    for (at, parameter) in items(holder.value, "parameters").enumerate() {
        let Some(parameter) = context.resolve(parameter) else {
            continue;
        };
        let (name, place) = (text(parameter, "name"), text(parameter, "in"));
        let pointer = format!("{}/parameters/{at}", holder.pointer);
        let key = place_and_name(parameter);
        match seen.get(&key) {
            None => {
                seen.insert(key, pointer);
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
