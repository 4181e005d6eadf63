//! Converts OpenAPI 3.1 to 3.0, in one pass over a file. Keywords without an equivalent are unchanged, and lint reports them.
//!
//! | 3.1 | 3.0 |
//! | --- | --- |
//! | `type: [string, 'null']`, `oneOf: [A, {type: 'null'}]` | `type: string, nullable: true`, `allOf: [A], nullable: true` |
//! | `type: [string, integer]` | `anyOf: [{type: string}, {type: integer}]` |
//! | `const: a` | `enum: [a]` |
//! | `exclusiveMinimum: 3` | `minimum: 3, exclusiveMinimum: true` |
//! | `$ref` beside other keywords | `allOf: [{$ref}]` beside them |
//! | `examples: [a]` | `example: a` |
//! | `contentMediaType: image/png`, `contentEncoding: base64` | `format: binary`, `format: byte` |
//! | a schema without a type in a form of parts | `type: string, format: binary` |
//! | `prefixItems` of one schema, else of several; `items: false` | `items` with that schema, else `items: {}`; `maxItems` |
//! | `patternProperties`, `unevaluatedProperties` | `additionalProperties` |
//! | properties in `then`, `else`, `dependentSchemas` | optional `properties` |
//! | an operation without `responses` | `responses: {}` |
//! | a schema that is `true` or `false` | `{}`, `{not: {}}` |
//! | `webhooks` | `x-webhooks` |
//! | `jsonSchemaDialect` | nothing: it describes no call |
//! | `components.pathItems` | written where they are referred to |
//! | `$ref: '#name'` to an `$anchor`, `$ref` to an `$id` | `$ref` to the place of the schema |
//!
//! The parts of `prefixItems`, `patternProperties` and `const` that are lost stay in the document, so that lint warns
//! about them.

mod files;
mod places;

use serde_json::{Map, Value, json};

use crate::openapi::{
    CHOICES, Keys, MEMBERS, METHODS, compare, items, listed, plain_numbers, text,
};

/// Rewrites a document.
pub(super) fn as_3_0(document: &mut Value) {
    places::write_path_items(document);
    let Some(fields) = document.as_object_mut() else {
        return;
    };
    fields.shift_remove("jsonSchemaDialect");
    fields.insert("openapi".to_owned(), Value::from("3.0.3"));
    fields.entry("paths").or_insert_with(|| json!({}));
    for key in ["paths", "webhooks"] {
        let items = fields.get_mut(key).and_then(Value::as_object_mut);
        for (_, item) in items.into_iter().flatten() {
            for method in METHODS {
                if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                    operation.entry("responses").or_insert_with(|| json!({}));
                }
            }
        }
    }
    places::name_anchors(document);
    files::describe(document);
    walk(document, Keys::Keywords, schema_of_3_1);
    // After the rest, because extensions are not rewritten.
    if document.get("webhooks").is_some() {
        places::rewrite_references(document, &|reference| {
            let rest = reference.strip_prefix("#/webhooks/")?;
            Some(format!("#/x-webhooks/{rest}"))
        });
    }
    if let Some(fields) = document.as_object_mut()
        && let Some(webhooks) = fields.shift_remove("webhooks")
    {
        fields.entry("x-webhooks").or_insert(webhooks);
    }
}

/// Replaces references to names of schemas in a file that is no document.
pub(super) fn name_anchors(file: &mut Value) {
    places::name_anchors(file);
}

/// Rewrites features of 3.1 in a document of 3.0: null types, lists of types, constants, and paths that are components.
pub(super) fn within_3_0(document: &mut Value) {
    places::write_path_items(document);
    walk(document, Keys::Keywords, |value| {
        if let Some(fields) = value.as_object_mut() {
            constant(fields);
            nullable_choice(fields);
            types(fields);
        }
    });
}

/// Finds the schemas in any other object, and rewrites them.
fn walk(value: &mut Value, keys: Keys, rewrite: fn(&mut Value)) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let below = keys.below(key).filter(|_| !key.starts_with("x-"));
                match (key.as_str(), value) {
                    ("schema", value) if keys == Keys::Keywords => schema(value, rewrite),
                    ("schemas", Value::Object(named)) if keys == Keys::Keywords => {
                        named
                            .iter_mut()
                            .for_each(|(_, value)| schema(value, rewrite));
                    }
                    (_, value) => below
                        .into_iter()
                        .for_each(|keys| walk(value, keys, rewrite)),
                }
            }
        }
        Value::Array(items) => {
            let items = items.iter_mut();
            items.for_each(|value| walk(value, Keys::Keywords, rewrite));
        }
        _ => {}
    }
}

