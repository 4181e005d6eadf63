//! The pass that moves the keywords beside a choice into its members.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::members::{MEMBER, TAGS, is_null};
use crate::lower::merge::adds_nothing;
use crate::lower::position::{AT, at};
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::openapi::{
    CHOICES, FOLLOWED, MEMBERS, copy_of_components, each_schema, flag, follow, operations, schema,
    schema_ref, target_name, text,
};

/// The maximum number of members of one choice, after several choices were combined.
const MOST: usize = 256;

/// Keywords of an object that can be beside its choice.
const SHAPE: [&str; 4] = ["properties", "required", "additionalProperties", "allOf"];

/// The keywords beside a choice, and the schemas that `allOf` joins with it, are added to each member. Two choices
/// become the choice between all pairs of their members. A choice that only requires properties describes no types and
/// is removed.
///
/// ```yaml
/// oneOf: [{$ref: Cat}, {$ref: Dog}], properties: {id: {…}}                                # before
/// oneOf: [{allOf: [{properties: {id: {…}}}, {$ref: Cat}]}, {allOf: […, {$ref: Dog}]}]     # after
/// allOf: [{$ref: Base}, {oneOf: [{$ref: Cat}, {$ref: Dog}]}]                              # before
/// oneOf: [{allOf: [{$ref: Base}, {$ref: Cat}]}, {allOf: [{$ref: Base}, {$ref: Dog}]}]     # after
/// ```
pub fn spread_common_parts(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let whole = copy_of_components(document);
    // Below `x-data`, the members of a choice are possible places of the payload.
    let enveloped: HashSet<String> = operations(document)
        .filter(|(_, _, operation)| operation.get("x-data").is_some())
        .map(|(_, _, operation)| format!("{}/responses", at(operation)))
        .collect();
    let mut problems = Vec::new();
    each_schema(document, |node| {
        let is_enveloped = || {
            let mut above = at(node).match_indices('/');
            above.any(|(end, _)| enveloped.contains(&at(node)[..end]))
        };
        if !has_choice_or_all_of(node) || is_enveloped() {
            return;
        }
        drop_conditions(node);
        if !has_parts(node) {
            return;
        }
        match expanded(node, &whole, 0) {
            Ok(Some(choice)) => replace(node, choice),
            Ok(None) => {}
            Err(problem) if problems.contains(&problem) => {}
            Err(problem) => problems.push(problem),
        }
    });
    unless_any(problems, ())
}

/// A choice whose members contain the keywords beside it.
struct Choice {
    members: Vec<Value>,
    discriminator: Option<Value>,
    is_nullable: bool,
}

fn has_choice_or_all_of(node: &Value) -> bool {
    MEMBERS.iter().any(|key| node.get(key).is_some())
}

/// Whether a schema is more than a choice or a name for one.
fn has_parts(node: &Value) -> bool {
    let joined = node.get("allOf").and_then(Value::as_array);
    let is_joined = joined.is_some_and(|joined| {
        joined.len() > 1 || joined.iter().any(|member| schema_ref(member).is_none())
    });
    let beside = SHAPE
        .iter()
        .any(|key| *key != "allOf" && node.get(key).is_some());
    let choices = CHOICES
        .iter()
        .filter(|key| node.get(**key).is_some())
        .count();
    is_joined
        || choices > 1
        || (choices == 1 && (beside || joined.is_some()))
        || (beside && joined.is_some())
}

/// Removes choices that only require properties.
fn drop_conditions(node: &mut Value) {
    let is_object = SHAPE.iter().any(|key| node.get(key).is_some());
    for key in CHOICES {
        let members = node.get(key).and_then(Value::as_array);
        let is_condition = members.is_some_and(|members| members.iter().all(is_condition));
        if is_object
            && is_condition
            && let Some(fields) = node.as_object_mut()
        {
            fields.remove(key);
            fields.remove("discriminator");
        }
    }
    if let Some(members) = node.get_mut("allOf").and_then(Value::as_array_mut) {
        let is_only_condition = |member: &Value| {
            let mut choices = choices(member).peekable();
            choices.peek().is_some()
                && choices.all(|members| members.iter().all(is_condition))
                && SHAPE.iter().all(|key| member.get(key).is_none())
        };
        members.retain(|member| !is_only_condition(member));
    }
}

fn choices(node: &Value) -> impl Iterator<Item = &Vec<Value>> {
    CHOICES.iter().filter_map(|key| node.get(key)?.as_array())
}

/// Whether a member only requires or forbids keys.
fn is_condition(member: &Value) -> bool {
    let Some(fields) = member.as_object() else {
        return false;
    };
    let about_keys = ["required", "not"]
        .iter()
        .any(|key| fields.contains_key(*key));
    about_keys
        && fields.iter().all(|(key, value)| {
            ["required", "not", "description", "title", AT].contains(&key.as_str())
                || (key == "type" && value == "object")
        })
}

/// Whether the members of a choice do not describe the properties beside it. A later pass then keeps the properties
/// alone.
fn is_beside_properties(node: &Value, members: &[Value]) -> bool {
    let says_more = ["properties", "$ref", "allOf", "oneOf", "anyOf"];
    node.get("properties").is_some()
        && members
            .iter()
            .all(|member| says_more.iter().all(|key| member.get(key).is_none()))
}

