//! Keywords of choices that the client does not check.

use std::cell::LazyCell;
use std::collections::HashSet;

use serde_json::Value;

use super::context::Context;
use super::reach::reached;
use crate::diagnostics::Finding;
use crate::openapi::{
    CHOICES, Direction, FOLLOWED, Kind, Object, flag, is_for_readers, items, text, texts,
};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sent = LazyCell::new(|| {
        let sent = reached(context, Direction::Request).into_iter();
        sent.map(|(pointer, _)| pointer)
            .collect::<HashSet<String>>()
    });
    for schema in context.index.all(Kind::Schema) {
        if schema.fields.contains_key("not") {
            findings.push(context.spec.finding(
                "unchecked-keyword",
                &format!("{}/not", schema.pointer),
                "`not` is not checked",
                "the client accepts values that it forbids; describe the allowed values instead",
            ));
        }
        for key in CHOICES {
            let Some(members) = schema.fields.get(key).and_then(Value::as_array) else {
                continue;
            };
            let pointer = format!("{}/{key}", schema.pointer);
            if !members.is_empty() && members.iter().all(is_demand) {
                findings.push(context.spec.finding(
                    "unchecked-keyword",
                    &pointer,
                    format!("the client does not check `required` in members of `{key}` that have no `properties`"),
                    format!("give each member `type: object` and its `properties`; if a name is always required, write it in a `required` beside `{key}`"),
                ));
            }
            untagged(context, schema, members, &pointer, &mut findings);
            let key = discriminator(schema);
            if !key.is_empty() && members.iter().any(|member| is_no_object(context, member)) {
                findings.push(context.spec.finding(
                    "ignored-value",
                    &format!("{}/discriminator", schema.pointer),
                    "the discriminator is not used, because a member is not an object: the keys of a value select the member",
                    "give the objects a choice of their own, with the discriminator",
                ));
            }
            for (number, member) in members.iter().enumerate() {
                if key.is_empty() || !sent.contains(&schema.pointer) {
                    break;
                }
                if is_read_only(context, member, key) {
                    findings.push(context.spec.finding(
                        "unsent-discriminator",
                        &format!("{pointer}/{number}"),
                        format!("`{key}` of this member is the discriminator, but it is not sent, because it is `readOnly`"),
                        "remove `readOnly` from it, so that the server can distinguish the members",
                    ));
                } else if is_optional(context, member, key) {
                    findings.push(context.spec.finding(
                        "untagged-member",
                        &format!("{pointer}/{number}"),
                        format!("`{key}` is the discriminator, but this member does not require it, so it is only sent if callers set it"),
                        format!("add `{key}` to its `required`"),
                    ));
                }
            }
        }
    }
    findings
}

fn is_no_object<'a>(context: &Context<'a>, member: &'a Value) -> bool {
    let kinds = ["string", "number", "integer", "boolean", "array"];
    let found = context.resolve(member);
    found.is_some_and(|found| kinds.contains(&text(found, "type")))
}

/// Whether a member only requires properties.
fn is_demand(member: &Value) -> bool {
    let Some(fields) = member.as_object() else {
        return false;
    };
    let is_named = |key: &str| ["required", "not"].contains(&key);
    fields.keys().any(|key| is_named(key))
        && fields
            .keys()
            .all(|key| is_named(key) || is_for_readers(key))
}

/// The property of the discriminator, or nothing.
fn discriminator<'a>(choice: &Object<'a>) -> &'a str {
    let discriminator = choice.fields.get("discriminator");
    text(discriminator.unwrap_or(&Value::Null), "propertyName")
}

/// A member with all parts of its `allOf`, at any depth; `None` if one of them cannot be found.
fn parts<'a>(context: &Context<'a>, member: &'a Value) -> Option<Vec<&'a Value>> {
    let mut parts = Vec::new();
    let mut open = vec![(member, 0)];
    while let Some((part, depth)) = open.pop() {
        let found = context.resolve(part).filter(|_| depth < FOLLOWED)?;
        open.extend(items(found, "allOf").map(|part| (part, depth + 1)));
        parts.push(found);
    }
    Some(parts)
}

fn property<'a>(part: &'a Value, key: &str) -> Option<&'a Value> {
    part.get("properties")?.get(key)
}

/// Whether a member has this property and does not require it.
fn is_optional<'a>(context: &Context<'a>, member: &'a Value, key: &str) -> bool {
    parts(context, member).is_some_and(|parts| {
        let is_required = |part: &&Value| texts(part, "required").contains(&key);
        parts.iter().any(|part| property(part, key).is_some()) && !parts.iter().any(is_required)
    })
}

/// Whether this property of a member is `readOnly`.
fn is_read_only<'a>(context: &Context<'a>, member: &'a Value, key: &str) -> bool {
    let parts = parts(context, member).unwrap_or_default();
    let mut properties = parts.into_iter().filter_map(|part| property(part, key));
    properties.any(|property| {
        let target = context.resolve(property);
        flag(property, "readOnly") || target.is_some_and(|target| flag(target, "readOnly"))
    })
}

/// Members without the property of the discriminator.
fn untagged<'a>(
    context: &Context<'a>,
    choice: &Object<'a>,
    members: &'a [Value],
    pointer: &str,
    findings: &mut Vec<Finding>,
) {
    let key = discriminator(choice);
    let has_own = choice
        .fields
        .get("properties")
        .is_some_and(|properties| properties.get(key).is_some());
    if key.is_empty() || has_own {
        return;
    }
    for (number, member) in members.iter().enumerate() {
        if !has_property(context, member, key) {
            findings.push(context.spec.finding(
                "untagged-member",
                &format!("{pointer}/{number}"),
                format!("this member has no property `{key}`, which is the discriminator"),
                format!("add the property `{key}` to it, and require it"),
            ));
        }
    }
}

/// Whether a member has this property, or may have it: choices and objects without properties are not searched.
fn has_property<'a>(context: &Context<'a>, member: &'a Value, key: &str) -> bool {
    parts(context, member).is_none_or(|parts| {
        parts.into_iter().any(|part| {
            let is_object = ["object", ""].contains(&text(part, "type"));
            let is_choice = CHOICES.iter().any(|key| part.get(*key).is_some());
            let is_open = part.get("properties").or(part.get("allOf")).is_none();
            !is_object || is_choice || is_open || property(part, key).is_some()
        })
    })
}
