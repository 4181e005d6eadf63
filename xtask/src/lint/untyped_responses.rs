//! Bodies of redirects and errors that the client has no type for, although the document describes them.

use std::collections::HashSet;

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::media::{chosen, described, is_json};
use crate::openapi::{entries, escape};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    for (operation, value) in context.operations() {
        let statuses = || entries(value, "responses").map(|(status, _)| status);
        let has_success = statuses().any(|status| status.starts_with('2'));
        for (status, response) in entries(value, "responses") {
            let is_error = match status.as_str() {
                "default" => has_success,
                status => status.starts_with(['4', '5']),
            };
            let is_redirect = status.starts_with('3') && status != "304";
            if !is_error && !is_redirect || operation.ends_with("/head") {
                continue;
            }
            let at = format!("{operation}/responses/{}", escape(status));
            let Some((at, response)) = context.resolve_at(&at, response) else {
                continue;
            };
            let at = format!("{at}/content");
            if seen.insert((at.clone(), is_redirect)) {
                match is_redirect {
                    true => findings.extend(of_redirect(context, response, &at)),
                    false => findings.extend(of_error(context, response, &at)),
                }
            }
        }
    }
    findings
}

/// The schema of a redirect. Servers often send no body with it, whatever they describe.
fn of_redirect(context: &Context<'_>, response: &Value, pointer: &str) -> Option<Finding> {
    let mut content = entries(response, "content");
    let (name, _) = content.find(|(_, media)| described(media, context.document()).is_some())?;
    Some(context.spec.finding(
        "untyped-body",
        &format!("{pointer}/{}", escape(name)),
        "the body of a redirect is not read: its schema is not used",
        "callers read its bytes: `.with_response()`, then `.body()`",
    ))
}

/// The further kinds of JSON of an error: its bodies are read as the type of one of them.
fn of_error<'a>(context: &Context<'a>, response: &'a Value, pointer: &str) -> Vec<Finding> {
    let whole = context.document();
    let Some(used) = chosen(response.get("content"), whole).filter(|used| used.is_json) else {
        return Vec::new();
    };
    let own = described(used.value, whole);
    let further = entries(response, "content").filter(|(name, media)| {
        let schema = described(media, whole);
        *name != used.name && is_json(name) && schema.is_some() && schema != own
    });
    let finding = |(name, _): (&'a String, &'a Value)| {
        context.spec.finding(
            "unused-media-type",
            &format!("{pointer}/{}", escape(name)),
            format!("the schema of `{name}` is not used: errors have the type of `{}`", used.name),
            "describe both with one schema; `ApiError::body_as` reads either as the type that callers name",
        )
    };
    further.map(finding).collect()
}
