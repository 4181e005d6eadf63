//! Members of an `allOf` that contradict each other.

use std::collections::HashMap;

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::{Object, contradiction, entries, escape, items};

/// A member of an `allOf`, or what stands beside it, with its pointer.
type Part<'a> = (String, &'a Value);

pub(super) fn check<'a>(context: &Context<'a>, schema: &Object<'a>, findings: &mut Vec<Finding>) {
    let members = items(schema.value, "allOf").enumerate();
    let members = members.filter_map(|(at, member)| {
        context.resolve_at(&format!("{}/allOf/{at}", schema.pointer), member)
    });
    let mut parts: Vec<Part<'a>> = members.collect();
    if parts.is_empty() {
        return;
    }
    properties(context, &parts, findings);
    parts.push((schema.pointer.clone(), schema.value));
    for number in 0..parts.len() {
        further_properties(context, &parts, number, findings);
    }
}

/// Members that contradict each other about a property that they describe, or about further properties.
fn properties<'a>(context: &Context<'a>, members: &[Part<'a>], findings: &mut Vec<Finding>) {
    let mut known: HashMap<String, &Value> = HashMap::new();
    for (pointer, member) in members {
        let properties = entries(member, "properties");
        let properties =
            properties.map(|(name, property)| (name.as_str(), place_of(name), property));
        let key = "additionalProperties";
        let others = member.get(key).filter(|others| others.is_object());
        let others = others.map(|others| (key, key.to_owned(), others));
        for (name, place, property) in properties.chain(others) {
            let Some(property) = context.resolve(property) else {
                continue;
            };
            let Some(earlier) = known.insert(place.clone(), property) else {
                continue;
            };
            if let Some(reason) = contradiction(earlier, property) {
                findings.push(conflict(
                    context,
                    &format!("{pointer}/{place}"),
                    name,
                    &reason,
                ));
            }
        }
    }
}

/// A part whose `additionalProperties` contradicts the properties of other parts: it applies to all keys that the part
/// itself does not describe.
fn further_properties<'a>(
    context: &Context<'a>,
    parts: &[Part<'a>],
    number: usize,
    findings: &mut Vec<Finding>,
) {
    let Some((pointer, part)) = parts.get(number) else {
        return;
    };
    let Some(further) = part.get("additionalProperties") else {
        return;
    };
    let own = part.get("properties").unwrap_or(&Value::Null);
    let others = parts
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != number);
    let others = others.flat_map(|(_, (pointer, other))| {
        entries(other, "properties").map(move |(name, property)| (pointer, name, property))
    });
    let mut others = others.filter(|(_, name, _)| own.get(name).is_none());
    if further == &Value::Bool(false) {
        if let Some((_, name, _)) = others.next() {
            findings.push(context.about_value(
                "closed-member",
                &format!("{pointer}/additionalProperties"),
                format!("`{name}` of another part of the `allOf` is not allowed here"),
                "remove `additionalProperties: false`, or describe all properties in one schema",
            ));
        }
        return;
    }
    let Some(further) = context.resolve(further) else {
        return;
    };
    for (pointer, name, property) in others {
        let property = context.resolve(property);
        if let Some(reason) = property.and_then(|property| contradiction(further, property)) {
            findings.push(conflict(
                context,
                &format!("{pointer}/{}", place_of(name)),
                name,
                &reason,
            ));
        }
    }
}

fn place_of(property: &str) -> String {
    format!("properties/{}", escape(property))
}

fn conflict(context: &Context<'_>, pointer: &str, name: &str, reason: &str) -> Finding {
    context.about_value(
        "conflicting-members",
        pointer,
        format!("the members of `allOf` contradict each other: `{name}` {reason}"),
        "no value matches both: change one of them, or rename the property",
    )
}
