//! Security requirements name schemes that exist.

use super::context::Context;
use crate::diagnostics::{Finding, did_you_mean};
use crate::openapi::{Kind, entries, escape, items};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let known: Vec<&str> = context
        .document()
        .get("components")
        .into_iter()
        .flat_map(|components| entries(components, "securitySchemes"))
        .map(|(name, _)| name.as_str())
        .collect();
    let mut findings = Vec::new();
    for (pointer, name) in demanded(context) {
        if !known.contains(&name) {
            findings.push(context.spec.finding(
                "unknown-security-scheme",
                &pointer,
                format!("`{name}` is not in components/securitySchemes"),
                did_you_mean(name, known.iter().copied(), "declare it there"),
            ));
        }
    }
    findings
}

/// Every scheme that the document or an operation demands, with the place.
pub(super) fn demanded<'a>(context: &Context<'a>) -> Vec<(String, &'a str)> {
    let holders = context
        .index
        .objects
        .iter()
        .filter(|object| matches!(object.kind, Kind::Document | Kind::Operation));
    let mut found = Vec::new();
    for holder in holders {
        for (at, requirement) in items(holder.value, "security").enumerate() {
            for (name, _) in requirement.as_object().into_iter().flatten() {
                found.push((
                    format!("{}/security/{at}/{}", holder.pointer, escape(name)),
                    name.as_str(),
                ));
            }
        }
    }
    found
}
