//! Media types that are none.

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::{Kind, entries, escape};

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
        }
    }
    findings
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
