//! The passes that find out which discriminator values select which member.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::members::{TAGS, extended, is_null, members, members_mut};
use crate::lower::position::{AT, at};
use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{
    FOLLOWED, copy_of_components, each_schema, entries, schema, schema_ref, schemas, schemas_mut,
    target_name, text,
};

/// A choice without a discriminator gets the one of the schema that all its members extend, if that schema has one.
///
/// ```yaml
/// Pet: {discriminator: {propertyName: kind, mapping: {cat: Cat}}, properties: {kind: {…}}}
/// Cat: {allOf: [{$ref: Pet}, …]}
/// oneOf: [{$ref: Cat}, {$ref: Dog}]                                                    # before
/// oneOf: [{$ref: Cat}, {$ref: Dog}], discriminator: {propertyName: kind, mapping: …}   # after
/// ```
pub fn inherit_discriminators(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let with: BTreeMap<String, Value> = schemas(document)
        .filter_map(|(name, schema)| Some((name.clone(), schema.get("discriminator")?.clone())))
        .collect();
    if with.is_empty() {
        return Ok(());
    }
    let known: HashMap<String, Vec<String>> = schemas(document)
        .map(|(name, _)| (name.clone(), ancestors(name, &with, document)))
        .collect();
    each_schema(document, |node| {
        if node.get("discriminator").is_some() {
            return;
        }
        let found = members(node).and_then(|members| shared(members, &known));
        if let Some(discriminator) = found.and_then(|name| with.get(name)) {
            node["discriminator"] = discriminator.clone();
        }
    });
    Ok(())
}

/// The schemas with a discriminator that a schema extends, the nearest first.
fn ancestors(name: &str, with: &BTreeMap<String, Value>, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut next = vec![name];
    while !next.is_empty() {
        let above: Vec<&str> = next
            .iter()
            .filter_map(|name| schema(document, name))
            .flat_map(extended)
            .filter(|name| seen.insert(*name))
            .collect();
        let is_base = |name: &&&str| {
            let choice = schema(document, name).and_then(members);
            with.contains_key(**name) && choice.is_none()
        };
        found.extend(above.iter().filter(is_base).map(|name| (*name).to_owned()));
        next = above;
    }
    found
}

/// The nearest schema that all members extend.
fn shared<'k>(members: &[Value], known: &'k HashMap<String, Vec<String>>) -> Option<&'k String> {
    let mut of_each = members.iter().filter(|member| !is_null(member));
    let of = |member: &Value| known.get(target_name(member)?);
    let first = of(of_each.next()?)?;
    let rest: Option<Vec<&Vec<String>>> = of_each.map(of).collect();
    let rest = rest?;
    first
        .iter()
        .find(|name| rest.iter().all(|further| further.contains(name)))
}

/// Each member of a choice with a discriminator gets its values: those of `mapping`; else the enum values of the
/// property, if they differ between members; else the name of the schema. If a member has no value, or `mapping` names
/// a schema that does not exist, the discriminator is removed. A member without the property gets it, so that its value
/// is not lost.
///
/// ```yaml
/// oneOf: [{$ref: Cat}, {$ref: Dog}], discriminator: {propertyName: kind, mapping: {cat: Cat}}                    # before
/// oneOf: [{$ref: Cat, x-tags: [cat]}, {$ref: Dog, x-tags: [Dog]}], discriminator: {propertyName: kind, mapping: …}  # after
/// Cat: {properties: {name: {…}}}                          # before
/// Cat: {properties: {name: {…}, kind: {type: string}}}    # after
/// ```
pub fn tag_members(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let whole = copy_of_components(document);
    let mut untagged: BTreeSet<(String, String)> = BTreeSet::new();
    each_schema(document, |node| {
        let Some(discriminator) = node.get("discriminator").cloned() else {
            return;
        };
        let key = text(&discriminator, "propertyName");
        let has_own = node
            .pointer("/properties")
            .is_some_and(|own| own.get(key).is_some());
        let Some(members) = members_mut(node) else {
            return;
        };
        let mut seen = HashSet::new();
        members.retain(|member| schema_ref(member).is_none_or(|name| seen.insert(name.to_owned())));
        match tags(members, key, &discriminator, &whole) {
            Some(tags) => {
                for (member, tags) in members.iter_mut().zip(tags) {
                    if !is_null(member) {
                        member[TAGS] = tags.into_iter().collect();
                    }
                    match target_name(member) {
                        Some(name) if !has_own && !has_property(member, key, &whole, 0) => {
                            untagged.insert((name.to_owned(), key.to_owned()));
                        }
                        _ => {}
                    }
                }
            }
            None => {
                _ = node
                    .as_object_mut()
                    .map(|node| node.remove("discriminator"))
            }
        }
    });
    for (name, key) in untagged {
        let schema = schemas_mut(document).and_then(|schemas| schemas.get_mut(&name));
        let Some(schema) = schema else { continue };
        let property = json!({ "type": "string", AT: at(schema) });
        match schema.get_mut("properties").and_then(Value::as_object_mut) {
            Some(properties) => _ = properties.insert(key, property),
            None => schema["properties"] = json!({ key: property }),
        }
    }
    Ok(())
}

