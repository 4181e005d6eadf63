//! The bodies of requests and responses: invalid media types, and those that the client does not use.

use std::collections::HashSet;

use serde_json::Value;

use super::context::Context;
use super::form_files;
use crate::diagnostics::Finding;
use crate::openapi::media::{
    Media, chosen, chosen_to_send, chosen_to_stream, described, further_to_send, is_media_type,
    is_structured, other_charset,
};
use crate::openapi::{Kind, entries, escape, flag, text};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for kind in [Kind::RequestBody, Kind::Response] {
        for holder in context.index.all(kind) {
            for (name, _) in entries(holder.value, "content") {
                // Only a comma in front of the parameters is read as if it were right.
                let has_comma = name.split(';').next().is_some_and(|it| it.contains(','));
                if has_comma || !is_media_type(name) {
                    let pointer = format!("{}/content/{}", holder.pointer, escape(name));
                    findings.push(context.spec.finding(
                        "malformed-media-type",
                        &pointer,
                        format!("`{name}` is not a media type"),
                        "write it as type/subtype, for instance `application/json`",
                    ));
                }
            }
        }
    }
    let mut seen = HashSet::new();
    let mut seen_in_forms = HashSet::new();
    for body in bodies(context) {
        if seen.insert(body.pointer.clone()) {
            unused(context, &body, &mut seen_in_forms, &mut findings);
        }
    }
    findings
}

/// The body of a request, or of a success.
struct Body<'a> {
    pointer: String,
    content: &'a Value,
    used: Use,
}

/// How a body is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Sent,
    /// It is the only success of its operation.
    Read,
    /// The same, and the operation has `x-stream`.
    Streamed,
    /// The operation has several successes with a body.
    ByStatus,
}

/// The bodies of all operations, each at its own place.
fn bodies<'a>(context: &Context<'a>) -> Vec<Body<'a>> {
    let mut found = Vec::new();
    for (pointer, operation) in context.operations() {
        if let Some(body) = operation.get("requestBody") {
            found.push((format!("{pointer}/requestBody"), body, Use::Sent));
        }
        let all = || entries(operation, "responses");
        let is_success = |status: &str| status.starts_with('2');
        let has_success = all().any(|(status, _)| is_success(status));
        let returned = |status: &str| match status {
            "204" | "205" => false,
            "default" => !has_success,
            status => is_success(status),
        };
        let responses =
            || all().filter(|(status, _)| returned(status) && !pointer.ends_with("/head"));
        let has_body = |response| {
            context
                .resolve(response)
                .is_some_and(|it| it.get("content").is_some())
        };
        let used = match responses()
            .filter(|(_, response)| has_body(response))
            .count()
        {
            0 | 1 if flag(operation, "x-stream") => Use::Streamed,
            0 | 1 => Use::Read,
            _ => Use::ByStatus,
        };
        for (status, response) in responses() {
            let at = format!("{pointer}/responses/{}", escape(status));
            found.push((at, response, used));
        }
    }
    let meant = found.into_iter().filter_map(|(at, body, used)| {
        let (at, body) = context.resolve_at(&at, body)?;
        Some(Body {
            pointer: format!("{at}/content"),
            content: body.get("content")?,
            used,
        })
    });
    meant.collect()
}

