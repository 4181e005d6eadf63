//! Keys of examples that their schemas do not declare. Validators accept them, because responses may have new keys; the
//! client ignores them.

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::did_you_mean;
use crate::openapi::{entries, escape, members};

/// A key that no schema declares.
pub(super) struct Undeclared {
    /// JSON pointer into the example.
    pub pointer: String,
    pub message: String,
    pub help: String,
}

/// Every key in `example` that `schema` does not declare. A schema with `additionalProperties`, or without properties,
/// is not checked.
pub(super) fn keys(context: &Context<'_>, schema: &Value, example: &Value) -> Vec<Undeclared> {
    let mut found = Vec::new();
    walk(context, &[schema], example, "", &mut found);
    found
}

/// The keys of `value`, which `schemas` describe together.
fn walk(
    context: &Context<'_>,
    schemas: &[&Value],
    value: &Value,
    pointer: &str,
    found: &mut Vec<Undeclared>,
) {
    if !value.is_array() && !value.is_object() {
        return;
    }
    let mut parts = Vec::new();
    for schema in schemas {
        collect(context, schema, &mut parts);
    }
    match value {
        Value::Array(values) => {
            let below: Vec<&Value> = parts.iter().filter_map(|part| part.get("items")).collect();
            for (at, value) in values.iter().enumerate() {
                walk(context, &below, value, &format!("{pointer}/{at}"), found);
            }
        }
        Value::Object(fields) => {
            let declared = || parts.iter().flat_map(|part| entries(part, "properties"));
            let others = parts
                .iter()
                .filter_map(|part| part.get("additionalProperties"));
            let others: Vec<&Value> = others.collect();
            for (key, value) in fields {
                let here = format!("{pointer}/{}", escape(key));
                let own = parts
                    .iter()
                    .filter_map(|part| part.get("properties")?.get(key));
                let own: Vec<&Value> = own.collect();
                if own.is_empty() && others.is_empty() && declared().next().is_some() {
                    found.push(Undeclared {
                        pointer: here,
                        message: format!("`{key}` is a key that the schema does not declare"),
                        help: did_you_mean(
                            key,
                            declared().map(|(name, _)| name.as_str()),
                            "declare it in the schema, or remove it from the example",
                        ),
                    });
                } else {
                    let below = if own.is_empty() { &others } else { &own };
                    walk(context, below, value, &here, found);
                }
            }
        }
        _ => {}
    }
}

/// Adds the target and the parts of `schema`: every alternative may declare keys.
fn collect<'s>(context: &Context<'s>, schema: &'s Value, parts: &mut Vec<&'s Value>) {
    let Some(schema) = context.resolve(schema) else {
        return;
    };
    // A schema may be a part of itself; another rule reports that.
    if parts.iter().any(|known| std::ptr::eq(*known, schema)) {
        return;
    }
    parts.push(schema);
    for member in members(schema) {
        collect(context, member, parts);
    }
}
