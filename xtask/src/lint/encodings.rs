//! Parts of `encoding` that the client does not support.

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::{Finding, did_you_mean};
use crate::openapi::media::{BYTES, is_bytes, is_json, is_structured, other_charset, single};
use crate::openapi::{Kind, MEMBERS, entries, escape, text};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for media in context.index.all(Kind::MediaType) {
        let schema = media.value.get("schema");
        let schema = schema.and_then(|schema| context.resolve(schema));
        for (name, encoding) in entries(media.value, "encoding") {
            let pointer = format!("{}/encoding/{}", media.pointer, escape(name));
            let property = schema.and_then(|schema| property(context, schema, name, 2));
            one(context, &pointer, encoding, property, &mut findings);
            let own = schema.and_then(|schema| schema.get("properties")?.as_object());
            let is_composed =
                schema.is_some_and(|schema| MEMBERS.iter().any(|key| schema.get(key).is_some()));
            if let Some(own) = own.filter(|own| !is_composed && !own.contains_key(name)) {
                findings.push(context.spec.finding(
                    "ignored-value",
                    &pointer,
                    format!("the form has no property `{name}`"),
                    did_you_mean(name, own.keys().map(String::as_str), "remove it"),
                ));
            }
            // In OpenAPI 3.0, they only apply to forms of pairs.
            let is_multipart = media.pointer.contains("/multipart~1");
            let mut styles = ["style", "explode", "allowReserved"].into_iter();
            let style = styles.find(|key| encoding.get(key).is_some());
            if let Some(key) = style.filter(|_| is_multipart && context.spec.is_3_1(&pointer)) {
                findings.push(context.spec.finding(
                    "ignored-value",
                    &format!("{pointer}/{key}"),
                    format!("`{key}` is not used in a multipart form: a list is sent as several parts, and an object as JSON"),
                    "describe the property as a string, which is sent as it is",
                ));
            }
        }
    }
    findings
}

/// A property of an object, or of its members down to this depth.
fn property<'a>(
    context: &Context<'a>,
    schema: &'a Value,
    name: &str,
    depth: usize,
) -> Option<&'a Value> {
    let own = schema
        .get("properties")
        .and_then(|properties| properties.get(name));
    let members = MEMBERS.iter().filter_map(|key| schema.get(key)?.as_array());
    own.or_else(|| {
        let depth = depth.checked_sub(1)?;
        members
            .flatten()
            .find_map(|member| property(context, context.resolve(member)?, name, depth))
    })
}

fn one<'a>(
    context: &Context<'a>,
    pointer: &str,
    encoding: &Value,
    property: Option<&'a Value>,
    findings: &mut Vec<Finding>,
) {
    let mut headers = entries(encoding, "headers");
    let described = ["content-type", "content-disposition"];
    if headers.any(|(name, _)| !described.contains(&name.to_ascii_lowercase().as_str())) {
        findings.push(context.spec.finding(
            "ignored-value",
            &format!("{pointer}/headers"),
            "headers of a part are not sent",
            "send the value as a property of the form",
        ));
    }
    let kind = text(encoding, "contentType");
    let is_object = |schema: &Value| {
        let items = schema.get("items").unwrap_or(schema);
        let found = context.resolve(items);
        found.is_some_and(|found| {
            let single = ["number", "integer", "boolean", "array"].contains(&text(found, "type"));
            !single && is_structured(found, context.document())
        })
    };
    let property = property.and_then(|property| context.resolve(property));
    let is_file = property.is_some_and(|property| is_bytes(property, context.document()));
    let first = kind.split(',').next().unwrap_or_default().trim();
    if !first.is_empty()
        && !first.contains('*')
        && !is_json(first)
        && property.is_some_and(is_object)
    {
        findings.push(context.about_value(
            "ignored-value",
            &format!("{pointer}/contentType"),
            format!("an object is sent as `application/json`, not as `{first}`"),
            "describe the property as a string, which is sent as it is",
        ));
    }
    if let Some(charset) = other_charset(first).filter(|_| !is_file) {
        findings.push(context.spec.finding(
            "other-charset",
            &format!("{pointer}/contentType"),
            format!("text is sent in UTF-8, not in `{charset}`"),
            "write `charset=utf-8`, or leave it out",
        ));
    }
    let (sent, help) = match is_file {
        true => (
            format!("`{}`", single(first).unwrap_or(BYTES)),
            "write one media type, or callers set it with `FilePart::content_type`",
        ),
        false => (
            "text without a media type".to_owned(),
            "write one media type",
        ),
    };
    if single(first).is_none() || is_file && kind.contains(',') {
        findings.push(context.about_value(
            "unused-media-type",
            &format!("{pointer}/contentType"),
            format!("the part is sent as {sent}, not as `{kind}`"),
            help,
        ));
    }
}
