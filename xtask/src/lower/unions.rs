//! The passes over `oneOf` and `anyOf`.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::lower::choices::is_null;
use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::openapi::{
    CHOICES, copy_of_components, each_schema, flag, follow, is_nothing, items, schema_ref, schemas,
    target_name, text, texts,
};

/// A schema that allows nothing is removed from alternatives, and is `false` for other keys.
///
/// ```yaml
/// anyOf: [{not: {}}, {type: string}]                               # before
/// anyOf: [{type: string}]                                          # after
/// additionalProperties: {not: {}}                                  # before
/// additionalProperties: false                                      # after
/// ```
pub fn drop_impossible(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_schema(document, |node| {
        for choice in CHOICES {
            if let Some(Value::Array(members)) = node.get_mut(choice)
                && !members.iter().all(is_nothing)
            {
                members.retain(|member| !is_nothing(member));
            }
        }
        if let Some(others) = node.get_mut("additionalProperties")
            && is_nothing(others)
        {
            *others = Value::Bool(false);
        }
    });
    Ok(())
}

/// `anyOf` is read as `oneOf`. A member that is only null makes the others nullable. A choice with one member becomes
/// that member. A choice of strings becomes one open enum. `not` is not checked; lint warns about it.
///
/// ```yaml
/// oneOf: [{$ref: Pet}, {enum: [null]}]                             # before
/// allOf: [{$ref: Pet}], nullable: true                             # after
/// anyOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]    # before
/// type: string, enum: [a, b]                                       # after
/// type: string, not: {enum: [a]}                                   # before
/// type: string                                                     # after
/// ```
pub fn collapse_unions(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    each_schema(document, |node| {
        if let Some(fields) = node.as_object_mut() {
            fields.remove("not");
        }
        if let Err(problem) = collapse(node) {
            problems.push(problem);
        }
    });
    unless_any(problems, ())
}

fn collapse(node: &mut Value) -> Result<(), Problem> {
    let pointer = at(node).to_owned();
    let Some(fields) = node.as_object_mut() else {
        return Ok(());
    };
    let one_of = fields.remove("oneOf");
    let any_of = fields.remove("anyOf");
    let mut members = match (one_of, any_of) {
        (None, None) => return Ok(()),
        (Some(Value::Array(members)), None) | (None, Some(Value::Array(members))) => members,
        _ => {
            return Err(Problem::new(
                pointer,
                "a schema has both `oneOf` and `anyOf`",
                "keep one of them",
            ));
        }
    };
    if fields.contains_key("properties") {
        // Conditions on which properties must occur together are removed, because the properties themselves are
        // described.
        if members
            .iter()
            .all(|member| member.get("properties").is_none() && schema_ref(member).is_none())
        {
            return Ok(());
        }
        return Err(Problem::new(
            pointer,
            "an object with properties of its own is also a choice (`oneOf`/`anyOf`)",
            "put the common properties into every member, or into a property of their own",
        ));
    }
    let before = members.len();
    members.retain(|member| !is_null(member));
    if members.len() < before {
        fields.insert("nullable".to_owned(), Value::Bool(true));
    }
    if let Some(values) = texts_only(&members) {
        if members.iter().any(is_any_text) {
            fields.insert("x-open".to_owned(), Value::Bool(true));
        }
        if members.iter().any(|member| flag(member, "nullable")) {
            fields.insert("nullable".to_owned(), Value::Bool(true));
        }
        fields.insert("type".to_owned(), Value::from("string"));
        fields.insert("enum".to_owned(), values);
        return Ok(());
    }
    match members.as_slice() {
        [] => Err(Problem::new(
            pointer,
            "a choice without members",
            "name at least one schema",
        )),
        [single] if schema_ref(single).is_some() => {
            let reference = single["$ref"].clone();
            fields.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
            Ok(())
        }
        [single] => {
            for (key, value) in single.as_object().into_iter().flatten() {
                fields.entry(key.clone()).or_insert_with(|| value.clone());
            }
            Ok(())
        }
        _ => {
            fields.remove("type");
            fields.insert("oneOf".to_owned(), Value::Array(members));
            Ok(())
        }
    }
}

fn is_any_text(member: &Value) -> bool {
    let more = ["format", "enum"]
        .iter()
        .any(|key| member.get(key).is_some());
    text(member, "type") == "string" && !more
}

/// The values of all members if every member is a string. If one of them is any string, the result is an open enum,
/// too.
fn texts_only(members: &[Value]) -> Option<Value> {
    let mut values: Vec<Value> = Vec::new();
    let mut seen: HashSet<Option<&str>> = HashSet::new();
    for member in members {
        if is_any_text(member) {
            continue;
        }
        for value in member.get("enum")?.as_array()? {
            if !value.is_string() && !value.is_null() {
                return None;
            }
            if seen.insert(value.as_str()) {
                values.push(value.clone());
            }
        }
    }
    (!values.is_empty()).then_some(Value::Array(values))
}

