//! Components that are not used.

use std::collections::HashSet;

use serde_json::Value;

use super::context::Context;
use super::security::demanded;
use crate::diagnostics::Finding;
use crate::openapi::{escape, reached};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let document = context.document();
    let fields = document.as_object().into_iter().flatten();
    let outside = fields.filter(|(key, _)| *key != "components");
    let schemes: HashSet<String> = demanded(context)
        .into_iter()
        .map(|(_, name)| format!("/components/securitySchemes/{}", escape(name)))
        .collect();
    let demanded = schemes
        .iter()
        .filter_map(|pointer| document.pointer(pointer));
    let reached = reached(document, outside.map(|(_, value)| value).chain(demanded));
    let sections = document.get("components").and_then(Value::as_object);
    let mut findings = Vec::new();
    for (section, named) in sections
        .into_iter()
        .flatten()
        .filter(|(section, _)| !section.starts_with("x-"))
    {
        for (name, _) in named.as_object().into_iter().flatten() {
            let pointer = format!("/components/{}/{}", escape(section), escape(name));
            if !reached.contains_key(&pointer) && !schemes.contains(&pointer) {
                findings.push(context.spec.finding(
                    "unused-component",
                    &pointer,
                    format!("no operation uses `{name}` of components/{section}"),
                    "refer to it, or remove it",
                ));
            }
        }
    }
    findings
}
