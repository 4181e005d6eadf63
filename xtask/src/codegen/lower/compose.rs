//! The pass that turns `allOf` into plain objects.

use serde_json::{Map, Value};

use super::overlap;
use crate::codegen::document::{at, children_mut, each_schema, ref_to, schema, schema_ref};
use crate::codegen::problem::{Problem, Problems, unless_any};
use crate::codegen::settings::Settings;

/// How deep `allOf` may nest before it is taken for a schema that contains itself.
const DEEPEST: usize = 32;

/// Keywords that say what a schema is, as opposed to what is written about it.
const SHAPE: [&str; 6] = [
    "type",
    "properties",
    "items",
    "additionalProperties",
    "oneOf",
    "anyOf",
];

/// Members of `allOf` are merged into one object; a single reference stays a reference.
///
/// ```yaml
/// allOf: [{$ref: Participant}, {properties: {token: {…}}, required: [token]}]   # before
/// properties: {id: {…}, …, token: {…}}, required: [id, …, token]                # after
/// allOf: [{$ref: Participant}], description: Who joined.                        # before and after
/// ```
///
/// A member that is no object cannot be merged, and what members say of one property must agree: else a problem.
pub fn flatten_all_of(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut whole = Value::Object(Map::new());
    whole["components"] = document["components"].clone();
    let mut problems = Vec::new();
    each_schema(document, |node| {
        // What contradicts itself is met again wherever it is referred to.
        if let Err(problem) = flatten(node, &whole, 0)
            && !problems.contains(&problem)
        {
            problems.push(problem);
        }
    });
    unless_any(problems, ())
}

fn flatten(node: &mut Value, whole: &Value, depth: usize) -> Result<(), Problem> {
    let Some(members) = node.get("allOf").and_then(Value::as_array).cloned() else {
        return Ok(());
    };
    let pointer = at(node).to_owned();
    let plain = !SHAPE.iter().any(|key| node.get(key).is_some());
    if let ([single], true) = (members.as_slice(), plain) {
        match schema_ref(single) {
            Some(name) => node["allOf"] = Value::Array(vec![ref_to(name)]),
            None => replace_with_member(node, single),
        }
        return flatten_inner(node, whole, depth);
    }
    let mut merged = Map::new();
    let mut own = node.as_object().cloned().unwrap_or_default();
    own.remove("allOf");
    for member in &members {
        merge(&mut merged, object(member, whole, &pointer, depth)?, whole)?;
    }
    merge(&mut merged, own, whole)?;
    merged.insert("type".to_owned(), Value::from("object"));
    *node = Value::Object(merged);
    flatten_below(node, whole, depth + 1)
}

/// What came from another schema came as it was written.
fn flatten_below(node: &mut Value, whole: &Value, depth: usize) -> Result<(), Problem> {
    for child in children_mut(node) {
        flatten_below(child, whole, depth)?;
        flatten(child, whole, depth)?;
    }
    Ok(())
}

/// After a single inline member took its holder's place it may be an `allOf` itself.
fn flatten_inner(node: &mut Value, whole: &Value, depth: usize) -> Result<(), Problem> {
    let single_ref = node
        .get("allOf")
        .and_then(Value::as_array)
        .is_some_and(|members| members.len() == 1 && schema_ref(&members[0]).is_some());
    if single_ref || depth >= DEEPEST {
        return Ok(());
    }
    flatten(node, whole, depth + 1)
}

fn replace_with_member(node: &mut Value, member: &Value) {
    if let Some(fields) = node.as_object_mut() {
        fields.remove("allOf");
        for (key, value) in member.as_object().into_iter().flatten() {
            fields.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
}

/// The object that a member of `allOf` is, with its own `allOf` merged.
fn object(
    member: &Value,
    whole: &Value,
    pointer: &str,
    depth: usize,
) -> Result<Map<String, Value>, Problem> {
    if depth >= DEEPEST {
        return Err(Problem::new(
            pointer,
            "this `allOf` contains itself",
            "break the circle: refer to the schema from a property instead",
        ));
    }
    let mut resolved = match schema_ref(member) {
        Some(name) => schema(whole, name).cloned().unwrap_or_default(),
        None => member.clone(),
    };
    if let Some(inner) = resolved.get("$ref").and_then(Value::as_str) {
        let inner = serde_json::json!({ "$ref": inner });
        return object(&inner, whole, pointer, depth + 1);
    }
    if let Some(members) = resolved.get("allOf").and_then(Value::as_array).cloned() {
        let mut merged = Map::new();
        for inner in &members {
            merge(
                &mut merged,
                object(inner, whole, pointer, depth + 1)?,
                whole,
            )?;
        }
        if let Some(fields) = resolved.as_object_mut() {
            fields.remove("allOf");
            merge(&mut merged, fields.clone(), whole)?;
        }
        return Ok(merged);
    }
    let is_object = resolved
        .get("type")
        .and_then(Value::as_str)
        .is_none_or(|kind| kind == "object");
    let is_choice = resolved.get("oneOf").or(resolved.get("anyOf")).is_some();
    match resolved {
        Value::Object(fields) if is_object && !is_choice => Ok(fields),
        _ => Err(Problem::new(
            pointer,
            "`allOf` joins something that is not an object",
            "write out the one schema that is meant",
        )),
    }
}

/// Merges `from` into `into`: properties and `required` are joined, what a member says later replaces earlier words. What
/// two members say of the same property must agree.
pub(super) fn merge(
    into: &mut Map<String, Value>,
    from: Map<String, Value>,
    whole: &Value,
) -> Result<(), Problem> {
    for (key, value) in from {
        match (key.as_str(), into.get_mut(&key), value) {
            ("properties", Some(Value::Object(old)), Value::Object(new)) => {
                for (name, property) in new {
                    match old.get_mut(&name) {
                        Some(known) => *known = overlap::both(&name, known, &property, whole)?,
                        None => {
                            old.insert(name, property);
                        }
                    }
                }
            }
            ("required", Some(Value::Array(old)), Value::Array(new)) => {
                for name in new {
                    if !old.contains(&name) {
                        old.push(name);
                    }
                }
            }
            ("additionalProperties", Some(known @ Value::Object(_)), new @ Value::Object(_)) => {
                *known = overlap::both("additionalProperties", known, &new, whole)?;
            }
            (_, _, value) => {
                into.insert(key, value);
            }
        }
    }
    Ok(())
}