/// Rewrites a schema, after those in it.
fn schema(value: &mut Value, rewrite: fn(&mut Value)) {
    for (key, value) in value.as_object_mut().into_iter().flatten() {
        match (key.as_str(), value) {
            (
                "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions",
                Value::Object(named),
            ) => {
                named
                    .iter_mut()
                    .for_each(|(_, value)| schema(value, rewrite));
            }
            ("additionalProperties" | "unevaluatedProperties", Value::Bool(_)) => {}
            (
                "items"
                | "not"
                | "additionalProperties"
                | "unevaluatedProperties"
                | "contains"
                | "propertyNames"
                | "if"
                | "then"
                | "else",
                value,
            ) => schema(value, rewrite),
            (key, Value::Array(members)) if key == "prefixItems" || MEMBERS.contains(&key) => {
                for member in members {
                    // YAML reads null without quotes as a value. In a choice it can only be the type.
                    if CHOICES.contains(&key) && member.get("type") == Some(&Value::Null) {
                        member["type"] = Value::from("null");
                    }
                    schema(member, rewrite);
                }
            }
            _ => {}
        }
    }
    rewrite(value);
}

fn schema_of_3_1(value: &mut Value) {
    match value {
        Value::Bool(true) => *value = json!({}),
        Value::Bool(false) => *value = json!({ "not": {} }),
        _ => {}
    }
    let Some(fields) = value.as_object_mut() else {
        return;
    };
    for key in ["$schema", "$id", "$comment", "$anchor"] {
        fields.shift_remove(key);
    }
    beside_reference(fields);
    constant(fields);
    bounds(fields);
    content(fields);
    lists(fields);
    keys(fields);
    conditional(fields);
    if let Some(Value::Array(examples)) = fields.shift_remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        fields.entry("example").or_insert(first);
    }
    nullable_choice(fields);
    types(fields);
}

fn beside_reference(fields: &mut Map<String, Value>) {
    if fields.len() > 1
        && fields.get("$ref").is_some_and(Value::is_string)
        && let Some(reference) = fields.shift_remove("$ref")
    {
        let mut members = vec![json!({ "$ref": reference })];
        if let Some(Value::Array(more)) = fields.shift_remove("allOf") {
            members.extend(more);
        }
        fields.insert("allOf".to_owned(), Value::Array(members));
    }
}

fn constant(fields: &mut Map<String, Value>) {
    // `1.0` is the integer 1.
    let kind = match fields.get("const").map(plain_numbers) {
        None | Some(Value::Array(_) | Value::Object(_)) => return,
        Some(Value::Null) => {
            fields.shift_remove("const");
            only_null(fields);
            return;
        }
        Some(Value::String(_)) => "string",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(number)) if number.is_f64() => "number",
        Some(Value::Number(_)) => "integer",
    };
    if let Some(value) = fields.shift_remove("const") {
        fields.entry("type").or_insert_with(|| Value::from(kind));
        fields.insert("enum".to_owned(), json!([plain_numbers(&value)]));
    }
}

/// A schema that allows null and nothing else.
fn only_null(fields: &mut Map<String, Value>) {
    fields.insert("nullable".to_owned(), Value::Bool(true));
    fields.insert("enum".to_owned(), json!([null]));
}

fn bounds(fields: &mut Map<String, Value>) {
    for (exclusive, inclusive, is_lower) in [
        ("exclusiveMinimum", "minimum", true),
        ("exclusiveMaximum", "maximum", false),
    ] {
        let Some(limit) = fields.get(exclusive).and_then(Value::as_number).cloned() else {
            continue;
        };
        let own = fields.get(inclusive).and_then(Value::as_number);
        let is_stricter = own.is_none_or(|own| match is_lower {
            true => compare(&limit, own).is_ge(),
            false => compare(&limit, own).is_le(),
        });
        if is_stricter {
            fields.insert(inclusive.to_owned(), Value::Number(limit));
        }
        fields.insert(exclusive.to_owned(), Value::Bool(is_stricter));
    }
}

