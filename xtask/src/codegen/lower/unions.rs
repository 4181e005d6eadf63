//! The pass that simplifies `oneOf` and `anyOf`.

use serde_json::{Value, json};

use crate::codegen::document::{at, each_schema, schema_ref};
use crate::codegen::problem::{Problem, Problems, unless_any};
use crate::codegen::settings::Settings;

/// `anyOf` is read as `oneOf`; a member that is only null makes the rest nullable; a choice of one is that one; choices
/// of texts are one open enum. `not` cannot be expressed.
///
/// ```yaml
/// oneOf: [{$ref: Pet}, {enum: [null]}]                             # before
/// allOf: [{$ref: Pet}], nullable: true                             # after
/// anyOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]    # before
/// type: string, enum: [a, b]                                       # after
/// ```
pub fn collapse_unions(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut problems = Vec::new();
    each_schema(document, |node| {
        if node.get("not").is_some() {
            problems.push(Problem::new(
                at(node),
                "`not` cannot be expressed as a Rust type",
                "describe what the value is instead of what it is not",
            ));
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
                "`oneOf` and `anyOf` stand side by side",
                "keep one of them",
            ));
        }
    };
    if fields.contains_key("properties") {
        // Conditions on which of the object's own properties go together: the properties say it all.
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

fn is_null(member: &Value) -> bool {
    member.get("enum") == Some(&json!([null])) || member.get("type") == Some(&json!("null"))
}

/// The values of all members when every member is a text; known values beside "any text" are an open enum.
fn texts_only(members: &[Value]) -> Option<Value> {
    let mut values: Vec<Value> = Vec::new();
    for member in members {
        let any_text = member.get("type") == Some(&json!("string"))
            && member.get("format").is_none()
            && member.get("enum").is_none();
        if any_text {
            continue;
        }
        for value in member.get("enum")?.as_array()? {
            if !value.is_string() && !value.is_null() {
                return None;
            }
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
    (!values.is_empty()).then_some(Value::Array(values))
}
