//! Recursive schemas are valid (a session has breakout rooms). A schema whose values would be infinitely deep is not.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::{
    self, FOLLOWED, SCHEMAS, entries, escape, flag, in_cycles, items, reference, references, target,
};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = loops(context, Members::Count);
    let looping: HashSet<String> = findings.iter().map(|f| f.pointer.clone()).collect();
    findings.extend(endless(context, &looping));
    findings
}

/// Components that only refer to themselves, `A: {$ref: A}`.
pub(super) fn cycles(context: &Context<'_>) -> Vec<Finding> {
    loops(context, Members::DoNot)
}

/// Whether a schema is treated as identical to a member of its `allOf`, `oneOf` or `anyOf`.
#[derive(Clone, Copy, PartialEq)]
enum Members {
    Count,
    DoNot,
}

/// Components that are defined by themselves: `A: {$ref: A}`, or `A: {allOf: [{$ref: A}]}`.
fn loops(context: &Context<'_>, members: Members) -> Vec<Finding> {
    let families = families(context);
    let mut edges: HashMap<String, Vec<String>> = HashMap::new();
    for (section, name, component) in components(context) {
        let mut to = Vec::new();
        same_as(component, members, 0, &mut to);
        // Between a parent and its children, only references to the parent count.
        to.retain(|child| !families.contains(&(child.clone(), name.clone())));
        edges.insert(format!("/components/{section}/{}", escape(name)), to);
    }
    let mut findings = Vec::new();
    let in_cycles = in_cycles(&edges);
    for (section, name, _) in components(context) {
        let start = format!("/components/{section}/{}", escape(name));
        if in_cycles.contains(start.as_str()) {
            findings.push(context.spec.finding(
                "infinite-schema",
                &start,
                format!("`{name}` is defined by itself"),
                "break the cycle of references: only a property or the items of a list may refer back",
            ));
        }
    }
    findings
}

/// Members of a choice that extend the choice itself, as pointers, with the name of the choice. They consist of the
/// keywords beside the choice and their own.
fn families(context: &Context<'_>) -> HashSet<(String, String)> {
    let schemas = || components(context).filter(|(section, ..)| *section == "schemas");
    let by_name: HashMap<&str, &Value> = schemas()
        .map(|(_, name, schema)| (name.as_str(), schema))
        .collect();
    let mut families = HashSet::new();
    for (_, parent, schema) in schemas() {
        for member in items(schema, "oneOf").chain(items(schema, "anyOf")) {
            let child = reference(member).and_then(|reference| reference.strip_prefix(SCHEMAS));
            let Some(child) = child else { continue };
            // A child without keywords of its own is an alias of its parent.
            let adds = |child: &&&Value| {
                items(child, "allOf").count() > 1 || child.get("properties").is_some()
            };
            let extends = by_name
                .get(child)
                .filter(adds)
                .is_some_and(|child| extended(child, 0).contains(&parent.as_str()));
            if extends {
                let pointer = format!("/components/schemas/{}", escape(child));
                families.insert((pointer, parent.clone()));
            }
        }
    }
    families
}

/// The schemas that a schema extends by `allOf`.
fn extended(schema: &Value, depth: usize) -> Vec<&str> {
    let members = items(schema, "allOf").filter(|_| depth <= FOLLOWED);
    members
        .flat_map(|member| match reference(member) {
            Some(reference) => reference.strip_prefix(SCHEMAS).into_iter().collect(),
            None => extended(member, depth + 1),
        })
        .collect()
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

/// The components to which a component is identical, or of which it is a part.
fn same_as(value: &Value, members: Members, depth: usize, found: &mut Vec<String>) {
    if reference(value).is_some() {
        found.extend(target(value).map(str::to_owned));
        return;
    }
    if depth > FOLLOWED || members == Members::DoNot {
        return;
    }
    for member in openapi::members(value) {
        same_as(member, members, depth + 1, found);
    }
}

/// Named schemas without finite values, because each value must contain another one. Schemas that are defined by
/// themselves (`looping`) were already reported.
fn endless(context: &Context<'_>, looping: &HashSet<String>) -> Vec<Finding> {
    let schemas: Vec<(&String, &Value)> = components(context)
        .filter(|(section, ..)| *section == "schemas")
        .map(|(_, name, schema)| (name, schema))
        .collect();
    let pointer = |name: &str| format!("/components/schemas/{}", escape(name));
    let candidates: Vec<(&str, &Value)> = schemas
        .iter()
        .map(|(name, schema)| (name.as_str(), *schema))
        .filter(|(name, _)| !looping.contains(&pointer(name)))
        .collect();
    let families = families(context);
    let extends =
        |child: &str, parent: &str| families.contains(&(pointer(child), parent.to_owned()));
    let open = without_end(&candidates, &pointer, &extends);
    let edges: HashMap<String, Vec<String>> = open
        .iter()
        .map(|(name, schema)| (pointer(name), references(schema)))
        .collect();
    let in_cycles = in_cycles(&edges);
    open.iter()
        .map(|(name, _)| (name, pointer(name)))
        // A schema that only contains an infinite one is not the cause.
        .filter(|(_, start)| in_cycles.contains(start.as_str()))
        .map(|(name, start)| {
            context.spec.finding(
                "infinite-schema",
                &start,
                format!("every value of `{name}` must contain another one, without end"),
                "make the recursive property optional, nullable or a list",
            )
        })
        .collect()
}

/// The schemas without finite values. A schema is finite if everything that it requires is finite. Whenever a schema is
/// found to be finite, those that refer to it are checked again.
fn without_end<'v>(
    candidates: &[(&'v str, &'v Value)],
    pointer: &impl Fn(&str) -> String,
    extends: &impl Fn(&str, &str) -> bool,
) -> Vec<(&'v str, &'v Value)> {
    let mut referring: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (_, schema)) in candidates.iter().enumerate() {
        let mut to = references(schema);
        to.sort_unstable();
        to.dedup();
        for pointer in to {
            referring.entry(pointer).or_default().push(at);
        }
    }
    let mut open: HashSet<&str> = candidates.iter().map(|(name, _)| *name).collect();
    let mut todo: Vec<usize> = (0..candidates.len()).collect();
    while let Some(at) = todo.pop() {
        let Some((name, schema)) = candidates.get(at) else {
            continue;
        };
        if open.contains(name)
            && ends(
                schema,
                &|other| !open.contains(other) || extends(name, other),
                0,
            )
        {
            open.remove(name);
            todo.extend(referring.get(&pointer(name)).into_iter().flatten());
        }
    }
    let candidates = candidates.iter().copied();
    candidates.filter(|(name, _)| open.contains(name)).collect()
}

/// Whether a value of `schema` can be finite, given the named schemas that are known to be.
fn ends(schema: &Value, finite: &impl Fn(&str) -> bool, depth: usize) -> bool {
    if depth > FOLLOWED {
        return true;
    }
    if let Some(reference) = reference(schema) {
        // Another rule reports a reference to something else. Here it counts as finite.
        return match reference.strip_prefix(SCHEMAS) {
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
