//! The properties whose values exclude members of a choice.

use std::collections::HashSet;

use serde_json::Value;

use super::schema_index::SchemaIndex;
use super::types::Sign;
use crate::openapi::flag;

/// A property of a member.
struct Listed<'a> {
    name: &'a str,
    is_required: bool,
    /// All its values; empty if it can have others.
    values: Vec<Sign<'a>>,
}

/// For each member of a choice, its properties that allow only these values: those with one value, and those that all
/// members require, each with values of its own.
pub(super) fn signs<'a>(
    members: &'a [Value],
    index: SchemaIndex<'a>,
) -> Vec<Vec<(&'a str, Sign<'a>)>> {
    let members: Vec<Vec<Listed<'a>>> = members
        .iter()
        .map(|member| {
            let object = index.target(member);
            object.map_or_else(Vec::new, |object| listed(object, index))
        })
        .collect();
    let tags = tags(&members);
    let signs = members.into_iter().map(|properties| {
        let excluding = properties
            .into_iter()
            .filter(|it| it.values.len() == 1 || tags.contains(it.name));
        excluding
            .flat_map(|it| it.values.into_iter().map(move |value| (it.name, value)))
            .collect()
    });
    signs.collect()
}

fn listed<'a>(object: &'a Value, index: SchemaIndex<'a>) -> Vec<Listed<'a>> {
    let properties = SchemaIndex::properties(object).into_iter();
    let listed = properties.map(|property| Listed {
        name: property.name,
        is_required: property.required,
        values: match property.nullable {
            true => Vec::new(),
            false => values(property.schema, index),
        },
    });
    listed.collect()
}

/// The properties that all objects of several require, each with values of its own.
fn tags<'a>(members: &[Vec<Listed<'a>>]) -> HashSet<&'a str> {
    let objects = || members.iter().filter(|properties| !properties.is_empty());
    let is_tag = |name: &&str| {
        let mut seen = HashSet::new();
        objects().all(|properties| {
            let mut properties = properties.iter();
            let property = properties.find(|it| it.name == *name && it.is_required);
            property.is_some_and(|it| {
                !it.values.is_empty() && it.values.iter().all(|value| seen.insert(value))
            })
        })
    };
    let first = objects().next().filter(|_| objects().count() > 1);
    let names = first.into_iter().flatten().map(|it| it.name);
    names.filter(is_tag).collect()
}

/// All values of a schema; empty if it can have others.
fn values<'a>(schema: &'a Value, index: SchemaIndex<'a>) -> Vec<Sign<'a>> {
    let listed = index.target(schema).unwrap_or(schema);
    if flag(listed, "x-open") {
        return Vec::new();
    }
    if let Some(variants) = listed.get("x-variants").and_then(Value::as_object) {
        let values = variants.values().filter_map(Value::as_str);
        return values.map(Sign::Text).collect();
    }
    let values = listed.get("x-values").and_then(Value::as_array);
    let values = values.into_iter().flatten().map(|value| match value {
        Value::Bool(boolean) => Some(Sign::Boolean(*boolean)),
        value => value.as_i64().map(Sign::Integer),
    });
    values.collect::<Option<_>>().unwrap_or_default()
}
