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
//! | `prefixItems`, `items: false` | `items: {}` |
//! | `patternProperties` | `additionalProperties` |
//! | a schema that is `true` or `false` | `{}`, `{not: {}}` |
//! | `webhooks`, `jsonSchemaDialect`, `info.summary` | nothing: they describe no call |
//! | `components.pathItems` | written where they are referred to |

use serde_json::{Map, Value, json};

use crate::openapi::{MEMBERS, items, target, unescape};

/// Keys whose value is data.
const DATA: [&str; 6] = ["example", "examples", "default", "enum", "value", "const"];

/// Rewrites a document.
pub(super) fn as_3_0(document: &mut Value) {
    let path_items = document.pointer("/components/pathItems").cloned();
    let Some(fields) = document.as_object_mut() else {
        return;
    };
    fields.shift_remove("webhooks");
    fields.shift_remove("jsonSchemaDialect");
    fields.insert("openapi".to_owned(), Value::from("3.0.3"));
    fields.entry("paths").or_insert_with(|| json!({}));
    if let Some(info) = fields.get_mut("info").and_then(Value::as_object_mut) {
        info.shift_remove("summary");
    }
    if let Some(components) = fields.get_mut("components").and_then(Value::as_object_mut) {
        components.shift_remove("pathItems");
    }
    if let Some(paths) = fields.get_mut("paths").and_then(Value::as_object_mut) {
        for (_, item) in paths {
            let name =
                target(item).and_then(|pointer| pointer.strip_prefix("/components/pathItems/"));
            let found = name.and_then(|name| path_items.as_ref()?.get(unescape(name)));
            if let Some(found) = found {
                *item = found.clone();
            }
        }
    }
    walk(document);
}

/// Finds the schemas of anything that is none.
fn walk(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    (key, _) if DATA.contains(&key) || key.starts_with("x-") => {}
                    ("schema", value) => schema(value),
                    ("schemas", Value::Object(named)) => {
                        named.iter_mut().for_each(|(_, value)| schema(value));
                    }
                    (_, value) => walk(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(walk),
        _ => {}
    }
}

fn schema(value: &mut Value) {
    match value {
        Value::Bool(true) => *value = json!({}),
        Value::Bool(false) => *value = json!({ "not": {} }),
        _ => {}
    }
    let Some(fields) = value.as_object_mut() else {
        return;
    };
    for (key, value) in fields.iter_mut() {
        match (key.as_str(), value) {
            (
                "properties" | "patternProperties" | "$defs" | "definitions",
                Value::Object(named),
            ) => {
                named.iter_mut().for_each(|(_, value)| schema(value));
            }
            ("additionalProperties", Value::Bool(_)) => {}
            ("items" | "not" | "additionalProperties", value) => schema(value),
            (key, Value::Array(members)) if MEMBERS.contains(&key) => {
                members.iter_mut().for_each(schema);
            }
            _ => {}
        }
    }
    for key in ["$schema", "$id", "$comment", "$anchor"] {
        fields.shift_remove(key);
    }
    beside_reference(fields);
    constant(fields);
    bounds(fields);
    content(fields);
    collections(fields);
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
    let Some(value) = fields.shift_remove("const") else {
        return;
    };
    let kind = match &value {
        Value::Null => {
            fields.insert("nullable".to_owned(), Value::Bool(true));
            return;
        }
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::Array(_) | Value::Object(_) => return,
    };
    fields.entry("type").or_insert_with(|| Value::from(kind));
    fields.insert("enum".to_owned(), json!([value]));
}

fn bounds(fields: &mut Map<String, Value>) {
    for (exclusive, inclusive, is_lower) in [
        ("exclusiveMinimum", "minimum", true),
        ("exclusiveMaximum", "maximum", false),
    ] {
        let Some(limit) = fields
            .get(exclusive)
            .filter(|limit| limit.is_number())
            .cloned()
        else {
            continue;
        };
        let own = fields.get(inclusive).and_then(Value::as_f64);
        let given = limit.as_f64().unwrap_or_default();
        let is_stricter = own.is_none_or(|own| if is_lower { given >= own } else { given <= own });
        if is_stricter {
            fields.insert(inclusive.to_owned(), limit);
        }
        fields.insert(exclusive.to_owned(), Value::Bool(is_stricter));
    }
}

