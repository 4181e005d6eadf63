//! The members of choices.

use serde_json::Value;

use crate::openapi::{CHOICES, schema_ref};

/// The extension of a member with its discriminator values.
pub const TAGS: &str = "x-tags";

/// The extension of a member with the name of its schema before other parts were added to it.
pub const MEMBER: &str = "x-member";

/// The members of a choice; `None` if the schema is not a choice.
pub fn members(schema: &Value) -> Option<&Vec<Value>> {
    CHOICES.iter().find_map(|key| schema.get(key)?.as_array())
}

/// The members of a choice, mutable.
pub fn members_mut(schema: &mut Value) -> Option<&mut Vec<Value>> {
    let key = CHOICES.into_iter().find(|key| schema.get(key).is_some())?;
    schema.get_mut(key)?.as_array_mut()
}

/// Whether a member of a choice is only null.
pub fn is_null(member: &Value) -> bool {
    let is_null = |value: &Value| value.is_null() || *value == "null";
    let only_null = |values: &Value| {
        let values = values.as_array();
        values.is_some_and(|values| !values.is_empty() && values.iter().all(is_null))
    };
    member.get("enum").is_some_and(|values| {
        only_null(values) && (member.get("type").is_none() || values[0].is_null())
    }) || member.get("type").is_some_and(|kind| *kind == "null")
}

/// The schemas that a schema extends: the references in its `allOf`, at any depth.
pub fn extended(schema: &Value) -> Vec<&str> {
    let members = schema.get("allOf").and_then(Value::as_array);
    let members = members.into_iter().flatten();
    members
        .flat_map(|member| match schema_ref(member) {
            Some(name) => vec![name],
            None => extended(member),
        })
        .collect()
}
