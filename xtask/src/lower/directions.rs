//! Passes over the whole document: which types are sent, which are read, and which are used.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::lower::position::{AT, at};
use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{
    children, flag, operations, read_schemas, schema, schema_ref, schemas, schemas_mut,
    sent_schemas,
};

/// Marks every named schema as sent, read, or both: `x-direction: request | response | both`.
pub fn mark_directions(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut sent = BTreeSet::new();
    let mut read = BTreeSet::new();
    for (name, schema) in schemas(document) {
        if flag(schema, "x-event") {
            read.insert(name.clone());
            reach(schema, document, &mut read);
        }
    }
    for (_, _, operation) in operations(document) {
        for schema in sent_schemas(operation) {
            reach(schema, document, &mut sent);
        }
        for schema in read_schemas(operation) {
            reach(schema, document, &mut read);
        }
    }
    let directions: BTreeMap<&String, &str> = sent
        .union(&read)
        .map(|name| {
            let direction = match (sent.contains(name), read.contains(name)) {
                (true, true) => "both",
                (true, false) => "request",
                _ => "response",
            };
            (name, direction)
        })
        .collect();
    for (name, schema) in schemas_mut(document).into_iter().flatten() {
        if let (Some(direction), Some(fields)) = (directions.get(name), schema.as_object_mut()) {
            fields.insert("x-direction".to_owned(), Value::from(*direction));
        }
    }
    Ok(())
}

fn reach(node: &Value, whole: &Value, reached: &mut BTreeSet<String>) {
    if let Some(name) = schema_ref(node)
        && reached.insert(name.to_owned())
        && let Some(target) = schema(whole, name)
    {
        reach(target, whole, reached);
    }
    for child in children(node) {
        reach(child, whole, reached);
    }
}

/// A property that only the server sets is not required of callers, and the reverse. A property that is required but
/// not described takes any value, and callers set it.
///
/// ```yaml
/// required: [id, name], properties: {id: {x-readOnly: true}, …}, x-direction: both   # before
/// required: [name], …                                                                # after
/// required: [name, tags], properties: {name: {…}}, x-direction: request              # before
/// required: [name, tags], properties: {name: {…}, tags: {x-writeOnly: true}}         # after
/// ```
pub fn relax_one_way_properties(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    for (_, schema) in schemas_mut(document).into_iter().flatten() {
        let sent = schema["x-direction"] != "response";
        let pointer = at(schema).to_owned();
        let Some(mut required) = schema.get("required").and_then(Value::as_array).cloned() else {
            continue;
        };
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        required.retain(|name| {
            let Some(name) = name.as_str() else {
                return false;
            };
            match properties.get(name) {
                Some(property) if sent => {
                    let is_optional = flag(property, "nullable") && flag(property, "x-writeOnly");
                    !flag(property, "x-readOnly") && !is_optional
                }
                Some(property) => !flag(property, "x-writeOnly"),
                None => {
                    if sent {
                        let any = json!({ "x-writeOnly": true, AT: pointer });
                        properties.insert(name.to_owned(), any);
                    }
                    sent
                }
            }
        });
        schema["required"] = Value::Array(required);
    }
    Ok(())
}

/// Removes named schemas that no operation uses, such as envelopes and error bodies.
pub fn drop_unused(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    if let Some(schemas) = schemas_mut(document) {
        schemas.retain(|_, schema| schema.get("x-direction").is_some());
    }
    Ok(())
}
