//! The families of rules, and all of them on one document.

use std::collections::HashSet;

use super::context::Context;
use super::keywords::UnknownKeyword;
use super::{
    bodies, causes, choices, documentation, encodings, examples, ignored_files, keywords,
    operation_ids, parameters, paths, patterns, recursion, rules, schemas, security, servers,
    unfinished, untyped_responses, unused, values, webhooks,
};
use crate::diagnostics::{Finding, Level, sort};
use crate::openapi::{container, reached_components};
use crate::source::Spec;

/// A family of rules.
type Family = fn(&Context<'_>) -> Vec<Finding>;

/// The families for every document.
const FAMILIES: [Family; 16] = [
    ignored_files::check,
    keywords::check,
    operation_ids::check,
    paths::check,
    parameters::check,
    bodies::check,
    untyped_responses::check,
    encodings::check,
    servers::check,
    schemas::check,
    patterns::check,
    choices::check,
    recursion::check,
    security::check,
    values::check,
    webhooks::check,
];

/// The families of the house rules.
const HOUSE_FAMILIES: [Family; 5] = [
    documentation::check,
    unused::check,
    examples::check,
    unfinished::check,
    webhooks::house,
];

/// All findings of `spec`, in the order of files and lines. House rules only apply to documents with
/// `x-client.house-rules`; in these, every finding is an error.
pub fn lint(spec: &Spec) -> Vec<Finding> {
    let context = Context::of(spec);
    let mut findings = spec.conflicts.clone();
    findings.extend(FAMILIES.iter().flat_map(|family| family(&context)));
    if spec.house_rules {
        findings.extend(HOUSE_FAMILIES.iter().flat_map(|family| family(&context)));
    } else {
        findings.retain(|finding| !rules::is_house(finding.rule));
    }
    if !spec.house_rules {
        let receives = spec.document.pointer("/x-client/events").is_some();
        let reached = reached_components(&spec.document, receives);
        for finding in &mut findings {
            finding.level = rules::level(finding.rule);
            // Components that no operation uses, and webhooks that are not received, generate nothing.
            let is_unreceived = !receives && finding.pointer.starts_with("/x-webhooks/");
            if is_unreceived || is_unused(&finding.pointer, &reached) {
                finding.level = Level::Warning;
            }
        }
    }
    causes::fold(&context, findings)
}

/// Whether a pointer is in a component that no operation uses.
fn is_unused(pointer: &str, reached: &HashSet<String>) -> bool {
    let component = container(pointer);
    let is_component = component.starts_with("/components/") && component.matches('/').count() == 3;
    let is_scheme = component.starts_with("/components/securitySchemes/");
    is_component && !is_scheme && !reached.contains(component)
}

/// The findings that make the meaning of `spec` ambiguous. Only these rules are run, because they are fast.
pub fn unclear(spec: &Spec) -> Vec<Finding> {
    ambiguous(&Context::of(spec))
}

/// The same, and all unknown keywords.
pub fn unclear_and_unknown(spec: &Spec) -> (Vec<Finding>, Vec<UnknownKeyword>) {
    let context = Context::of(spec);
    (ambiguous(&context), keywords::all_unknown(&context))
}

fn ambiguous(context: &Context<'_>) -> Vec<Finding> {
    let spec = context.spec;
    let mut findings = spec.conflicts.clone();
    findings.extend(keywords::check(context));
    findings.retain(|finding| {
        rules::UNCLEAR.contains(&finding.rule) || keywords::is_nameless(context, finding)
    });
    findings.extend(recursion::cycles(context));
    sort(&mut findings);
    findings
}