/// A choice with a member that may be null is nullable. `move_keywords_to_references` then removes `nullable` from the
/// members, so that null is read and sent in one way.
///
/// ```yaml
/// oneOf: [{type: string, nullable: true}, {type: integer}]                   # before
/// oneOf: [{type: string, nullable: true}, {type: integer}], nullable: true   # after
/// ```
pub fn lift_null(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut choices: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open: Vec<&str> = Vec::new();
    for (name, schema) in schemas(document) {
        for member in named_members(schema) {
            choices.entry(member).or_default().push(name);
        }
        if may_be_null(schema) {
            open.push(name);
        }
    }
    let mut nullable: HashSet<String> = HashSet::new();
    while let Some(name) = open.pop() {
        if nullable.insert(name.to_owned()) {
            open.extend(choices.get(name).into_iter().flatten());
        }
    }
    each_schema(document, |node| {
        let is_nullable = items(node, "oneOf").any(may_be_null)
            || named_members(node)
                .iter()
                .any(|name| nullable.contains(*name));
        if is_nullable {
            node["nullable"] = Value::Bool(true);
        }
    });
    Ok(())
}

/// The names of the members of a choice, and of the choices inside it.
fn named_members(choice: &Value) -> Vec<&str> {
    let members = items(choice, "oneOf");
    members
        .flat_map(|member| match target_name(member) {
            Some(name) => vec![name],
            None => named_members(member),
        })
        .collect()
}

/// Whether a schema allows null, without following references.
fn may_be_null(schema: &Value) -> bool {
    const RESTRICTS: [&str; 8] = [
        "$ref",
        "type",
        "enum",
        "allOf",
        "oneOf",
        "properties",
        "additionalProperties",
        "items",
    ];
    flag(schema, "nullable")
        || RESTRICTS.iter().all(|key| schema.get(key).is_none())
        || items(schema, "enum").any(Value::is_null)
        || items(schema, "oneOf").any(may_be_null)
}

/// Without a discriminator, the first matching member is used. So of the members of one kind, those with the most
/// requirements come first: an object with more required properties, an integer before a number, a timestamp before a
/// string.
///
/// ```yaml
/// oneOf: [{$ref: Small}, {type: number}, {$ref: Large}, {type: integer}]   # before
/// oneOf: [{$ref: Large}, {type: integer}, {$ref: Small}, {type: number}]   # after
/// ```
pub fn order_union_members(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let whole = copy_of_components(document);
    each_schema(document, |node| {
        if node.get("x-discriminator").is_some() {
            return;
        }
        let Some(members) = node.get_mut("oneOf").and_then(Value::as_array_mut) else {
            return;
        };
        // A member that matches every value comes last.
        members.sort_by_key(|member| kind(member, &whole) == Kind::Any);
        for of in [Kind::Object, Kind::List, Kind::Number, Kind::Text] {
            let places: Vec<usize> = (0..members.len())
                .filter(|index| kind(&members[*index], &whole) == of)
                .collect();
            let mut alike: Vec<Value> = places.iter().map(|index| members[*index].take()).collect();
            alike.sort_by_cached_key(|member| Reverse(demand(member, &whole)));
            for (place, member) in places.into_iter().zip(alike) {
                members[place] = member;
            }
        }
    });
    Ok(())
}

/// The kind of JSON value of a member.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    List,
    Number,
    Text,
    Any,
    Other,
}

fn kind(member: &Value, whole: &Value) -> Kind {
    let shape = follow(whole, member, schema_ref);
    match text(shape, "type") {
        "object" => Kind::Object,
        "array" => Kind::List,
        "integer" | "number" => Kind::Number,
        "string" => Kind::Text,
        "" if shape.get("oneOf").is_none() => Kind::Any,
        _ => Kind::Other,
    }
}

/// The number of requirements, which is compared between members of one kind.
fn demand(member: &Value, whole: &Value) -> (usize, usize) {
    let shape = follow(whole, member, schema_ref);
    let marker = schema_ref(member).unwrap_or_default();
    match text(shape, "type") {
        "object" => {
            let properties = shape.get("properties").and_then(Value::as_object);
            let properties = properties.map_or(0, |properties| properties.len());
            (texts(shape, "required").len(), properties)
        }
        "array" => shape
            .get("items")
            .map_or((0, 0), |items| demand(items, whole)),
        "integer" => (1, 0),
        _ if ["RuntimeTimestamp", "RuntimeDate"].contains(&marker) => (1, 0),
        _ => (0, 0),
    }
}