fn content(fields: &mut Map<String, Value>) {
    let encoding = fields.shift_remove("contentEncoding");
    let media = fields.get("contentMediaType");
    let is_text = fields
        .get("type")
        .is_none_or(|kind| listed(kind).iter().any(|it| it == "string"));
    if !is_text || fields.get("$ref").is_some() {
        return;
    }
    let encoding = encoding.as_ref().and_then(Value::as_str);
    let encoding = encoding.map(str::to_ascii_lowercase);
    let format = match (encoding.as_deref(), media) {
        (Some("base64"), _) => "byte",
        // The text as it is.
        (Some("7bit" | "8bit" | "binary" | ""), _) => return,
        (Some(encoding), _) => encoding,
        (None, Some(_)) => "binary",
        _ => return,
    };
    fields
        .entry("type")
        .or_insert_with(|| Value::from("string"));
    fields
        .entry("format")
        .or_insert_with(|| Value::from(format));
}

/// Lists with a schema for each position (`prefixItems`).
fn lists(fields: &mut Map<String, Value>) {
    let is_nothing = |items: &Value| items.get("not") == Some(&json!({}));
    let is_closed = fields.get("items").is_some_and(is_nothing);
    let places = fields.get("prefixItems").and_then(Value::as_array).cloned();
    let places = places.unwrap_or_default();
    if places.is_empty() && !is_closed {
        return;
    }
    fields.entry("type").or_insert_with(|| Value::from("array"));
    let longest = places.len() as u64;
    let declared = fields.get("maxItems").and_then(Value::as_u64);
    let is_full = is_closed || declared.is_some_and(|declared| declared <= longest);
    if is_closed {
        let longest = declared.map_or(longest, |declared| declared.min(longest));
        fields.insert("maxItems".to_owned(), Value::from(longest));
    }
    let only = places.first().filter(|first| {
        let is_rest = is_full || fields.get("items") == Some(*first);
        is_rest && places.iter().all(|place| place == *first)
    });
    if only.is_some() {
        fields.shift_remove("prefixItems");
    }
    // Otherwise items may have different types.
    let items = only.cloned().unwrap_or_else(|| json!({}));
    fields.insert("items".to_owned(), items);
}

/// Keys that are described by patterns, or that other schemas do not describe.
fn keys(fields: &mut Map<String, Value>) {
    let has = |keys: &[&str]| keys.iter().any(|key| fields.contains_key(*key));
    let is_conditional = has(&["if", "dependentSchemas"]);
    // `additionalProperties: false` would exclude the keys of other schemas.
    let is_closed = fields.get("unevaluatedProperties") == Some(&Value::Bool(false));
    let is_shared =
        has(&["$ref", "oneOf", "anyOf"]) || is_closed && (is_conditional || has(&["allOf"]));
    if !is_shared
        && !fields.contains_key("additionalProperties")
        && let Some(rest) = fields.shift_remove("unevaluatedProperties")
    {
        // Conditional keys may be of other types.
        let rest = if is_conditional { json!({}) } else { rest };
        fields.insert("additionalProperties".to_owned(), rest);
    }
    let Some(patterns) = fields.get("patternProperties").and_then(Value::as_object) else {
        return;
    };
    let mut values = patterns.values();
    let only = values.next().cloned();
    let only = only.filter(|only| values.all(|value| value == only));
    let further = fields.get("additionalProperties");
    let is_closed = further == Some(&Value::Bool(false));
    let all = match only {
        Some(only) if is_closed || further == Some(&only) => only,
        Some(only) if further.is_none() && !fields.contains_key("properties") => only,
        _ => json!({}),
    };
    fields.insert("additionalProperties".to_owned(), all);
    fields
        .entry("type")
        .or_insert_with(|| Value::from("object"));
}

/// Conditional properties become optional.
fn conditional(fields: &mut Map<String, Value>) {
    let dependent = fields.get("dependentSchemas").and_then(Value::as_object);
    let branches = ["then", "else"]
        .into_iter()
        .filter_map(|key| fields.get(key));
    let branches = branches.chain(dependent.into_iter().flatten().map(|(_, branch)| branch));
    let properties = branches.filter_map(|branch| branch.get("properties")?.as_object());
    let mut found: Vec<(String, Value)> = Vec::new();
    for (name, property) in properties.flatten() {
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) if known != property => *known = json!({}),
            Some(_) => {}
            None => found.push((name.clone(), property.clone())),
        }
    }
    let is_choice = MEMBERS.iter().any(|key| fields.contains_key(*key));
    if found.is_empty() || is_choice && !fields.contains_key("properties") {
        return;
    }
    let own = fields.entry("properties").or_insert_with(|| json!({}));
    for (name, property) in found {
        if let Some(own) = own.as_object_mut() {
            own.entry(name).or_insert(property);
        }
    }
}

