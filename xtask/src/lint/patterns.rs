//! Regular expressions: `pattern` of schemas.

use std::cell::LazyCell;
use std::collections::HashSet;

use serde_json::Value;

use super::context::Context;
use super::reach::reached;
use super::validator::is_strict_pattern;
use crate::diagnostics::Finding;
use crate::openapi::{Direction, Kind, Object, text, unchecked_reason};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let only_read = LazyCell::new(|| only_read(context));
    for schema in context.index.all(Kind::Schema) {
        if let Some(finding) = invalid(context, schema)
            && (context.spec.house_rules || !only_read.contains(&schema.pointer))
        {
            findings.push(finding);
        }
    }
    unchecked(context, &mut findings);
    findings
}

fn invalid(context: &Context<'_>, schema: &Object<'_>) -> Option<Finding> {
    let pattern = schema.fields.get("pattern").and_then(Value::as_str)?;
    if is_pattern(pattern) {
        return None;
    }
    let error = regress::Regex::with_flags(pattern, "u").err()?;
    Some(context.about_value(
        "bad-pattern",
        &format!("{}/pattern", schema.pointer),
        format!("this is not a valid regular expression: {error}"),
        "write it as ECMAScript does, without slashes around it",
    ))
}

/// Schemas that are only used in responses, whose patterns are not checked.
fn only_read(context: &Context<'_>) -> HashSet<String> {
    let pointers = |direction| reached(context, direction).into_iter().map(|(at, _)| at);
    let sent: HashSet<String> = pointers(Direction::Request).collect();
    let read = pointers(Direction::Response);
    read.filter(|pointer| !sent.contains(pointer)).collect()
}

/// Valid patterns that the runtime does not check.
fn unchecked(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (pointer, schema) in reached(context, Direction::Request) {
        let pattern = text(schema, "pattern");
        // Another rule reports invalid regular expressions.
        if is_pattern(pattern)
            && let Some(reason) = unchecked_reason(pattern)
        {
            findings.push(context.about_value(
                "unchecked-pattern",
                &format!("{pointer}/pattern"),
                format!("the client cannot check this pattern: {reason}"),
                "write it without look-around, back-references and `\\p{…}`, or leave it out",
            ));
        }
    }
}

/// Whether `pattern` is a regular expression of ECMAScript 5.1, as OpenAPI requires. That version has no flag `u`,
/// which changes the meaning of some escapes and forbids others. `regress` supports both.
fn is_pattern(pattern: &str) -> bool {
    regress::Regex::new(pattern).is_ok() || is_strict_pattern(pattern)
}
