//! References to something that is not a component: into a path, or to a property of a schema. A target that is a
//! schema becomes a component with a new name. Any other target is copied in place of the reference.
//!
//! ```yaml
//! $ref: '#/components/schemas/Pet/properties/owner'   # before
//! $ref: '#/components/schemas/PetOwner'               # after
//! ```

use std::collections::BTreeMap;
use std::mem;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::file::Moved;
use super::in_place;
use super::references::decode;
use crate::openapi::{self, FOLLOWED, MEMBERS, each_object, unescape};
use crate::text::Taken;

/// Rewrites the references of a file to places in the same file that are not components. References without a target are
/// unchanged. `prefers` are the keys that a reference may have itself, and that count before those of its target. Returns
/// the schemas that became components, with their old pointers.
pub(super) fn name_targets(document: &mut Value, prefers: &[&str]) -> Vec<Moved> {
    let mut targets = Vec::new();
    each_object(document, &mut |object| {
        targets.extend(inline_target(object));
        true
    });
    targets.retain(|pointer| document.pointer(pointer).is_some());
    if targets.is_empty() {
        return Vec::new();
    }
    let known = openapi::schemas(document);
    let mut taken: Taken = known.map(|(name, _)| name.as_str()).collect();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for pointer in targets.iter().filter(|pointer| is_schema(pointer)) {
        if !names.contains_key(pointer) {
            let name = free_name(document, &mut taken, pointer);
            names.insert(pointer.clone(), name);
        }
    }
    each_object(document, &mut |object| {
        if let Some(name) = inline_target(object).and_then(|pointer| names.get(&pointer)) {
            object["$ref"] = Value::from(format!("#/components/schemas/{name}"));
        }
        true
    });
    // A schema inside another one is moved first.
    for (pointer, name) in names.iter().rev() {
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        if let Some(place) = document.pointer_mut(pointer) {
            let schema = mem::replace(place, reference);
            if let Some(schemas) = schemas(document) {
                schemas.insert(name.clone(), schema);
            }
        }
    }
    // A copy may have references, too.
    for _ in 0..FOLLOWED {
        let before = document.clone();
        if !replace(document, &before, &targets, prefers) {
            break;
        }
    }
    let moved = names.into_iter().map(|(from, name)| Moved {
        from,
        to: format!("/components/schemas/{name}"),
    });
    moved.collect()
}

fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    let components = document.as_object_mut()?.entry("components");
    let components = components.or_insert_with(|| Value::Object(Map::new()));
    let schemas = components.as_object_mut()?.entry("schemas");
    schemas
        .or_insert_with(|| Value::Object(Map::new()))
        .as_object_mut()
}

/// The pointer of a reference into this file that names no component.
fn inline_target(value: &Value) -> Option<String> {
    let pointer = value.get("$ref")?.as_str()?.strip_prefix('#')?;
    let pointer = decode(pointer).into_owned();
    let is_component = pointer.starts_with("/components/") && pointer.matches('/').count() == 3;
    (pointer.starts_with('/') && !is_component).then_some(pointer)
}

/// Whether a pointer leads to a schema, by the keys that it has at its end.
fn is_schema(pointer: &str) -> bool {
    let mut segments = pointer.rsplit('/');
    let (last, above) = (
        segments.next().unwrap_or_default(),
        segments.next().unwrap_or_default(),
    );
    let is_named = ["properties", "schemas", "$defs", "definitions"].contains(&above);
    is_named
        || MEMBERS.contains(&above)
        || ["schema", "items", "additionalProperties", "not"].contains(&last)
}

fn free_name(document: &Value, taken: &mut Taken, pointer: &str) -> String {
    let keywords = [
        "properties",
        "schemas",
        "components",
        "schema",
        "items",
        "content",
        "responses",
        "paths",
        "$defs",
        "definitions",
        "application~1json",
        "allOf",
        "oneOf",
        "anyOf",
    ];
    let segments = pointer.split('/').filter(|segment| {
        !segment.is_empty() && !keywords.contains(segment) && segment.parse::<u32>().is_err()
    });
    let mut segments: Vec<String> = segments.map(unescape).collect();
    if pointer.starts_with("/paths/") {
        let last = segments.split_off(segments.len().saturating_sub(1));
        segments = name_in_operation(document, pointer).unwrap_or(last);
    }
    let plain = segments.join(" ").to_upper_camel_case();
    let plain: String = plain.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = if plain.is_empty() {
        "Inline".to_owned()
    } else {
        plain
    };
    taken.numbered(&plain)
}

/// The name of the whole request or response of an operation.
fn name_in_operation(document: &Value, pointer: &str) -> Option<Vec<String>> {
    let (part, _) = pointer.rsplit_once("/content/")?;
    let is_whole = pointer.matches('/').count() == part.matches('/').count() + 3;
    let operation = pointer.splitn(5, '/').take(4).collect::<Vec<_>>().join("/");
    let id = document.pointer(&operation)?.get("operationId")?.as_str()?;
    let what = match part.ends_with("/requestBody") {
        true => "body",
        false => "response",
    };
    (is_whole && pointer.ends_with("/schema")).then(|| vec![id.to_owned(), what.to_owned()])
}

