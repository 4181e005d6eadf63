//! House rules of documentation: every part has a description, a link to its page, a source, and examples.

use std::collections::HashSet;

use serde_json::Value;

use super::context::Context;
use super::unfinished::is_unfinished;
use crate::diagnostics::{Finding, did_you_mean};
use crate::openapi::media::is_json;
use crate::openapi::{Kind, entries, escape, items, text};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (pointer, operation) in context.operations() {
        documented(context, pointer, operation, "this operation", &mut findings);
        if text(operation, "summary").trim().is_empty() {
            findings.push(context.spec.finding(
                "missing-summary",
                pointer,
                "this operation has no summary",
                "add a `summary`, one short sentence in the imperative",
            ));
        }
        bodies(context, pointer, operation, &mut findings);
    }
    for (pointer, webhook) in context.webhooks() {
        documented(context, pointer, webhook, "this webhook", &mut findings);
        bodies(context, pointer, webhook, &mut findings);
    }
    let components = context.document().get("components").unwrap_or(&Value::Null);
    for (name, schema) in entries(components, "schemas") {
        let pointer = format!("/components/schemas/{}", escape(name));
        documented(
            context,
            &pointer,
            schema,
            &format!("the schema `{name}`"),
            &mut findings,
        );
    }
    for schema in context.index.all(Kind::Schema) {
        properties(context, &schema.pointer, schema.value, &mut findings);
    }
    for parameter in context.index.all(Kind::Parameter) {
        let what = format!("the parameter `{}`", text(parameter.value, "name"));
        described(
            context,
            &parameter.pointer,
            parameter.value,
            &what,
            &mut findings,
        );
    }
    for object in &context.index.objects {
        if object.fields.contains_key("x-source") {
            sources(context, &object.pointer, object.value, &mut findings);
        }
    }
    tags(context, &mut findings);
    findings
}

fn described(
    context: &Context<'_>,
    pointer: &str,
    value: &Value,
    what: &str,
    findings: &mut Vec<Finding>,
) {
    if text(value, "description").trim().is_empty() {
        findings.push(context.spec.finding(
            "missing-description",
            pointer,
            format!("{what} has no description"),
            "add a `description`, in your own words and with units",
        ));
    }
}

fn documented(
    context: &Context<'_>,
    pointer: &str,
    value: &Value,
    what: &str,
    findings: &mut Vec<Finding>,
) {
    described(context, pointer, value, what, findings);
    let url = value
        .get("externalDocs")
        .map(|docs| text(docs, "url"))
        .unwrap_or_default();
    if !url.starts_with("https://") {
        findings.push(context.spec.finding(
            "missing-docs",
            pointer,
            format!("{what} has no link to its documentation"),
            "add `externalDocs: {url: https://…}` with its page of the API documentation",
        ));
    }
    if value.get("x-source").is_none() {
        findings.push(context.spec.finding(
            "missing-source",
            pointer,
            format!("{what} has no source"),
            "add `x-source: [{from: …, on: 2026-07-27}]`",
        ));
    }
}

/// `x-source: [{from: …, on: YYYY-MM-DD}]`.
fn sources(context: &Context<'_>, pointer: &str, value: &Value, findings: &mut Vec<Finding>) {
    let pointer = format!("{pointer}/x-source");
    let mut wrong = |pointer: &str, message: &str| {
        findings.push(context.spec.finding(
            "bad-source",
            pointer,
            message,
            "write `x-source: [{from: where, on: 2026-07-27}]`",
        ));
    };
    if items(value, "x-source").next().is_none()
        && value.get("x-source").is_some_and(Value::is_array)
    {
        wrong(&pointer, "no source is listed");
    }
    for (at, source) in items(value, "x-source").enumerate() {
        let here = format!("{pointer}/{at}");
        if text(source, "from").trim().is_empty() {
            wrong(&here, "`from` must name the source");
        }
        let on = text(source, "on");
        if !is_date(on) && !is_unfinished(on) {
            wrong(&here, "`on` must be the date of the source, as YYYY-MM-DD");
        }
        for (key, _) in source.as_object().into_iter().flatten() {
            if !matches!(key.as_str(), "from" | "on") {
                wrong(
                    &format!("{here}/{}", escape(key)),
                    &format!("`{key}` is not a key of a source"),
                );
            }
        }
    }
}

