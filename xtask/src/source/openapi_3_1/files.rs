//! Files in forms of OpenAPI 3.1: there a part whose schema has no type is sent as `application/octet-stream`.
//!
//! ```yaml
//! multipart/form-data: {schema: {properties: {picture: {}}}}                                # before
//! multipart/form-data: {schema: {properties: {picture: {type: string, format: binary}}}}    # after
//! ```

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::openapi::{each_object, is_for_readers, media, target, text};

/// Describes the files as bytes, also in components that only forms refer to.
pub(super) fn describe(document: &mut Value) {
    let mut uses: HashMap<String, usize> = HashMap::new();
    each_object(document, &mut |object| {
        let reference = object.get("$ref").and_then(Value::as_str);
        if let Some(pointer) = reference.and_then(|it| it.strip_prefix('#')) {
            *uses.entry(pointer.to_owned()).or_default() += 1;
        }
        true
    });
    let mut shared: HashMap<String, (usize, Map<String, Value>)> = HashMap::new();
    each_object(document, &mut |object| {
        let Some(form) = object.get_mut("multipart/form-data") else {
            return true;
        };
        let encoding = form.get("encoding").and_then(Value::as_object);
        let encoding = encoding.cloned().unwrap_or_default();
        let Some(schema) = form.get_mut("schema") else {
            return true;
        };
        match target(schema) {
            Some(pointer) => {
                let (forms, encodings) = shared.entry(pointer.to_owned()).or_default();
                *forms += 1;
                encodings.extend(encoding);
            }
            None => fields(schema, &encoding),
        }
        true
    });
    for (pointer, (forms, encoding)) in shared {
        if uses.get(&pointer) == Some(&forms)
            && let Some(schema) = document.pointer_mut(&pointer)
        {
            fields(schema, &encoding);
        }
    }
}

fn fields(schema: &mut Value, encoding: &Map<String, Value>) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        let kind = encoding.get(name).map_or("", |it| text(it, "contentType"));
        if media::is_json(kind) || kind.starts_with("text/") {
            continue;
        }
        let one = match property.get("items").is_some() {
            true => &mut property["items"],
            false => property,
        };
        if one == &Value::Bool(true) {
            *one = json!({});
        }
        match one {
            Value::Object(keys) if keys.keys().all(|key| is_for_readers(key)) => {
                keys.insert("type".to_owned(), Value::from("string"));
                keys.insert("format".to_owned(), Value::from("binary"));
            }
            _ => {}
        }
    }
}