/// A choice with a null member becomes the choice of the others, which is nullable.
fn nullable_choice(fields: &mut Map<String, Value>) {
    for key in CHOICES {
        let Some(Value::Array(members)) = fields.get_mut(key) else {
            continue;
        };
        let before = members.len();
        members.retain(|member| !is_null(member));
        if members.len() == before {
            continue;
        }
        if let [_] = members.as_slice()
            && !fields.contains_key("allOf")
            && let Some(only) = fields.shift_remove(key)
        {
            fields.insert("allOf".to_owned(), only);
        } else if fields
            .get(key)
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            fields.shift_remove(key);
        }
        fields.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// Whether a schema, rewritten or not, allows only null. `nullable` alone has no effect: without a `type`, every value is
/// allowed.
fn is_null(schema: &Value) -> bool {
    let mut values = items(schema, "enum").peekable();
    let lists_null = values.peek().is_some() && values.all(Value::is_null);
    text(schema, "type") == "null" || lists_null && schema.get("type").is_none()
}

fn types(fields: &mut Map<String, Value>) {
    let kinds: Vec<String> = match fields.get("type") {
        // YAML reads null without quotes as a value.
        Some(Value::Array(kinds)) => {
            let name = |kind: &Value| match kind {
                Value::Null => Some("null".to_owned()),
                kind => kind.as_str().map(str::to_owned),
            };
            kinds.iter().filter_map(name).collect()
        }
        Some(Value::String(kind)) if kind == "null" => vec![kind.clone()],
        Some(Value::Null) => {
            // A field without a value, or the type without quotes: any value can be sent.
            fields.shift_remove("type");
            fields.insert("nullable".to_owned(), Value::Bool(true));
            return;
        }
        _ => return,
    };
    fields.shift_remove("type");
    let has_null = kinds.iter().any(|kind| kind == "null");
    let kinds: Vec<&String> = kinds.iter().filter(|kind| *kind != "null").collect();
    if has_null {
        fields.insert("nullable".to_owned(), Value::Bool(true));
        if let Some(Value::Array(values)) = fields.get_mut("enum")
            && values.iter().any(|value| !value.is_null())
            && kinds.len() > 1
        {
            values.retain(|value| !value.is_null());
        }
    }
    match kinds.as_slice() {
        [] => only_null(fields),
        [only] => _ = fields.insert("type".to_owned(), Value::from(only.as_str())),
        several => {
            let members = several.iter().map(|kind| of_kind(kind, fields));
            let members: Vec<Value> = members.collect();
            for (keyword, _) in OF_KINDS {
                fields.shift_remove(*keyword);
            }
            fields.insert("anyOf".to_owned(), Value::Array(members));
        }
    }
}

/// Keywords that apply to one type, with that type.
const OF_KINDS: &[(&str, &str)] = &[
    ("items", "array"),
    ("minItems", "array"),
    ("maxItems", "array"),
    ("uniqueItems", "array"),
    ("properties", "object"),
    ("required", "object"),
    ("additionalProperties", "object"),
    ("minProperties", "object"),
    ("maxProperties", "object"),
    ("format", "string"),
    ("pattern", "string"),
    ("minLength", "string"),
    ("maxLength", "string"),
    ("minimum", "number"),
    ("maximum", "number"),
    ("exclusiveMinimum", "number"),
    ("exclusiveMaximum", "number"),
    ("multipleOf", "number"),
];

fn of_kind(kind: &str, fields: &Map<String, Value>) -> Value {
    let mut own = Map::from_iter([("type".to_owned(), Value::from(kind))]);
    for (keyword, of) in OF_KINDS {
        let is_own = *of == kind || *of == "number" && kind == "integer";
        if let Some(value) = fields.get(*keyword).filter(|_| is_own) {
            own.insert((*keyword).to_owned(), value.clone());
        }
    }
    Value::Object(own)
}

#[cfg(test)]
mod tests;
