//! Passes over named schemas that are no types of their own.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use crate::lower::position::{AT, OF_THE_PROPERTY, at};
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::openapi::{
    FOLLOWED, VALUE_FORMATS, children_mut, component, each_schema, flag, in_cycles, ref_to,
    references, schema_ref, schemas, schemas_mut, target_name, text,
};

/// A named schema becomes a Rust type when it is an object with properties, a choice, or a text (an id or an enum).
/// Every other name (a list, a map, a number, a time, another name) is replaced by the schema that it refers to:
///
/// ```yaml
/// items: {$ref: Tags}                       # before, with Tags: {type: array, items: {type: string}}
/// items: {type: array, items: {type: string}}   # after
/// Tree: {type: array, items: {$ref: Tree}}             # before
/// Tree: {oneOf: [{type: array, items: {$ref: Tree}}]}  # after
/// ```
pub fn inline_aliases(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    name_recursive(document);
    let aliases: BTreeMap<String, Value> = schemas(document)
        .filter(|(_, schema)| !is_type(schema))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    let followed = follow_all(&aliases);
    let mut problems = Vec::new();
    if let Some(components) = schemas_mut(document) {
        components.retain(|name, _| !aliases.contains_key(name));
    }
    each_schema(document, |node| {
        take_single_member(node);
        if let Err(problem) = resolve(node, &followed, 0) {
            problems.push(problem);
        }
    });
    unless_any(problems, ())
}

/// A list or a map that contains itself is a choice of one, which is a type of its own.
fn name_recursive(document: &mut Value) {
    let mut edges: HashMap<String, Vec<String>> = schemas(document)
        .filter(|(_, schema)| !is_type(schema))
        .map(|(name, schema)| (name.clone(), names_in(schema)))
        .collect();
    let mut names: Vec<String> = in_cycles(&edges).into_iter().map(str::to_owned).collect();
    names.sort();
    for name in names {
        // Another name of the cycle may be a type by now.
        if !leads_back(&name, &edges) {
            continue;
        }
        let schema = schemas_mut(document).and_then(|schemas| schemas.get_mut(&name));
        let Some(schema) = schema else { continue };
        if schema.get("items").is_none() && schema.get("additionalProperties").is_none() {
            continue;
        }
        edges.remove(&name);
        let mut outside = json!({ AT: at(schema) });
        if let Some(fields) = schema.as_object_mut() {
            for key in [
                "title",
                "description",
                "externalDocs",
                "nullable",
                "deprecated",
                "example",
            ] {
                if let Some(value) = fields.remove(key) {
                    outside[key] = value;
                }
            }
        }
        outside["oneOf"] = json!([schema.take()]);
        *schema = outside;
    }
}

/// The names of the schemas that a schema refers to.
fn names_in(schema: &Value) -> Vec<String> {
    let pointers = references(schema).into_iter();
    let names = pointers.filter_map(|it| component(&it).map(str::to_owned));
    names.collect()
}

/// Whether references between aliases lead from one to itself.
fn leads_back(name: &str, edges: &HashMap<String, Vec<String>>) -> bool {
    let below = |name: &str| edges.get(name).into_iter().flatten();
    let mut open: Vec<&String> = below(name).collect();
    let mut seen = HashSet::new();
    while let Some(next) = open.pop() {
        if next == name {
            return true;
        }
        if seen.insert(next) {
            open.extend(below(next));
        }
    }
    false
}

/// Whether a named schema is a type of its own.
fn is_type(schema: &Value) -> bool {
    if schema_ref(schema).is_some() || schema.get("allOf").is_some() {
        return false;
    }
    if schema.get("oneOf").is_some() || has_properties(schema) {
        return true;
    }
    let is_value = VALUE_FORMATS.contains(&text(schema, "format"))
        || flag(schema, "x-secret")
        || flag(schema, "x-secret-url")
        || flag(schema, "x-timestamp");
    text(schema, "type") == "string" && !is_value
}

/// Whether a schema is an object with at least one property.
pub fn has_properties(schema: &Value) -> bool {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|properties| !properties.is_empty())
}

/// The only member of an `allOf`, which was an alias, replaces its parent.
fn take_single_member(node: &mut Value) {
    let member = match node
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([only]) if schema_ref(only).is_none() => only.clone(),
        _ => return,
    };
    if let (Some(fields), Value::Object(member)) = (node.as_object_mut(), member) {
        fields.remove("allOf");
        for (key, value) in member {
            fields.entry(key).or_insert(value);
        }
    }
}

/// Each alias with the keywords of the aliases that it leads to, the nearest first. `None` for a cycle.
type Followed<'a> = BTreeMap<&'a str, Option<Value>>;

/// Follows every alias once: chains can have any length.
fn follow_all(aliases: &BTreeMap<String, Value>) -> Followed<'_> {
    let mut followed = Followed::new();
    for start in aliases.keys() {
        let (mut chain, mut seen) = (Vec::new(), HashSet::new());
        let mut next = aliases.get_key_value(start);
        let mut end = None;
        while let Some((name, schema)) = next {
            if let Some(known) = followed.get(name.as_str()) {
                end = Some(known.clone());
                break;
            }
            if !seen.insert(name) {
                end = Some(None);
                break;
            }
            chain.push((name, schema));
            next = target_name(schema).and_then(|name| aliases.get_key_value(name));
        }
        for (name, schema) in chain.into_iter().rev() {
            let whole = match end {
                None => Some(schema.clone()),
                Some(end) => end.map(|end| with_own(end, schema)),
            };
            followed.insert(name, whole.clone());
            end = Some(whole);
        }
    }
    followed
}

