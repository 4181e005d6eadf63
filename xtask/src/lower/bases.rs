//! The pass that turns base schemas into choices.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use crate::lower::choices::extended;
use crate::lower::position::AT;
use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{each_schema, ref_to, schema, schema_ref, schemas, schemas_mut, text};
use crate::text::Taken;

/// A schema with a discriminator that other schemas extend by `allOf` becomes the choice between them. Their shared
/// properties move to a schema with another name. That schema is a member of the choice too if a value may be of the
/// base alone.
///
/// ```yaml
/// Pet: {properties: {kind: {…}}, discriminator: {propertyName: kind, mapping: {dog: Dog}}}   # before
/// Cat: {allOf: [{$ref: Pet}, …]}
/// Pet: {oneOf: [{$ref: Cat}, {$ref: Dog}], discriminator: {propertyName: kind, mapping: {Cat: Cat, dog: Dog}}}   # after
/// PetBase: {properties: {kind: {…}}}
/// Cat: {allOf: [{$ref: PetBase}, …]}
/// ```
pub fn spread_bases(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut taken: Taken = schemas(document).map(|(name, _)| name).collect();
    let children = children(document);
    let bases: BTreeMap<String, String> = schemas(document)
        .filter(|(name, schema)| is_base(schema) && children.contains_key(name.as_str()))
        .map(|(name, _)| (name.clone(), taken.numbered(&format!("{name}Base"))))
        .collect();
    let extending: BTreeSet<&str> = bases
        .keys()
        .flat_map(|base| below(base, &children))
        .collect();
    let choices: Vec<(&String, Value)> = bases
        .keys()
        .filter_map(|name| {
            let members = below(name, &children);
            let extends = extending.contains(name.as_str());
            Some((name, choice(name, members, extends, &bases, document)?))
        })
        .collect();
    if let Some(schemas) = schemas_mut(document) {
        for (name, choice) in choices {
            if let Some(mut base) = schemas.insert(name.clone(), choice) {
                for key in ["discriminator", "nullable"] {
                    base.as_object_mut().and_then(|fields| fields.remove(key));
                }
                schemas.insert(bases[name].clone(), base);
            }
        }
        for schema in schemas.values_mut() {
            // A schema that only refers to its base extends it, too; it is not an alias of it.
            let members = schema.get_mut("allOf").and_then(Value::as_array_mut);
            if let Some(members) = members
                && let [only] = members.as_slice()
                && schema_ref(only).is_some_and(|name| bases.contains_key(name))
            {
                members.push(json!({ "type": "object" }));
            }
        }
    }
    each_schema(document, |node| extend(node, &bases));
    Ok(())
}

/// Whether a schema has properties and a discriminator, and is not a choice yet.
fn is_base(schema: &Value) -> bool {
    let own = schema.pointer("/discriminator/propertyName").is_some();
    own && schema.get("oneOf").or(schema.get("anyOf")).is_none()
}

/// The names of the schemas that extend one, by its name.
fn children(document: &Value) -> BTreeMap<&str, Vec<&str>> {
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in schemas(document) {
        for base in extended(schema) {
            children.entry(base).or_default().push(name);
        }
    }
    children
}

/// The names of the schemas that extend one, directly or indirectly.
fn below<'a>(name: &'a str, children: &BTreeMap<&'a str, Vec<&'a str>>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::from([name]);
    let mut next = 0;
    let mut of = name;
    loop {
        for child in children.get(of).into_iter().flatten() {
            if seen.insert(child) {
                found.push(child);
            }
        }
        match found.get(next) {
            Some(child) => of = child,
            None => return found,
        }
        next += 1;
    }
}

fn choice<'a>(
    name: &'a str,
    mut members: Vec<&'a str>,
    extends_another: bool,
    bases: &BTreeMap<String, String>,
    document: &Value,
) -> Option<Value> {
    let base = schema(document, name)?;
    let discriminator = base.get("discriminator")?;
    let target = |target: &Value| {
        let target = target.as_str().unwrap_or_default();
        target.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let declared: Vec<(&String, String)> = discriminator
        .get("mapping")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(tag, to)| (tag, target(to)))
        .collect();
    let is_mapped = declared.iter().any(|(_, to)| to == name);
    if members.len() == 1 || is_mapped || extends_another {
        members.push(name);
    }
    let mut mapping = Map::new();
    let mut places = Vec::new();
    for member in members {
        let place = ref_to(bases.get(member).map_or(member, String::as_str));
        let mut tags: Vec<&str> = declared
            .iter()
            .filter(|(_, to)| to == member)
            .map(|(tag, _)| tag.as_str())
            .collect();
        if tags.is_empty() {
            tags.push(member);
        }
        for tag in tags {
            mapping.insert(tag.to_owned(), place["$ref"].clone());
        }
        places.push(place);
    }
    let mut choice = json!({
        "oneOf": places,
        "discriminator": { "propertyName": text(discriminator, "propertyName"), "mapping": mapping },
    });
    for key in [AT, "description", "externalDocs", "nullable"] {
        if let Some(value) = base.get(key) {
            choice[key] = value.clone();
        }
    }
    Some(choice)
}

/// A schema that extends a base refers to the shared properties instead. A reference alone is a use of the choice.
fn extend(node: &mut Value, bases: &BTreeMap<String, String>) {
    let has_own = node.get("properties").is_some();
    let Some(members) = node.get_mut("allOf").and_then(Value::as_array_mut) else {
        return;
    };
    if members.len() == 1 && !has_own {
        return;
    }
    for member in members {
        if let Some(base) = schema_ref(member).and_then(|name| bases.get(name)) {
            member["$ref"] = ref_to(base)["$ref"].take();
        }
    }
}