/// A schema as a choice, with the keywords beside it added to each member. `None` if it is not a choice.
fn expanded(node: &Value, whole: &Value, depth: usize) -> Result<Option<Choice>, Problem> {
    if depth > FOLLOWED {
        return Err(Problem::new(
            at(node),
            format!(
                "this `allOf` contains itself, or has more than {} layers",
                FOLLOWED / 2
            ),
            "refer to one of the schemas from a property instead",
        ));
    }
    let or_null = |mut choice: Choice| {
        choice.is_nullable |= flag(node, "nullable");
        choice
    };
    if let Some(name) = target_name(node).filter(|_| !has_parts(node)) {
        return match schema(whole, name) {
            Some(target) => Ok(expanded(target, whole, depth + 1)?.map(or_null)),
            None => Ok(None),
        };
    }
    let mut parts: Vec<&Value> = Vec::new();
    let mut choices: Vec<Choice> = Vec::new();
    for member in node
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        match expanded(member, whole, depth + 1)? {
            Some(choice) => choices.push(choice),
            None if is_empty(member) => {}
            None => parts.push(member),
        }
    }
    for key in CHOICES {
        if let Some(members) = node.get(key).and_then(Value::as_array)
            && !is_beside_properties(node, members)
        {
            choices.push(Choice {
                members: members
                    .iter()
                    .filter(|member| !is_null(member))
                    .cloned()
                    .collect(),
                discriminator: node.get("discriminator").cloned(),
                is_nullable: members.iter().any(is_null),
            });
        }
    }
    if choices.is_empty() {
        return Ok(None);
    }
    let own: Map<String, Value> = SHAPE[..3]
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), node.get(key)?.clone())))
        .collect();
    let is_object = |schema: &Value| text(follow(whole, schema, target_name), "type") == "object";
    if is_object(node) || parts.iter().any(|part| is_object(part)) {
        for choice in &mut choices {
            choice.members.retain(|member| !is_no_object(member, whole));
        }
        // The pass that joins the members of `allOf` reports it.
        if choices.iter().any(|choice| choice.members.is_empty()) {
            return Ok(None);
        }
    }
    let own = (!own.is_empty()).then(|| {
        let mut own = Value::Object(own);
        own["type"] = json!("object");
        own[AT] = json!(at(node));
        own
    });
    let parts: Vec<Value> = parts.into_iter().cloned().chain(own).collect();
    combined(&parts, choices, at(node), whole).map(|choice| Some(or_null(choice)))
}

/// Every combination of one member of each choice with the parts.
fn combined(
    parts: &[Value],
    choices: Vec<Choice>,
    pointer: &str,
    whole: &Value,
) -> Result<Choice, Problem> {
    let number: usize = choices.iter().map(|choice| choice.members.len()).product();
    if number > MOST {
        return Err(Problem::new(
            pointer,
            format!("the choices that are joined here have {number} combinations"),
            format!("join choices with at most {MOST}, or put one of them into a property"),
        ));
    }
    let is_nullable = choices.iter().all(|choice| choice.is_nullable);
    let one = choices.len() == 1;
    let discriminator = choices
        .iter()
        .find_map(|choice| choice.discriminator.clone());
    let mut sets: Vec<Vec<Value>> = vec![Vec::new()];
    for choice in choices {
        sets = sets
            .into_iter()
            .flat_map(|set| {
                choice.members.iter().map(move |member| {
                    let mut set = set.clone();
                    set.push(member.clone());
                    set
                })
            })
            .collect();
    }
    let members = sets
        .into_iter()
        .map(|set| joined(parts, set, whole))
        .collect();
    Ok(Choice {
        members,
        // The value of one discriminator cannot select a member of two choices.
        discriminator: discriminator.filter(|_| one),
        is_nullable,
    })
}

/// One member: the parts and the members, joined.
fn joined(parts: &[Value], set: Vec<Value>, whole: &Value) -> Value {
    // Keywords of an object do not restrict values of other types.
    if let [only] = set.as_slice()
        && (parts.is_empty() || is_no_object(only, whole))
    {
        return only.clone();
    }
    let names: Vec<&str> = set
        .iter()
        .filter_map(|member| {
            member
                .get(MEMBER)
                .and_then(Value::as_str)
                .or(target_name(member))
        })
        .collect();
    let mut member = json!({ AT: set.first().map_or("", at) });
    if names.len() == set.len() {
        member[MEMBER] = json!(names.join("_"));
    }
    if let [only] = set.as_slice()
        && let Some(tags) = only.get(TAGS)
    {
        member[TAGS] = tags.clone();
    }
    let set = set.into_iter().map(|mut member| {
        for key in [TAGS, MEMBER] {
            member.as_object_mut().map(|member| member.remove(key));
        }
        member
    });
    member["allOf"] = parts.iter().cloned().chain(set).collect();
    member
}

/// Whether a member of a choice is a list or a scalar.
fn is_no_object(member: &Value, whole: &Value) -> bool {
    let shape = follow(whole, member, target_name);
    !["", "object"].contains(&text(shape, "type"))
}

/// Whether a member of `allOf` does not describe an object.
fn is_empty(member: &Value) -> bool {
    adds_nothing(member, "object")
}

/// Replaces the schema by the choice and keeps its documentation.
fn replace(node: &mut Value, choice: Choice) {
    let Some(fields) = node.as_object_mut() else {
        return;
    };
    for key in SHAPE
        .iter()
        .chain(&CHOICES)
        .chain(&["type", "discriminator"])
    {
        fields.remove(*key);
    }
    fields.insert("oneOf".to_owned(), Value::Array(choice.members));
    if let Some(discriminator) = choice.discriminator {
        fields.insert("discriminator".to_owned(), discriminator);
    }
    if choice.is_nullable {
        fields.insert("nullable".to_owned(), Value::Bool(true));
    }
}
