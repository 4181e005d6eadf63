//! The pass that removes keywords whose value has a type that OpenAPI does not allow.

use serde_json::Value;

use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{each_operation, each_schema, is_bound};

/// A bound that is a string with a number becomes that number. Other values of a wrong type are removed. Lint warns
/// about each.
///
/// ```yaml
/// type: string, required: true, maxLength: '32', nullable: 'true'   # before
/// type: string, maxLength: 32, nullable: true                      # after
/// ```
pub fn drop_ignored_values(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_schema(document, |schema| {
        let Some(fields) = schema.as_object_mut() else {
            return;
        };
        fields.retain(|key, value| match key.as_str() {
            "required" => value.is_array(),
            "pattern" | "format" | "title" | "description" => value.is_string(),
            "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems"
            | "exclusiveMinimum" | "exclusiveMaximum" => be_flag(value),
            "multipleOf" => value.is_number(),
            "x-min-items" => true,
            key if is_bound(key) => be_number(value),
            _ => true,
        });
    });
    each_operation(document, |_, _, operation| {
        if let Some(fields) = operation.as_object_mut() {
            fields.retain(|key, value| match key.as_str() {
                "operationId" | "summary" | "description" => value.is_string(),
                "deprecated" => be_flag(value),
                _ => true,
            });
        }
    });
    Ok(())
}

fn be_flag(value: &mut Value) -> bool {
    match value.as_str() {
        Some("true") => *value = Value::Bool(true),
        Some("false") => *value = Value::Bool(false),
        _ => {}
    }
    value.is_boolean()
}

fn be_number(value: &mut Value) -> bool {
    if let Some(number) = value
        .as_str()
        .and_then(|text| text.trim().parse::<serde_json::Number>().ok())
    {
        *value = Value::Number(number);
    }
    value.as_f64().is_some_and(f64::is_finite)
}
