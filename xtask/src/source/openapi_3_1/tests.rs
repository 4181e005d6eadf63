//! Documents of 3.1, and what they become.

use serde_json::json;

use super::*;

fn rewritten(of: Value) -> Value {
    let mut document = json!({"openapi": "3.1.0", "components": {"schemas": {"A": of}}});
    as_3_0(&mut document);
    assert_eq!(document["openapi"], "3.0.3");
    document["components"]["schemas"]["A"].take()
}

#[test]
fn keywords_of_3_1_are_converted_to_3_0() {
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
            json!({"type": "string", "contentMediaType": "image/png", "format": "binary"}),
        ),
        (
            json!({"type": "string", "contentEncoding": "base64url"}),
            json!({"type": "string", "format": "base64url"}),
        ),
        (
            json!({"prefixItems": [{"type": "string"}, {"type": ["integer"]}]}),
            json!({"prefixItems": [{"type": "string"}, {"type": "integer"}], "type": "array", "items": {}}),
        ),
        (
            json!({"prefixItems": [{"type": "string"}, {"type": "string"}], "items": false}),
            json!({"items": {"type": "string"}, "type": "array", "maxItems": 2}),
        ),
        (
            json!({"prefixItems": [{"type": "string"}], "items": {"type": "string"}}),
            json!({"items": {"type": "string"}, "type": "array"}),
        ),
        (
            json!({"items": false}),
            json!({"items": {}, "type": "array", "maxItems": 0}),
        ),
        (
            json!({"patternProperties": {"^x": {"type": ["integer", "null"]}}}),
            json!({
                "patternProperties": {"^x": {"nullable": true, "type": "integer"}},
                "additionalProperties": {"nullable": true, "type": "integer"}, "type": "object",
            }),
        ),
        (
            json!({"patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": {"type": "string"}}),
            json!({
                "patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": {}, "type": "object",
            }),
        ),
        (
            json!({"properties": {"a": {}}, "unevaluatedProperties": {"type": "integer"}}),
            json!({"properties": {"a": {}}, "additionalProperties": {"type": "integer"}}),
        ),
        (
            json!({"allOf": [{}], "unevaluatedProperties": {"type": "integer"}}),
            json!({"allOf": [{}], "additionalProperties": {"type": "integer"}}),
        ),
        (
            json!({"if": {}, "unevaluatedProperties": {"type": "integer"}}),
            json!({"if": {}, "additionalProperties": {}}),
        ),
        (
            json!({"allOf": [{}], "unevaluatedProperties": false}),
            json!({"allOf": [{}], "unevaluatedProperties": false}),
        ),
        (
            json!({"properties": {"a": {}}, "then": {"properties": {"b": {"type": "string"}, "a": {"const": 1}}}}),
            json!({
                "properties": {"a": {}, "b": {"type": "string"}},
                "then": {"properties": {"b": {"type": "string"}, "a": {"type": "integer", "enum": [1]}}},
            }),
        ),
        (json!({"const": {"a": 1}}), json!({"const": {"a": 1}})),
        (
            json!({"properties": {"a": true}}),
            json!({"properties": {"a": {}}}),
        ),
        (
            json!({"type": ["string", "null"], "enum": ["a", null]}),
            json!({"nullable": true, "type": "string", "enum": ["a", null]}),
        ),
    ] {
        assert_eq!(rewritten(later.clone()), earlier, "{later}");
    }
}

#[test]
fn types_and_constants_of_3_1_are_read_in_3_0() {
    let mut document = json!({"openapi": "3.0.3", "components": {"schemas": {
        "A": {"properties": {"a": {"type": ["string", "null"]}, "b": {"const": 1, "exclusiveMinimum": 0}}},
        "B": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}], "prefixItems": []},
    }}});
    within_3_0(&mut document);
    let expected = json!({
        "A": {"properties": {
            "a": {"type": "string", "nullable": true},
            "b": {"type": "integer", "enum": [1], "exclusiveMinimum": 0},
        }},
        "B": {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": true, "prefixItems": []},
    });
    assert_eq!(document["components"]["schemas"], expected);
}

#[test]
fn names_of_schemas_are_found() {
    let mut document = json!({"openapi": "3.1.0", "components": {"schemas": {
        "A": {"$anchor": "a", "type": "string"},
        "B": {"$id": "https://example.com/b", "properties": {"a": {"$ref": "#a"}}},
        "C": {"items": {"$ref": "https://example.com/b"}},
        "D": {"$anchor": "d", "items": {"$ref": "#d"}},
        "E": {"$anchor": "d"},
    }}});
    as_3_0(&mut document);
    let schemas = &document["components"]["schemas"];
    let a = "#/components/schemas/A";
    assert_eq!(schemas["B"]["properties"]["a"], json!({ "$ref": a }));
    let b = "#/components/schemas/B";
    assert_eq!(schemas["C"]["items"], json!({ "$ref": b }));
    assert_eq!(schemas["D"]["items"], json!({ "$ref": "#d" }));
}

#[test]
fn names_may_be_those_of_keywords_that_hold_data() {
    let error = json!({"content": {"application/json": {"schema": {"properties": {
        "value": {"$ref": "#why"}, "default": {"type": ["string", "null"]},
    }}}}});
    let mut document = json!({
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {"responses": {"default": error}}}},
        "components": {"schemas": {"A": {"properties": {"enum": {"$anchor": "why"}}}}},
    });
    as_3_0(&mut document);
    let schema = "/paths/~1a/get/responses/default/content/application~1json/schema";
    assert_eq!(
        document.pointer(schema).unwrap()["properties"],
        json!({
            "value": {"$ref": "#/components/schemas/A/properties/enum"},
            "default": {"type": "string", "nullable": true},
        })
    );
}

#[test]
fn path_items_are_written_where_they_are_used() {
    let item = json!({"get": {"operationId": "a", "responses": {}}});
    let mut document = json!({
        "openapi": "3.1.0", "webhooks": {"w": {}},
        "paths": {"/a": {"$ref": "#/components/pathItems/A"}},
        "components": {"pathItems": {"A": {"get": {"operationId": "a"}}}},
    });
    as_3_0(&mut document);
    assert_eq!(document["paths"]["/a"], item);
    assert_eq!(document.get("webhooks"), None);
}

#[test]
fn definitions_of_a_schema_are_found_by_short_references() {
    let of = json!({
        "$defs": {"B": {"type": "string"}, "C": {"type": "integer"}},
        "properties": {
            "value": {"$ref": "#/$defs/B"},
            "inner": {"$defs": {"B": {"type": "boolean"}}, "items": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/C/not"}]},
            "other": {"$ref": "#/$defs/D"},
        },
    });
    let found = rewritten(of);
    let reference = |pointer: &str| found.pointer(pointer).unwrap().clone();
    let place = "#/components/schemas/A";
    assert_eq!(
        reference("/properties/value/$ref"),
        format!("{place}/$defs/B")
    );
    let inner = format!("{place}/properties/inner/$defs/B");
    assert_eq!(reference("/properties/inner/items/0/$ref"), inner);
    assert_eq!(
        reference("/properties/inner/items/1/$ref"),
        format!("{place}/$defs/C/not")
    );
    assert_eq!(reference("/properties/other/$ref"), "#/$defs/D");
}