/// The target of a reference, with the keywords beside the reference.
fn with_own(mut target: Value, node: &Value) -> Value {
    if let (Some(target), Some(own)) = (target.as_object_mut(), node.as_object()) {
        for (key, value) in own {
            if key != "$ref" && key != "allOf" {
                target.insert(key.clone(), value.clone());
            }
        }
    }
    target
}

fn resolve(node: &mut Value, aliases: &Followed<'_>, depth: usize) -> Result<(), Problem> {
    let found = target_name(node).and_then(|name| aliases.get(name));
    if let Some(target) = found {
        let Some(target) = target.clone().filter(|_| depth < FOLLOWED) else {
            return Err(Problem::new(
                at(node),
                "this schema only refers to itself",
                "give one of the schemas in the cycle a type",
            ));
        };
        *node = with_own(target, node);
    }
    if depth > 0 || found.is_some() {
        for child in children_mut(node) {
            resolve(child, aliases, depth + 1)?;
        }
    }
    Ok(())
}

/// `nullable` on a named schema moves to every place that refers to it: a type is never null, a place may be. It is
/// removed from the members of choices, which are nullable themselves (`lift_null`). To the places move also
/// `readOnly` and `writeOnly`, which are about a property. A wrapper that adds only documentation is replaced by its
/// reference, with the documentation as `x-description`.
///
/// ```yaml
/// storage: {$ref: StorageConfig}                        # before, with StorageConfig: {nullable: true, …}
/// storage: {allOf: [{$ref: StorageConfig}], nullable: true}   # after
/// storage: {allOf: [{$ref: StorageConfig}], description: d}                     # before
/// storage: {allOf: [{$ref: StorageConfig}], nullable: true, x-description: d}   # after
/// ```
pub fn move_keywords_to_references(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut nullable = HashSet::new();
    // Whether only one side sets a property can be stated in its schema, too.
    let mut one_way: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, schema) in schemas_mut(document).into_iter().flatten() {
        let null_listed = null_in_enum(schema);
        if let Some(fields) = schema.as_object_mut()
            && (fields.remove("nullable") == Some(Value::Bool(true)) || null_listed)
        {
            nullable.insert(name.clone());
        }
        let keys = ["readOnly", "writeOnly"].into_iter();
        let keys: Vec<&str> = keys.filter(|key| flag(schema, key)).collect();
        one_way.insert(name.clone(), keys);
    }
    each_schema(document, |node| {
        // The member of a wrapper was visited before the wrapper.
        if let Some([only]) = node
            .get("allOf")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            && schema_ref(only).is_none()
            && flag(only, "nullable")
            && let Some(name) = target_name(only)
        {
            node["allOf"] = json!([ref_to(name)]);
            node["nullable"] = Value::Bool(true);
        }
        let Some(name) = target_name(node).map(str::to_owned) else {
            if node.get("enum").is_some() && null_in_enum(node) {
                node["nullable"] = Value::Bool(true);
            }
            let members = node.get_mut("oneOf").and_then(Value::as_array_mut);
            members.into_iter().flatten().for_each(forbid_null);
            return;
        };
        let is_nullable = flag(node, "nullable") || nullable.contains(&name);
        let mut place = json!({ AT: at(node) });
        for key in [
            "description",
            "readOnly",
            "writeOnly",
            "example",
            "deprecated",
            "externalDocs",
        ] {
            if let Some(value) = node.get(key) {
                place[format!("x-{key}")] = value.clone();
            }
        }
        for key in one_way.get(&name).into_iter().flatten() {
            place[format!("x-{key}")] = Value::Bool(true);
        }
        for key in OF_THE_PROPERTY {
            if let Some(value) = node.get(key) {
                place[key] = value.clone();
            }
        }
        let reference = json!({ "$ref": format!("{}{name}", crate::openapi::SCHEMAS) });
        if is_nullable {
            place["allOf"] = json!([reference]);
            place["nullable"] = Value::Bool(true);
        } else {
            place["$ref"] = reference["$ref"].clone();
        }
        *node = place;
    });
    Ok(())
}

/// Removes `nullable` from the member of a choice.
fn forbid_null(member: &mut Value) {
    let name = target_name(member).map(ref_to);
    let Some(fields) = member.as_object_mut() else {
        return;
    };
    if fields.remove("nullable").is_some()
        && let Some(Value::Object(reference)) = name
    {
        fields.remove("allOf");
        fields.extend(reference);
    }
}

/// Removes null from an enum, and the enum if it has no other values: then only null can be sent (`x-only-null`). Returns
/// whether it listed null.
fn null_in_enum(schema: &mut Value) -> bool {
    let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) else {
        return false;
    };
    let before = values.len();
    values.retain(|value| !value.is_null());
    let (found, is_empty) = (values.len() < before, values.is_empty());
    if let Some(fields) = schema.as_object_mut().filter(|_| is_empty) {
        fields.remove("enum");
        fields.insert("x-only-null".to_owned(), Value::Bool(found));
    }
    found
}
