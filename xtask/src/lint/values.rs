//! Values in schemas: defaults and the values of enums must match the schema that contains them.

use serde_json::Value;

use super::context::{Context, short};
use super::validator::Mismatch;
use crate::diagnostics::Finding;
use crate::openapi::{Direction, Kind, Object, flag, text};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for schema in context.index.all(Kind::Schema) {
        if let Some(default) = schema.fields.get("default") {
            let pointer = format!("{}/default", schema.pointer);
            let result = context
                .validator
                .mismatches(schema.value, default, Direction::Both);
            report_mismatches(context, "default-mismatch", &pointer, result, &mut findings);
        }
        choices(context, schema, &mut findings);
    }
    findings
}

/// Turns what a validator found into findings about the value at `pointer`.
pub(super) fn report_mismatches(
    context: &Context<'_>,
    rule: &'static str,
    pointer: &str,
    result: Result<Vec<Mismatch>, String>,
    findings: &mut Vec<Finding>,
) {
    match result {
        Ok(mismatches) => findings.extend(mismatches.into_iter().map(|mismatch| {
            context.about_value(
                rule,
                &format!("{pointer}{}", mismatch.pointer),
                format!("this value does not match its schema: {}", mismatch.message),
                "correct the value or the schema",
            )
        })),
        Err(reason) => findings.push(context.spec.finding(
            "unusable-schema",
            pointer,
            format!("this value cannot be checked: its schema is not valid: {reason}"),
            "correct the schema",
        )),
    }
}

/// Checks the type of enum values, without a validator: compiling one for each enum would take longer than all other
/// rules.
fn choices(context: &Context<'_>, schema: &Object<'_>, findings: &mut Vec<Finding>) {
    let Some(values) = schema.fields.get("enum").and_then(Value::as_array) else {
        return;
    };
    let expected = text(schema.value, "type");
    for (at, value) in values.iter().enumerate() {
        // Another rule checks null.
        let fits = match expected {
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "number" => value.is_number(),
            "integer" => value.as_f64().is_some_and(|n| n.fract() == 0.0),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => true,
        };
        let allowed_null = value.is_null() && flag(schema.value, "nullable");
        if !fits && !allowed_null {
            let help = match (expected, value) {
                ("string", Value::Null) => "put it in quotes, or add `nullable: true`",
                ("string", Value::Bool(_) | Value::Number(_)) => "put it in quotes",
                _ => "correct the value or the type",
            };
            findings.push(context.about_value(
                "enum-mismatch",
                &format!("{}/enum/{at}", schema.pointer),
                format!("the value {} is not of the type `{expected}`", short(value)),
                help,
            ));
        }
    }
}
