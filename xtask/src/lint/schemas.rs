//! Schemas that are contradictory or have no meaning.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::conflicts;
use super::context::{Context, short};
use super::reach::reached;
use crate::diagnostics::{Finding, did_you_mean};
use crate::openapi::{
    Direction, FOLLOWED, Kind, MEMBERS, Object, compare, entries, flag, items, members, text,
    without_effect,
};

/// Pairs of lower and upper bounds.
const BOUNDS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let composed = composed(context);
    for schema in context.index.all(Kind::Schema) {
        bounds(context, schema, &mut findings);
        choices(context, schema, &mut findings);
        list(context, schema, &mut findings);
        other_type(context, schema, &mut findings);
        inexact(context, schema, &mut findings);
        secret(context, schema, &mut findings);
        required(context, schema, &composed, &mut findings);
        conflicts::check(context, schema, &mut findings);
    }
    if context.spec.house_rules {
        closed_responses(context, &mut findings);
    }
    findings
}

fn bounds(context: &Context<'_>, schema: &Object<'_>, findings: &mut Vec<Finding>) {
    for (low, high) in BOUNDS {
        let number = |key: &str| schema.fields.get(key).and_then(Value::as_number);
        let (Some(least), Some(most)) = (number(low), number(high)) else {
            continue;
        };
        let open = flag(schema.value, "exclusiveMinimum") || flag(schema.value, "exclusiveMaximum");
        let compared = compare(least, most);
        let empty = low == "minimum" && open && compared.is_eq();
        if compared.is_gt() || empty {
            findings.push(context.spec.finding(
                "empty-range",
                &format!("{}/{low}", schema.pointer),
                format!("no value is between `{low}: {least}` and `{high}: {most}`"),
                "swap the two, or correct one",
            ));
        }
    }
}

fn choices(context: &Context<'_>, schema: &Object<'_>, findings: &mut Vec<Finding>) {
    let Some(values) = schema.fields.get("enum").and_then(Value::as_array) else {
        return;
    };
    let pointer = format!("{}/enum", schema.pointer);
    if values.is_empty() {
        findings.push(context.spec.finding(
            "empty-enum",
            &pointer,
            "this `enum` has no values",
            "list the values, or remove `enum`",
        ));
    }
    // As text, because JSON values cannot be hashed; numbers keep their notation.
    let mut seen = HashSet::new();
    for (at, value) in values.iter().enumerate() {
        if !seen.insert(value.to_string()) {
            findings.push(context.spec.finding(
                "duplicate-enum-value",
                &format!("{pointer}/{at}"),
                format!("the value {} is listed twice", short(value)),
                "keep one of the two",
            ));
        }
    }
    if flag(schema.value, "nullable") && !values.is_empty() && !values.contains(&Value::Null) {
        findings.push(context.spec.finding(
            "nullable-enum",
            &pointer,
            "this is nullable, but `null` is not in its `enum`",
            "add `null` to `enum`: OpenAPI 3.0.3 requires both",
        ));
    }
}

fn list(context: &Context<'_>, schema: &Object<'_>, findings: &mut Vec<Finding>) {
    if text(schema.value, "type") == "array" && schema.fields.get("items").is_none() {
        findings.push(context.spec.finding(
            "array-without-items",
            &schema.pointer,
            "this list has no `items`",
            "add `items:`, or `items: {}` for any value",
        ));
    }
}

/// Keywords that apply to another type than that of the schema.
fn other_type(context: &Context<'_>, schema: &Object<'_>, findings: &mut Vec<Finding>) {
    let kind = text(schema.value, "type");
    for key in without_effect(kind) {
        // Values of the wrong type were already reported.
        let found = schema.fields.get(*key);
        if found.is_some_and(|value| *key != "required" || value.is_array()) {
            findings.push(context.spec.finding(
                "ignored-value",
                &format!("{}/{key}", schema.pointer),
                format!("`{key}` has no effect beside `type: {kind}`"),
                "remove it, or correct `type`",
            ));
        }
    }
}

/// Formats of numbers that ask for more digits than a 64-bit float has.
const EXACT: [&str; 4] = ["decimal", "decimal128", "big-decimal", "bigdecimal"];

