//! Causes and consequences: findings that may be a consequence of another one are counted and not printed.

use std::collections::HashMap;

use serde_json::Value;

use super::context::Context;
use super::rules::UNCLEAR;
use crate::diagnostics::{Finding, sort};
use crate::openapi::{METHODS, container, entries, escape, references};

/// Rules that use a schema. If the schema is ambiguous, so are their findings.
const DEPENDENT: [&str; 5] = [
    "unusable-schema",
    "example-mismatch",
    "default-mismatch",
    "undeclared-key",
    "required-without-property",
];

/// A component that seems unused may be the intended target of a reference.
const UNUSED: &str = "unused-component";
const LOST: [&str; 2] = ["unresolved-ref", "wrong-ref"];

/// Removes findings that may be a consequence of others; those others state how many.
pub(super) fn fold(context: &Context<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    sort(&mut findings);
    let is_cause = |finding: &Finding| UNCLEAR.contains(&finding.rule);
    let (mut causes, others): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_cause);
    if causes.is_empty() {
        return others;
    }
    let unclear = unclear(context.document(), &causes);
    let lost = causes.iter().position(|cause| LOST.contains(&cause.rule));
    let mut follow = vec![0; causes.len()];
    let mut kept = Vec::new();
    for finding in others {
        let cause = match finding.rule {
            UNUSED => lost,
            rule if DEPENDENT.contains(&rule) => unclear.get(container(&finding.pointer)).copied(),
            _ => None,
        };
        match cause.and_then(|cause| follow.get_mut(cause)) {
            Some(count) => *count += 1,
            None => kept.push(finding),
        }
    }
    for (cause, count) in causes.iter_mut().zip(follow) {
        let left_out = match count {
            0 => continue,
            1 => "1 more finding, which may have the same cause, is not shown".to_owned(),
            count => format!("{count} more findings, which may have the same cause, are not shown"),
        };
        cause.help = format!("{} ({left_out})", cause.help);
    }
    causes.append(&mut kept);
    sort(&mut causes);
    causes
}

/// The components and operations that hold a cause, or lead to one that does, with the first such cause.
fn unclear(document: &Value, causes: &[Finding]) -> HashMap<String, usize> {
    let mut users: HashMap<String, Vec<String>> = HashMap::new();
    for (pointer, value) in owners(document) {
        for used in references(value) {
            users.entry(used).or_default().push(pointer.clone());
        }
    }
    let mut unclear = HashMap::new();
    for (cause, finding) in causes.iter().enumerate() {
        let mut open = vec![container(&finding.pointer).to_owned()];
        while let Some(pointer) = open.pop() {
            if unclear.contains_key(&pointer) {
                continue;
            }
            open.extend(users.get(&pointer).into_iter().flatten().cloned());
            unclear.insert(pointer, cause);
        }
    }
    unclear
}

/// All components and operations.
fn owners(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let components = document.get("components").unwrap_or(&Value::Null);
    let sections = components.as_object().into_iter().flatten();
    let components = sections.flat_map(move |(section, _)| {
        entries(components, section).map(move |(name, value)| {
            let pointer = format!("/components/{}/{}", escape(section), escape(name));
            (pointer, value)
        })
    });
    let operations = entries(document, "paths").flat_map(|(path, item)| {
        let methods = METHODS
            .iter()
            .filter_map(|method| Some((*method, item.get(method)?)));
        methods.map(move |(method, value)| (format!("/paths/{}/{method}", escape(path)), value))
    });
    components.chain(operations)
}
