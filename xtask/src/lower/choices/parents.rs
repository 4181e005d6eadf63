//! The pass for choices that their own members extend.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::members::{extended, members};
use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{CHOICES, ref_to, schema_ref, schemas, schemas_mut, target_name};
use crate::text::Taken;

/// If the members of a choice extend the choice itself, its other keywords move to a base schema, which they extend
/// instead.
///
/// ```yaml
/// Pet: {oneOf: [{$ref: Cat}], properties: {id: {…}}}   # before
/// Cat: {allOf: [{$ref: Pet}, …]}
/// Pet: {oneOf: [{$ref: Cat}]}                          # after
/// PetBase: {properties: {id: {…}}}
/// Cat: {allOf: [{$ref: PetBase}, …]}
/// ```
pub fn detach_parents(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut taken: Taken = schemas(document).map(|(name, _)| name).collect();
    let mut bases: BTreeMap<String, String> = BTreeMap::new();
    let mut children: BTreeSet<(String, String)> = BTreeSet::new();
    let mut whole_families: BTreeSet<String> = BTreeSet::new();
    for (name, schema) in schemas(document) {
        let Some(members) = members(schema) else {
            continue;
        };
        let extends = |member: &&Value| {
            let member = target_name(member)?;
            let found = crate::openapi::schema(document, member)?;
            extended(found)
                .contains(&name.as_str())
                .then(|| member.to_owned())
        };
        let found: Vec<String> = members
            .iter()
            .filter_map(|member| extends(&member))
            .collect();
        if found.is_empty() {
            continue;
        }
        if found.len() == members.len() {
            whole_families.insert(name.clone());
        }
        bases.insert(name.clone(), taken.numbered(&format!("{name}Base")));
        children.extend(found.into_iter().map(|child| (child, name.clone())));
    }
    let Some(schemas) = schemas_mut(document) else {
        return Ok(());
    };
    for (name, base) in &bases {
        let Some(parent) = schemas.get_mut(name).and_then(Value::as_object_mut) else {
            continue;
        };
        let mut shared = parent.clone();
        shared.retain(|key, _| !CHOICES.contains(&key.as_str()) && !ASIDE.contains(&key.as_str()));
        shared.insert("type".to_owned(), Value::from("object"));
        if whole_families.contains(name) {
            let kept: Map<String, Value> = std::mem::take(parent)
                .into_iter()
                .filter(|(key, _)| !SHAPE.contains(&key.as_str()))
                .collect();
            *parent = kept;
        }
        schemas.insert(base.clone(), Value::Object(shared));
    }
    for (child, parent) in children {
        if let Some(child) = schemas.get_mut(&child) {
            extend(child, &parent, &bases[&parent]);
        }
    }
    Ok(())
}

/// Keywords of the choice that the base schema does not get.
const ASIDE: [&str; 2] = ["discriminator", "nullable"];

/// Keywords of an object. If all members extend the choice, they are removed from it.
const SHAPE: [&str; 5] = [
    "type",
    "properties",
    "required",
    "allOf",
    "additionalProperties",
];

fn extend(child: &mut Value, parent: &str, base: &str) {
    let members = child.get_mut("allOf").and_then(Value::as_array_mut);
    for member in members.into_iter().flatten() {
        if schema_ref(member) == Some(parent) {
            member["$ref"] = ref_to(base)["$ref"].take();
        } else {
            extend(member, parent, base);
        }
    }
}