/// Whether a member that is an object has this property. Other members count as having it.
fn has_property(member: &Value, key: &str, whole: &Value, depth: usize) -> bool {
    if depth >= FOLLOWED {
        return true;
    }
    let further = |member: &Value| has_property(member, key, whole, depth + 1);
    if let Some(name) = schema_ref(member) {
        return schema(whole, name).is_none_or(further);
    }
    let is_object = ["object", ""].contains(&text(member, "type"));
    let own = member.get("properties").and_then(|all| all.get(key));
    let parts = member.get("allOf").and_then(Value::as_array);
    !is_object
        || own.is_some()
        || members(member).is_some()
        || parts.is_none() && member.get("properties").is_none()
        || parts.is_some_and(|parts| parts.iter().any(further))
}

/// The values of each member, in order. `None` if a member has none.
fn tags(
    members: &[Value],
    key: &str,
    discriminator: &Value,
    whole: &Value,
) -> Option<Vec<BTreeSet<String>>> {
    let names: Vec<HashSet<String>> = members
        .iter()
        .map(|member| names(member, whole, 0))
        .collect();
    let mut tags: Vec<BTreeSet<String>> = vec![BTreeSet::new(); members.len()];
    for (tag, target) in entries(discriminator, "mapping") {
        let target = target.as_str().unwrap_or_default();
        let name = target.rsplit('/').next().unwrap_or_default();
        // If `mapping` names a schema that does not exist, its values select no member: the discriminator is not used.
        schema(whole, name)?;
        if let Some(at) = names.iter().position(|names| names.contains(name)) {
            tags[at].insert(tag.clone());
        }
    }
    let values: Vec<BTreeSet<String>> = members
        .iter()
        .map(|member| values(member, key, whole, 0))
        .collect();
    let mapped = tags.clone();
    let is_elsewhere = |at: usize, value: &String| {
        (0..members.len()).any(|other| {
            other != at && (mapped[other].contains(value) || values[other].contains(value))
        })
    };
    for (at, member) in members.iter().enumerate() {
        if !values[at].iter().any(|value| is_elsewhere(at, value)) {
            tags[at].extend(values[at].iter().cloned());
        }
        if tags[at].is_empty() && !is_null(member) {
            let name = target_name(member)?.to_owned();
            if is_elsewhere(at, &name) {
                return None;
            }
            tags[at].insert(name);
        }
    }
    Some(tags)
}

/// The names of the schemas that a member consists of: its own and, if it is a choice, those of its members.
fn names(member: &Value, whole: &Value, depth: usize) -> HashSet<String> {
    let mut found = HashSet::new();
    let Some(name) = target_name(member) else {
        return found;
    };
    found.insert(name.to_owned());
    let inner = schema(whole, name).and_then(members);
    for inner in inner.into_iter().flatten().filter(|_| depth < FOLLOWED) {
        if target_name(inner) != Some(name) {
            found.extend(names(inner, whole, depth + 1));
        }
    }
    found
}

/// The values that an enum lists for a property of a member.
fn values(member: &Value, key: &str, whole: &Value, depth: usize) -> BTreeSet<String> {
    if depth >= FOLLOWED {
        return BTreeSet::new();
    }
    if let Some(name) = schema_ref(member) {
        return schema(whole, name)
            .map_or_else(BTreeSet::new, |of| values(of, key, whole, depth + 1));
    }
    if let Some(property) = member
        .get("properties")
        .and_then(|properties| properties.get(key))
    {
        return listed(property, whole, depth);
    }
    // A later member of `allOf` narrows an earlier one.
    let parts = member
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .rev();
    let parts = parts.map(|part| values(part, key, whole, depth + 1));
    parts
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn listed(property: &Value, whole: &Value, depth: usize) -> BTreeSet<String> {
    if let Some(target) = target_name(property)
        .and_then(|name| schema(whole, name))
        .filter(|_| depth < FOLLOWED)
    {
        return listed(target, whole, depth + 1);
    }
    let values = property.get("enum").and_then(Value::as_array);
    let values = values
        .into_iter()
        .flatten()
        .filter_map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        });
    values.collect()
}