fn inexact(context: &Context<'_>, schema: &Object<'_>, findings: &mut Vec<Finding>) {
    let format = text(schema.value, "format");
    let is_exact = EXACT.contains(&format.to_ascii_lowercase().as_str());
    if is_exact && text(schema.value, "type") == "number" {
        findings.push(context.spec.finding(
            "inexact-number",
            &format!("{}/format", schema.pointer),
            format!("a number with `format: {format}` is read and sent as a 64-bit float"),
            "if the service sends a string, write `type: string`; if it sends a number, digits after the 15th may be lost",
        ));
    }
}

/// Only a string can be a secret, and only of one of the two kinds. Other values would be printed.
fn secret(context: &Context<'_>, schema: &Object<'_>, findings: &mut Vec<Finding>) {
    let is_string = text(schema.value, "type") == "string" && schema.fields.get("enum").is_none();
    let [whole, url] = ["x-secret", "x-secret-url"].map(|key| flag(schema.value, key));
    for (key, is_marked, is_other) in [("x-secret", whole, false), ("x-secret-url", url, whole)] {
        if is_marked && (!is_string || is_other) {
            findings.push(context.spec.finding(
                "ignored-secret",
                &format!("{}/{key}", schema.pointer),
                format!("`{key}` has no effect here"),
                if is_other {
                    "keep one of `x-secret`, which hides all, and `x-secret-url`, which shows host and path"
                } else {
                    "set it on the schema that has `type: string` and no `enum`"
                },
            ));
        }
    }
}

/// Pointers of schemas that are members of another schema (`allOf`, `oneOf`, `anyOf`), each with that schema.
/// Properties that a member requires may be declared in it.
fn composed<'a>(context: &Context<'a>) -> HashMap<String, Vec<&'a Value>> {
    let mut found: HashMap<String, Vec<&Value>> = HashMap::new();
    for schema in context.index.all(Kind::Schema) {
        for keyword in MEMBERS {
            for (at, member) in items(schema.value, keyword).enumerate() {
                let pointer = format!("{}/{keyword}/{at}", schema.pointer);
                if let Some((pointer, _)) = context.resolve_at(&pointer, member) {
                    found.entry(pointer).or_default().push(schema.value);
                }
            }
        }
    }
    found
}

fn required<'a>(
    context: &Context<'a>,
    schema: &Object<'a>,
    composed: &HashMap<String, Vec<&'a Value>>,
    findings: &mut Vec<Finding>,
) {
    if schema.pointer.contains("/not/") || schema.pointer.ends_with("/not") {
        // A schema without values.
        return;
    }
    let mut wanted = items(schema.value, "required").enumerate().peekable();
    if wanted.peek().is_none() {
        return;
    }
    let mut known = Properties::default();
    known.add(context, schema.value, 0);
    for owner in composed.get(&schema.pointer).into_iter().flatten() {
        known.add(context, owner, 0);
    }
    for (at, name) in wanted {
        let Some(name) = name
            .as_str()
            .filter(|name| !known.open && !known.names.contains(name))
        else {
            continue;
        };
        findings.push(context.about_value(
            "required-without-property",
            &format!("{}/required/{at}", schema.pointer),
            format!("`{name}` is required, but there is no such property"),
            did_you_mean(
                name,
                known.names.iter().copied(),
                "add it to `properties`, or remove it here",
            ),
        ));
    }
}

/// All properties of a schema.
#[derive(Default)]
struct Properties<'a> {
    names: HashSet<&'a str>,
    /// Whether it accepts properties with any name.
    open: bool,
}

impl<'a> Properties<'a> {
    fn add(&mut self, context: &Context<'a>, schema: &'a Value, depth: usize) {
        let Some(schema) = context.resolve(schema).filter(|_| depth < FOLLOWED) else {
            self.open = true;
            return;
        };
        self.names
            .extend(entries(schema, "properties").map(|(name, _)| name.as_str()));
        self.open |= match schema.get("additionalProperties") {
            Some(Value::Bool(open)) => *open,
            other => other.is_some(),
        };
        for member in members(schema) {
            // Another rule reports a schema that is a member of itself.
            if !self.open {
                self.add(context, member, depth + 1);
            }
        }
    }
}

/// Objects in responses that forbid unknown fields.
fn closed_responses(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (pointer, schema) in reached(context, Direction::Response) {
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
            findings.push(context.spec.finding(
                "closed-response",
                &format!("{pointer}/additionalProperties"),
                "a response with a new field would be rejected",
                "remove `additionalProperties: false` from the schema of the response",
            ));
        }
    }
}
