//! The lowered document in the forms that later stages need.

use openapiv3::OpenAPI;
use serde_json::Value;

use crate::lower::position::AT;
use crate::lower::problem::{Problem, Problems};
use crate::openapi::{each_operation, each_schema, is_for_readers};

/// The lowered document as progenitor needs it: typed, and without our extensions.
///
/// # Errors
///
/// A problem with the message of `openapiv3` if the document does not match OpenAPI 3.0.
pub fn typed(lowered: &Value) -> Result<OpenAPI, Problems> {
    without(lowered.clone(), |key| key.starts_with("x-"))
}

/// Like [`typed`], without documentation. Progenitor would write it into its code, which is not used.
///
/// # Errors
///
/// As [`typed`].
pub fn without_docs(lowered: Value) -> Result<OpenAPI, Problems> {
    without(lowered, |key| key.starts_with("x-") || is_for_readers(key))
}

fn without(mut document: Value, unwanted: impl Fn(&str) -> bool) -> Result<OpenAPI, Problems> {
    let strip = |node: &mut Value| {
        if let Some(fields) = node.as_object_mut() {
            fields.retain(|key, _| !unwanted(key));
        }
    };
    each_schema(&mut document, strip);
    each_operation(&mut document, |_, _, operation| {
        strip(operation);
        for parameter in operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            strip(parameter);
        }
    });
    serde_json::from_value(document).map_err(|error| {
        vec![Problem::new(
            "",
            format!("the document does not match OpenAPI 3.0: {error}"),
            "`cargo xtask lint` names the keyword",
        )]
    })
}

/// The lowered document without positions, for people to read.
pub fn readable(lowered: &Value) -> Value {
    match lowered {
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| *key != AT)
            .map(|(key, value)| (key.clone(), readable(value)))
            .collect(),
        Value::Array(items) => items.iter().map(readable).collect(),
        other => other.clone(),
    }
}
