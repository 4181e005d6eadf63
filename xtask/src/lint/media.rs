//! Media types that cannot be turned into a call.

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::{Kind, entries, escape};

/// Bodies of many parts and of form fields, for which the runtime has no writer.
const FORMS: [&str; 2] = ["multipart/", "application/x-www-form-urlencoded"];

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for kind in [Kind::RequestBody, Kind::Response] {
        for holder in context.index.all(kind) {
            let types: Vec<&String> = entries(holder.value, "content")
                .map(|(name, _)| name)
                .collect();
            for name in &types {
                let pointer = format!("{}/content/{}", holder.pointer, escape(name));
                if !is_media_type(name) {
                    findings.push(context.spec.finding(
                        "malformed-media-type",
                        &pointer,
                        format!("`{name}` is no media type"),
                        "write it as type/subtype, for instance `application/json`",
                    ));
                }
            }
            // Where another type can be had as well, the client takes that one.
            let forms = types.iter().all(|name| is_form(name));
            if let Some(first) = types.first().filter(|_| forms) {
                findings.push(context.spec.finding(
                    "unsendable-media-type",
                    &format!("{}/content/{}", holder.pointer, escape(first)),
                    format!("a body of `{first}` cannot be expressed"),
                    "the client supports `application/json`, text and raw bytes",
                ));
            }
        }
    }
    findings
}

fn is_form(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    FORMS.iter().any(|form| name.starts_with(form))
}

/// Whether `name` is `type/subtype`, perhaps with parameters, and can be the value of a header.
fn is_media_type(name: &str) -> bool {
    let in_header = name.chars().all(|c| matches!(c, ' '..='~'));
    let essence = name.split(';').next().unwrap_or_default().trim();
    let token = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+.^_`|~-".contains(c))
    };
    essence
        .split_once('/')
        .is_some_and(|(kind, sub)| in_header && token(kind) && token(sub))
}

/// Whether a body of this type is JSON.
pub(super) fn is_json(name: &str) -> bool {
    let essence = name
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
