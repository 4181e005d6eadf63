//! The lowered document in the forms that its readers take.

use openapiv3::OpenAPI;
use serde_json::Value;

use crate::lower::position::AT;
use crate::lower::problem::{Problem, Problems};
use crate::openapi::{each_operation, each_schema, is_for_readers};

/// The lowered document as progenitor takes it: typed, and without the extensions that are ours.
///
/// # Errors
///
/// A problem with what `openapiv3` says when the document does not match OpenAPI 3.0.
pub fn typed(lowered: &Value) -> Result<OpenAPI, Problems> {
    without(lowered, |key| key.starts_with("x-"))
}

/// The same without what progenitor would only write into docs, which are made of the document itself: half of what it
/// would write.
///
/// # Errors
///
/// As [`typed`].
pub fn wordless(lowered: &Value) -> Result<OpenAPI, Problems> {
    without(lowered, |key| key.starts_with("x-") || is_for_readers(key))
}

fn without(lowered: &Value, unwanted: impl Fn(&str) -> bool) -> Result<OpenAPI, Problems> {
    let strip = |node: &mut Value| {
        if let Some(fields) = node.as_object_mut() {
            fields.retain(|key, _| !unwanted(key));
        }
    };
    let mut document = lowered.clone();
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

/// The lowered document for people to read, without the positions that every node carries.
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
