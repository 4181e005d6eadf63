//! Components that nothing leads to.

use std::collections::HashSet;

use serde_json::Value;

use super::Context;
use super::security::demanded;
use crate::spec::finding::Finding;
use crate::spec::position::escape;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let document = context.document();
    let mut todo: Vec<String> = Vec::new();
    for (key, value) in document.as_object().into_iter().flatten() {
        if key != "components" {
            references(value, &mut todo);
        }
    }
    let schemes = demanded(context);
    todo.extend(
        schemes
            .iter()
            .map(|(_, name)| format!("/components/securitySchemes/{}", escape(name))),
    );
    let mut used: HashSet<String> = HashSet::new();
    while let Some(pointer) = todo.pop() {
        if let Some(component) = document
            .pointer(&pointer)
            .filter(|_| !used.contains(&pointer))
        {
            references(component, &mut todo);
            used.insert(pointer);
        }
    }
    let sections = document.get("components").and_then(Value::as_object);
    let mut findings = Vec::new();
    for (section, named) in sections
        .into_iter()
        .flatten()
        .filter(|(section, _)| !section.starts_with("x-"))
    {
        for (name, _) in named.as_object().into_iter().flatten() {
            let pointer = format!("/components/{}/{}", escape(section), escape(name));
            if !used.contains(&pointer) {
                findings.push(context.finding(
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

/// Pointers to everything that `value` refers to, at any depth. It looks further than OpenAPI does, so that a misspelt
/// keyword is one finding and not also one for each component below it.
pub(super) fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("$ref", Value::String(text)) => {
                        found.extend(text.strip_prefix('#').map(str::to_owned))
                    }
                    ("mapping", Value::Object(names)) => {
                        let names = names.iter().filter_map(|(_, name)| name.as_str());
                        found.extend(names.map(|name| match name.strip_prefix('#') {
                            Some(pointer) => pointer.to_owned(),
                            None => format!("/components/schemas/{}", escape(name)),
                        }));
                        references(value, found);
                    }
                    _ => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
