//! Recursive schemas are legal (a session holds its breakout rooms); a schema that can never end is not.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Context, FARTHEST};
use crate::spec::finding::Finding;
use crate::spec::position::escape;
use crate::spec::reached::references;
use crate::spec::value::{entries, flag, items};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = loops(context, Members::Count);
    let looping: HashSet<String> = findings.iter().map(|f| f.pointer.clone()).collect();
    findings.extend(endless(context, &looping));
    findings
}

/// Components that stand for nothing but themselves, `A: {$ref: A}`.
pub(super) fn circles(context: &Context<'_>) -> Vec<Finding> {
    loops(context, Members::DoNot)
}

/// Whether a schema is taken for the same as a member of its `allOf`, `oneOf` or `anyOf`.
#[derive(Clone, Copy, PartialEq)]
enum Members {
    Count,
    DoNot,
}

/// Components that are themselves: `A: {$ref: A}`, or `A: {allOf: [{$ref: A}]}`.
fn loops(context: &Context<'_>, members: Members) -> Vec<Finding> {
    let mut edges: HashMap<String, Vec<String>> = HashMap::new();
    for (section, name, component) in components(context) {
        let mut to = Vec::new();
        same_as(component, members, 0, &mut to);
        edges.insert(format!("/components/{section}/{}", escape(name)), to);
    }
    let mut findings = Vec::new();
    for (section, name, _) in components(context) {
        let start = format!("/components/{section}/{}", escape(name));
        if leads_to(&edges, &start, &start) {
            findings.push(context.finding(
                "infinite-schema",
                &start,
                format!("`{name}` is defined by itself"),
                "break the circle of references: only a property or the items of a list may lead back",
            ));
        }
    }
    findings
}

fn components<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a String, &'a String, &'a Value)> {
    let sections = context
        .document()
        .get("components")
        .and_then(Value::as_object);
    sections.into_iter().flatten().flat_map(|(section, named)| {
        named
            .as_object()
            .into_iter()
            .flatten()
            .map(move |(name, component)| (section, name, component))
    })
}

/// What a component is the same as, or a part of the same thing.
fn same_as(value: &Value, members: Members, depth: usize, found: &mut Vec<String>) {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        found.extend(reference.strip_prefix('#').map(str::to_owned));
        return;
    }
    if depth > FARTHEST || members == Members::DoNot {
        return;
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for member in items(value, keyword) {
            same_as(member, members, depth + 1, found);
        }
    }
}

fn leads_to(edges: &HashMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let mut seen = HashSet::new();
    let mut todo = vec![from];
    while let Some(at) = todo.pop() {
        for next in edges.get(at).into_iter().flatten() {
            if next == to {
                return true;
            }
            if seen.insert(next.as_str()) {
                todo.push(next);
            }
        }
    }
    false
}

/// Named schemas of which no value can be written down, because each must hold another of itself; those that are
/// themselves (`looping`) have been told of.
fn endless(context: &Context<'_>, looping: &HashSet<String>) -> Vec<Finding> {
    let schemas: Vec<(&String, &Value)> = components(context)
        .filter(|(section, ..)| *section == "schemas")
        .map(|(_, name, schema)| (name, schema))
        .collect();
    let pointer = |name: &str| format!("/components/schemas/{}", escape(name));
    // Starting from nothing, a schema has an end when all that it must hold has one; repeated until nothing is added.
    let mut open: Vec<(&str, &Value)> = schemas
        .iter()
        .map(|(name, schema)| (name.as_str(), *schema))
        .filter(|(name, _)| !looping.contains(&pointer(name)))
        .collect();
    loop {
        let names: HashSet<&str> = open.iter().map(|(name, _)| *name).collect();
        open.retain(|(_, schema)| !ends(schema, &|name| !names.contains(name), 0));
        if open.len() == names.len() {
            break;
        }
    }
    let edges: HashMap<String, Vec<String>> = open
        .iter()
        .map(|(name, schema)| (pointer(name), references(schema)))
        .collect();
    open.iter()
        .map(|(name, _)| (name, pointer(name)))
        // What only holds an endless schema is not to blame.
        .filter(|(_, start)| leads_to(&edges, start, start))
        .map(|(name, start)| {
            context.finding(
                "infinite-schema",
                &start,
                format!("no value of `{name}` can ever end: it must hold another one"),
                "make the property that leads back optional, nullable or a list",
            )
        })
        .collect()
}

/// Whether a value of `schema` ends, given the named schemas of which that is known.
fn ends(schema: &Value, finite: &impl Fn(&str) -> bool, depth: usize) -> bool {
    if depth > FARTHEST {
        return true;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        // What is no reference to a schema is told of elsewhere, and here it ends.
        return match reference.strip_prefix("#/components/schemas/") {
            Some(name) => finite(name),
            None => true,
        };
    }
    if flag(schema, "nullable") {
        return true;
    }
    let must: HashSet<&str> = items(schema, "required")
        .filter_map(Value::as_str)
        .collect();
    let ends = |schema: &Value| ends(schema, finite, depth + 1);
    let any =
        |keyword: &str| items(schema, keyword).next().is_none() || items(schema, keyword).any(ends);
    let needs_items = schema
        .get("minItems")
        .and_then(Value::as_u64)
        .is_some_and(|n| n > 0);
    entries(schema, "properties")
        .filter(|(name, _)| must.contains(name.as_str()))
        .all(|(_, property)| ends(property))
        && items(schema, "allOf").all(ends)
        && any("oneOf")
        && any("anyOf")
        && (!needs_items || schema.get("items").is_none_or(ends))
}