fn content(fields: &mut Map<String, Value>) {
    let encoding = fields.shift_remove("contentEncoding");
    let media = fields.shift_remove("contentMediaType");
    fields.shift_remove("contentSchema");
    let format = match (encoding.as_ref().and_then(Value::as_str), media) {
        (Some("base64" | "base64url"), _) => "byte",
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

fn collections(fields: &mut Map<String, Value>) {
    if fields.shift_remove("prefixItems").is_some() {
        // Each item may be of another type.
        fields.insert("items".to_owned(), json!({}));
        fields.entry("type").or_insert_with(|| Value::from("array"));
    }
    if fields
        .get("items")
        .is_some_and(|items| items.get("not").is_some())
    {
        fields.insert("items".to_owned(), json!({}));
    }
    if let Some(Value::Object(patterns)) = fields.shift_remove("patternProperties") {
        let mut patterns = patterns.into_iter();
        let only = match (
            patterns.next(),
            patterns.next(),
            fields.contains_key("properties"),
        ) {
            (Some((_, only)), None, false) => only,
            _ => json!({}),
        };
        if !fields
            .get("additionalProperties")
            .is_some_and(Value::is_object)
        {
            fields.insert("additionalProperties".to_owned(), only);
        }
        fields
            .entry("type")
            .or_insert_with(|| Value::from("object"));
    }
}

/// A choice of which one member is null is that of the others, or null.
fn nullable_choice(fields: &mut Map<String, Value>) {
    for key in ["oneOf", "anyOf"] {
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

/// Whether a schema, which may have been rewritten already, allows null alone.
fn is_null(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    let has_other = items(schema, "enum").any(|value| !value.is_null());
    let is_bare = schema.as_object().is_some_and(|fields| {
        let kept = ["nullable", "description", "title", "enum", "type"];
        fields.keys().all(|key| kept.contains(&key.as_str()))
    });
    kind == Some("null") || is_bare && schema["nullable"] == true && kind.is_none() && !has_other
}

fn types(fields: &mut Map<String, Value>) {
    let kinds: Vec<String> = match fields.get("type") {
        Some(Value::Array(kinds)) => {
            let kinds = kinds.iter().filter_map(Value::as_str);
            kinds.map(str::to_owned).collect()
        }
        Some(Value::String(kind)) if kind == "null" => vec![kind.clone()],
        _ => return,
    };
    fields.shift_remove("type");
    if kinds.iter().any(|kind| kind == "null") {
        fields.insert("nullable".to_owned(), Value::Bool(true));
        if let Some(Value::Array(values)) = fields.get_mut("enum")
            && values.iter().any(|value| !value.is_null())
        {
            values.retain(|value| !value.is_null());
        }
    }
    let kinds: Vec<&String> = kinds.iter().filter(|kind| *kind != "null").collect();
    match kinds.as_slice() {
        [] => {}
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

/// Keywords that are about values of one type, and the type.
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
mod tests {
    use serde_json::json;

    use super::*;

    fn rewritten(of: Value) -> Value {
        let mut document = json!({"openapi": "3.1.0", "components": {"schemas": {"A": of}}});
        as_3_0(&mut document);
        assert_eq!(document["openapi"], "3.0.3");
        document["components"]["schemas"]["A"].take()
    }

    #[test]
    fn what_means_the_same_is_written_as_in_3_0() {
        for (later, earlier) in [
            (
                json!({"type": ["string", "null"]}),
                json!({"type": "string", "nullable": true}),
            ),
            (
                json!({"oneOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}]}),
                json!({"allOf": [{"$ref": "#/components/schemas/B"}], "nullable": true}),
            ),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}),
                json!({"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": true}),
            ),
            (
                json!({"type": ["string", "array"], "items": {"type": "string"}, "maxLength": 3}),
                json!({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "array", "items": {"type": "string"}}]}),
            ),
            (
                json!({"const": "a"}),
                json!({"type": "string", "enum": ["a"]}),
            ),
            (
                json!({"type": "integer", "exclusiveMinimum": 3}),
                json!({"type": "integer", "exclusiveMinimum": true, "minimum": 3}),
            ),
            (
                json!({"minimum": 5, "exclusiveMinimum": 3}),
                json!({"minimum": 5, "exclusiveMinimum": false}),
            ),
            (
                json!({"$ref": "#/components/schemas/B", "description": "d"}),
                json!({"description": "d", "allOf": [{"$ref": "#/components/schemas/B"}]}),
            ),
            (
                json!({"type": "string", "examples": ["a"]}),
                json!({"type": "string", "example": "a"}),
            ),
            (
                json!({"type": "string", "contentMediaType": "image/png"}),
                json!({"type": "string", "format": "binary"}),
            ),
            (
                json!({"prefixItems": [{"type": "string"}]}),
                json!({"items": {}, "type": "array"}),
            ),
            (
                json!({"patternProperties": {"^x": {"type": ["integer", "null"]}}}),
                json!({"additionalProperties": {"nullable": true, "type": "integer"}, "type": "object"}),
            ),
            (
                json!({"properties": {"a": true}}),
                json!({"properties": {"a": {}}}),
            ),
            (
                json!({"type": ["string", "null"], "enum": ["a", null]}),
                json!({"nullable": true, "type": "string", "enum": ["a"]}),
            ),
        ] {
            assert_eq!(rewritten(later.clone()), earlier, "{later}");
        }
    }

    #[test]
    fn path_items_are_written_where_they_are_used() {
        let item = json!({"get": {"operationId": "a"}});
        let mut document = json!({
            "openapi": "3.1.0", "webhooks": {"w": {}},
            "paths": {"/a": {"$ref": "#/components/pathItems/A"}},
            "components": {"pathItems": {"A": item}},
        });
        as_3_0(&mut document);
        assert_eq!(document["paths"]["/a"], item);
        assert_eq!(document.get("webhooks"), None);
    }
}
