//! Responses that are almost valid, made from an example and its schema.

use serde_json::{Value, json};

use crate::wire::{parts, resolved};

/// A value that no enum has.
pub const UNKNOWN_WORD: &str = "tomorrow's";

/// The response with this text in place of each secret in it.
#[must_use]
pub fn with_secrets(schema: &'static Value, mut response: Value, secret: &str) -> Value {
    each(schema, &mut response, &mut |part, value| {
        if is_secret(part) {
            *value = json!(secret);
        }
    });
    response
}

/// Whether a value of the schema can hold a secret.
#[must_use]
pub fn holds_secrets(schema: &'static Value) -> bool {
    parts(schema).into_iter().any(|part| {
        let properties = part["properties"].as_object().into_iter().flatten();
        let mut below = properties
            .map(|(_, property)| property)
            .chain(part.get("items"));
        is_secret(part) || below.any(holds_secrets)
    })
}

fn is_secret(part: &Value) -> bool {
    part["x-secret"] == true || part["x-secret-url"] == true
}

/// Whether a payload of this schema has a required field.
#[must_use]
pub fn must_have_value(schema: &'static Value) -> bool {
    let data = parts(schema)
        .into_iter()
        .map(|part| &part["properties"]["data"]);
    data.flat_map(parts).any(|part| {
        part["required"]
            .as_array()
            .is_some_and(|keys| !keys.is_empty())
    })
}

/// The response with an unknown field in every object with known fields, and a deep unknown value at its top.
#[must_use]
pub fn with_unknown_fields(schema: &'static Value, mut response: Value) -> Value {
    each(schema, &mut response, &mut |part, value| {
        if let (Some(_), Value::Object(fields)) = (part.get("properties"), value) {
            let news = json!({"is": ["new", 1, null, {"in": true}]});
            fields.insert("tomorrow".to_owned(), news.clone());
            fields.shift_insert(0, "yesterday".to_owned(), news);
        }
    });
    response
}

/// The response with an unknown word in place of each value of an enum, and how many there were.
#[must_use]
pub fn with_unknown_words(schema: &'static Value, mut response: Value) -> (Value, usize) {
    let mut count = 0;
    each(schema, &mut response, &mut |part, value| {
        let known = part["enum"].as_array();
        if value.is_string() && known.is_some_and(|known| known.contains(value)) {
            *value = json!(UNKNOWN_WORD);
            count += 1;
        }
    });
    (response, count)
}

/// The response with each number written as a string.
#[must_use]
pub fn with_numbers_as_strings(schema: &'static Value, mut response: Value) -> Value {
    each(schema, &mut response, &mut |part, value| {
        let is_number = part["type"] == "number" || part["type"] == "integer";
        if value.is_number() && is_number {
            *value = json!(value.to_string());
        }
    });
    response
}

/// The response with this value at the first of the places that it has, given as JSON pointers.
#[must_use]
pub fn with_payload(mut response: Value, places: &[String], payload: &Value) -> Value {
    let place = places
        .iter()
        .find(|place| response.pointer(place).is_some());
    if let Some(found) = place.and_then(|place| response.pointer_mut(place)) {
        *found = payload.clone();
    }
    response
}

/// Visits each value that the schema describes, in order, with each part of its schema.
fn each(
    schema: &'static Value,
    value: &mut Value,
    visit: &mut impl FnMut(&'static Value, &mut Value),
) {
    let schemas = alternatives(schema);
    for part in &schemas {
        visit(part, value);
    }
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                for property in schemas
                    .iter()
                    .filter_map(|part| part["properties"].get(name))
                {
                    each(property, field, visit);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                for schema in schemas.iter().filter_map(|part| part.get("items")) {
                    each(schema, item, visit);
                }
            }
        }
        _ => {}
    }
}

/// The parts of a schema, including all alternatives.
fn alternatives(schema: &'static Value) -> Vec<&'static Value> {
    let mut found = Vec::new();
    for part in parts(schema) {
        let any_of = part["anyOf"].as_array().into_iter().flatten();
        found.extend(any_of.map(resolved));
        found.push(part);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Operation, example};

    fn session() -> (&'static Value, Value) {
        let (_, schema) = Operation::find("get_session").success();
        (schema, example("get_session.response"))
    }

    #[test]
    fn each_change_of_a_body_has_its_effect() {
        let (schema, response) = session();
        let (changed, count) = with_unknown_words(schema, response.clone());
        assert_eq!(changed["data"]["status"], UNKNOWN_WORD);
        assert!(count >= 2, "{changed}");

        let changed = with_numbers_as_strings(schema, response.clone());
        assert!(changed["data"]["minutes_consumed"].is_string(), "{changed}");

        let changed = with_unknown_fields(schema, response);
        assert!(changed["data"]["tomorrow"].is_object(), "{changed}");

        let (_, schema) = Operation::find("add_participant").success();
        let changed = with_secrets(schema, example("add_participant.response"), "s3cr3t");
        assert_eq!(changed["data"]["token"], "s3cr3t");
        assert_ne!(changed["data"]["name"], "s3cr3t");
    }
}