fn is_date(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |part: &str, digits: usize, most: u32| {
        part.len() == digits && part.parse().is_ok_and(|n: u32| (1..=most).contains(&n))
    };
    number(year, 4, 9999) && number(month, 2, 12) && number(day, 2, 31)
}

/// A property that is a reference, alone or as the only member of an `allOf`, has the description of its target.
fn properties(context: &Context<'_>, pointer: &str, schema: &Value, findings: &mut Vec<Finding>) {
    for (name, property) in entries(schema, "properties") {
        let refers = property.get("$ref").is_some()
            || items(property, "allOf").any(|m| m.get("$ref").is_some());
        let here = format!("{pointer}/properties/{}", escape(name));
        if may_be_secret(name, property) {
            findings.push(context.spec.finding(
                "unmarked-secret-url",
                &here,
                format!(
                    "the property `{name}` looks like a URL with which anybody can download a file"
                ),
                "add `x-secret-url: true`, or `false` if the URL alone does not give access",
            ));
        }
        if !refers {
            described(
                context,
                &here,
                property,
                &format!("the property `{name}`"),
                findings,
            );
        }
    }
}

/// Whether a property has a usual name of presigned URLs but no `x-secret-url`.
fn may_be_secret(name: &str, property: &Value) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let name: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let marks = ["x-secret", "x-secret-url"];
    ["downloadurl", "uploadurl", "signedurl"]
        .iter()
        .any(|end| name.ends_with(end))
        && text(property, "type") == "string"
        && marks.iter().all(|mark| property.get(mark).is_none())
}

/// JSON bodies of requests and of successes have an example.
fn bodies<'a>(
    context: &Context<'a>,
    pointer: &str,
    operation: &'a Value,
    findings: &mut Vec<Finding>,
) {
    let mut holders: Vec<(String, &Value)> = Vec::new();
    holders.extend(
        operation
            .get("requestBody")
            .map(|body| (format!("{pointer}/requestBody"), body)),
    );
    for (status, response) in
        entries(operation, "responses").filter(|(status, _)| status.starts_with('2'))
    {
        holders.push((format!("{pointer}/responses/{}", escape(status)), response));
    }
    for (pointer, holder) in holders {
        let Some((pointer, holder)) = context.resolve_at(&pointer, holder) else {
            continue;
        };
        for (name, media) in entries(holder, "content").filter(|(name, _)| is_json(name)) {
            let named = media.get("examples").and_then(Value::as_object);
            if media.get("example").is_none() && named.is_none_or(serde_json::Map::is_empty) {
                findings.push(context.spec.finding(
                    "missing-example",
                    &format!("{pointer}/content/{}", escape(name)),
                    "this body has no example",
                    "add `examples: {name: {externalValue: examples/….json}}`",
                ));
            }
        }
    }
}

fn tags(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut known: HashSet<&str> = HashSet::new();
    for tag in context.index.all(Kind::Tag) {
        let name = text(tag.value, "name");
        described(
            context,
            &tag.pointer,
            tag.value,
            &format!("the tag `{name}`"),
            findings,
        );
        known.insert(name);
    }
    for (pointer, operation) in context.operations() {
        for (at, tag) in items(operation, "tags").enumerate() {
            if let Some(tag) = tag.as_str().filter(|tag| !known.contains(tag)) {
                findings.push(context.about_value(
                    "undeclared-tag",
                    &format!("{pointer}/tags/{at}"),
                    format!("the tag `{tag}` is not declared"),
                    did_you_mean(
                        tag,
                        known.iter().copied(),
                        "add it to `tags` of the root document",
                    ),
                ));
            }
        }
    }
}