/// The media types of a body that are not used, or whose schema is not used.
fn unused<'a>(
    context: &Context<'a>,
    body: &Body<'a>,
    seen: &mut HashSet<(String, form_files::Level)>,
    findings: &mut Vec<Finding>,
) {
    let whole = context.document();
    let content = Some(body.content);
    let is_sent = body.used == Use::Sent;
    let used = match body.used {
        Use::Sent => chosen_to_send(content, whole),
        Use::Streamed => chosen_to_stream(content).or_else(|| chosen(content, whole)),
        Use::Read | Use::ByStatus => chosen(content, whole),
    };
    let Some(used) = used.filter(|used| is_media_type(used.name)) else {
        return;
    };
    let at = |name: &str| format!("{}/{}", body.pointer, escape(name));
    let has_values = matches!(body.used, Use::Read | Use::Streamed) && used.is_stream();
    let is_form = is_sent && used.form().is_some();
    let is_raw = !has_values && !used.is_json && !is_form;
    if is_raw || has_values {
        findings.extend(secret(context, &used, &at(used.name)));
    }
    if is_sent && let Some(charset) = other_charset(used.name) {
        let help = match is_raw {
            true => "callers pass bytes in this character set, not strings",
            false => "write `charset=utf-8`, or leave it out",
        };
        findings.push(context.spec.finding(
            "other-charset",
            &at(used.name),
            format!("text is sent in UTF-8, not in `{charset}`"),
            help,
        ));
    }
    if is_sent && used.is_sent_outside_of_its_range() {
        findings.push(context.spec.finding(
            "unused-media-type",
            &at(used.name),
            format!(
                "a range such as `{}` is not sent: the body is sent as `{}`",
                used.name,
                used.sent()
            ),
            "write one media type, or callers set it with `.header(\"content-type\", \"…\")`",
        ));
    }
    if is_sent && used.form() == Some("multipart") {
        form_files::check(context, &at(used.name), used.value, seen, findings);
    }
    let schema = used
        .value
        .get("schema")
        .and_then(|schema| context.resolve(schema));
    if used.is_json && schema.is_some_and(|schema| text(schema, "format") == "binary") {
        findings.push(context.spec.finding(
            "ignored-value",
            &format!("{}/schema", at(used.name)),
            format!(
                "a body of `{}` is JSON, so this is a string in quotation marks and not a file",
                used.name
            ),
            "if the body is a file of any content, write `application/octet-stream`",
        ));
    }
    if is_raw && is_typed(&used, whole) {
        let (message, help) = match is_sent {
            true => ("is sent as bytes", "callers pass its bytes"),
            false => (
                "is read whole and returned as bytes",
                "callers read its text or bytes",
            ),
        };
        findings.push(context.spec.finding(
            "untyped-body",
            &at(used.name),
            format!(
                "a body of `{}` {message}: its schema is not used",
                used.name
            ),
            format!("{help}; if it is JSON, write `application/json`"),
        ));
    }
    if is_sent && !used.is_json {
        findings.extend(limits(context, &used, &at(used.name)));
    }
    let own = described(used.value, whole);
    let further: Vec<&str> = match is_sent {
        true => further_to_send(content, &used, whole).collect(),
        false => Vec::new(),
    };
    let all = body.content.as_object().into_iter().flatten();
    for (name, media) in all.filter(|(name, _)| *name != used.name && is_media_type(name)) {
        let is_same = own.is_some() && described(media, whole) == own;
        if is_same && !(is_sent && used.is_sent_unlike(name)) {
            // Another notation of the same value.
            continue;
        }
        let message = match is_sent {
            true => format!(
                "`{name}` is not sent: the body is sent as `{}`",
                used.sent()
            ),
            false => format!("`{name}` is not read: the client asks for `{}`", used.name),
        };
        let help = match further.contains(&name.as_str()) {
            true => {
                "callers send it with `.header(\"content-type\", \"…\")`; if they do not, remove it"
            }
            false => "remove this media type: the client uses only one media type for each body",
        };
        findings.push(
            context
                .spec
                .finding("unused-media-type", &at(name), message, help),
        );
    }
}

/// A body that is one string is sent as callers pass it.
fn limits(context: &Context<'_>, media: &Media<'_>, pointer: &str) -> Option<Finding> {
    let schema = media.value.get("schema")?;
    let (at, schema) = context.resolve_at(&format!("{pointer}/schema"), schema)?;
    let mut limits = ["maxLength", "minLength", "pattern", "enum"].into_iter();
    let limit = limits.find(|limit| schema.get(limit).is_some())?;
    (text(schema, "type") == "string").then(|| {
        context.spec.finding(
            "untyped-body",
            &format!("{at}/{limit}"),
            format!(
                "a body of `{}` is sent as callers pass it: `{limit}` is not checked",
                media.name
            ),
            format!("remove `{limit}`, or check the body before you pass it"),
        )
    })
}

/// Only JSON and forms have a type for secrets. A body of text or bytes, or a text of a stream, would be printed.
fn secret(context: &Context<'_>, media: &Media<'_>, pointer: &str) -> Option<Finding> {
    let schema = context.resolve(media.value.get("schema")?)?;
    let items = schema.get("items").filter(|_| media.is_stream());
    let value = items.and_then(|items| context.resolve(items));
    let value = value.unwrap_or(schema);
    let data = value.pointer("/properties/data");
    let data = data.filter(|_| media.is_of_events());
    let value = data.and_then(|data| context.resolve(data)).unwrap_or(value);
    let mut marks = ["x-secret", "x-secret-url"].into_iter();
    let mark = marks.find(|mark| flag(value, mark))?;
    Some(context.spec.finding(
        "ignored-secret",
        &format!("{pointer}/schema"),
        format!("`{mark}` has no effect on a body of `{}`", media.name),
        format!("if the body is JSON, write `application/json`; if not, remove `{mark}`"),
    ))
}

/// Whether a body of this media type has a type other than text or bytes.
fn is_typed(media: &Media<'_>, whole: &Value) -> bool {
    let schema = media.value.get("schema");
    media.is_stream() || schema.is_some_and(|schema| is_structured(schema, whole))
}