/// Replaces references to something that is not a schema by a copy of it. Returns whether there was one.
fn replace(value: &mut Value, document: &Value, targets: &[String], prefers: &[&str]) -> bool {
    let mut has_replaced = false;
    each_object(value, &mut |object| {
        let target = inline_target(object).filter(|pointer| targets.contains(pointer));
        let Some((pointer, target)) = target.and_then(|pointer| {
            let target = document.pointer(&pointer)?;
            (inline_target(target).as_ref() != Some(&pointer)).then_some((pointer, target))
        }) else {
            return true;
        };
        let keeps_all = in_place::is_path_or_operation(&pointer);
        let keeps = |key: &str| keeps_all || prefers.contains(&key);
        in_place::put_with(object, target.clone(), keeps);
        has_replaced = true;
        false
    });
    has_replaced
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_is_in_one_place_and_its_parts_too() {
        let whole = "#/paths/~1a/get/responses/200/content/application~1json/schema";
        let schema = json!({"properties": {"b": {"properties": {"c": {"type": "string"}}}}});
        let mut document = json!({"paths": {
            "/a": {"get": {"operationId": "get_a", "responses": {"200": {
                "content": {"application/json": {"schema": schema}},
            }}}},
            "/b": {"get": {"x": {"schema": {"$ref": format!("{whole}/properties/b")}}}},
            "/c": {"get": {"x": {"schema": {"$ref": whole}}}},
        }});
        let moved = name_targets(&mut document, &[]);
        let schemas = &document["components"]["schemas"];
        assert_eq!(
            schemas["GetAResponse"],
            json!({"properties": {"b": {"$ref": "#/components/schemas/B"}}})
        );
        assert_eq!(
            schemas["B"],
            json!({"properties": {"c": {"type": "string"}}})
        );
        let at_first = document.pointer(&whole[1..]).unwrap();
        assert_eq!(at_first["$ref"], "#/components/schemas/GetAResponse");
        let [first, second] = moved.as_slice() else {
            panic!("{moved:?}")
        };
        assert_eq!(
            (&*first.from, &*first.to),
            (&whole[1..], "/components/schemas/GetAResponse")
        );
        assert_eq!(second.to, "/components/schemas/B");
    }

    #[test]
    fn properties_may_have_the_names_of_keywords_that_hold_data() {
        let part = "#/components/schemas/A/properties/value/oneOf/0";
        let mut document = json!({"components": {"schemas": {
            "A": {"properties": {"value": {"oneOf": [{"type": "string"}, {"type": "integer"}]}}},
            "B": {"properties": {"value": {"oneOf": [{"$ref": part}]}, "default": {"$ref": part}}},
        }}});
        name_targets(&mut document, &[]);
        let schemas = &document["components"]["schemas"];
        let named = "#/components/schemas/AValue";
        assert_eq!(
            schemas["A"]["properties"]["value"]["oneOf"][0]["$ref"],
            named
        );
        assert_eq!(
            schemas["B"]["properties"]["value"]["oneOf"][0]["$ref"],
            named
        );
        assert_eq!(schemas["B"]["properties"]["default"]["$ref"], named);
        assert_eq!(schemas["AValue"], json!({"type": "string"}));
    }

    #[test]
    fn schemas_get_names_and_other_parts_are_written_in_place() {
        let mut document = json!({
            "paths": {
                "/a/{id}": {"get": {
                    "parameters": [{"name": "id", "in": "path"}],
                    "responses": {"200": {"schema": {"properties": {"company": {"type": "string"}}}}},
                }},
                "/c": {"get": {
                    "parameters": [{"$ref": "#/paths/~1a~1%7Bid%7D/get/parameters/0", "description": "D."}],
                    "schema": {"$ref": "#/paths/~1a~1{id}/get/responses/200/schema/properties/company"},
                    "other": {"$ref": "#/components/schemas/A/properties/b"},
                    "nowhere": {"$ref": "#/paths/~1x"},
                }},
            },
            "components": {"schemas": {"A": {"properties": {"b": {"$ref": "#/components/schemas/A"}}}}},
        });
        name_targets(&mut document, &["description"]);
        let get = &document["paths"]["/c"]["get"];
        let parameter = json!({"name": "id", "in": "path", "description": "D."});
        assert_eq!(get["parameters"][0], parameter);
        assert_eq!(get["schema"]["$ref"], "#/components/schemas/Company");
        assert_eq!(get["other"]["$ref"], "#/components/schemas/AB");
        assert_eq!(get["nowhere"]["$ref"], "#/paths/~1x");
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Company"]["type"], "string");
        assert_eq!(schemas["AB"]["$ref"], "#/components/schemas/A");
    }
}
