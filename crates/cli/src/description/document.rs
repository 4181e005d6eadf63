//! The document, and lookups in it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

/// The API description.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    // The crate that contains it tests that it can be read.
    let read = || serde_json::from_str(realtimekit_fake::api_description()).unwrap_or_default();
    DOCUMENT.get_or_init(read)
}

/// Follows references.
pub fn resolved(mut value: &'static Value) -> &'static Value {
    while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        let pointer = reference.trim_start_matches('#');
        value = document().pointer(pointer).unwrap_or(&Value::Null);
    }
    value
}

/// The string at a key; empty if there is none.
pub fn text(value: &'static Value, key: &str) -> &'static str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The entries of the object at a key; empty if there is none.
pub fn entries(
    value: &'static Value,
    key: &str,
) -> impl Iterator<Item = (&'static String, &'static Value)> {
    let object = value.get(key).and_then(Value::as_object);
    object.into_iter().flat_map(Map::iter)
}

/// The items of the list at a key; empty if there is none.
pub fn items(value: &'static Value, key: &str) -> impl Iterator<Item = &'static Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Who may see the value of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// A URL that is marked as not secret.
    Public,
    /// It is not marked.
    Unmarked,
    /// A URL that gives access.
    SecretUrl,
    /// A secret.
    Secret,
}

/// The names of all properties. Of several properties with a name, the most secret one counts.
pub fn property_names() -> BTreeMap<&'static str, Visibility> {
    let mut names = BTreeMap::new();
    collect_names(document(), &mut names);
    names
}

fn collect_names(value: &'static Value, names: &mut BTreeMap<&'static str, Visibility>) {
    for (name, property) in entries(value, "properties") {
        let property = resolved(property);
        let mark = |key: &str| property.get(key).and_then(Value::as_bool);
        let visibility = match (mark("x-secret"), mark("x-secret-url")) {
            (Some(true), _) => Visibility::Secret,
            (_, Some(true)) => Visibility::SecretUrl,
            (_, Some(false)) => Visibility::Public,
            _ => Visibility::Unmarked,
        };
        let known = names.entry(name).or_insert(visibility);
        *known = visibility.max(*known);
    }
    match value {
        Value::Object(object) => object
            .values()
            .for_each(|value| collect_names(value, names)),
        Value::Array(items) => items.iter().for_each(|value| collect_names(value, names)),
        _ => {}
    }
}

/// The names of the events.
pub fn events() -> impl Iterator<Item = &'static str> {
    let events = document().get("x-webhooks").and_then(Value::as_object);
    events.into_iter().flat_map(Map::keys).map(String::as_str)
}

/// The examples of all responses.
#[cfg(test)]
pub fn examples() -> Vec<&'static Value> {
    let mut found = Vec::new();
    for (_, item) in entries(document(), "paths") {
        for operation in item.as_object().into_iter().flat_map(Map::values) {
            for (_, response) in entries(operation, "responses") {
                let media = response.pointer("/content/application~1json");
                let examples = entries(media.unwrap_or(&Value::Null), "examples");
                found.extend(examples.filter_map(|(_, example)| example.get("value")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Visibility, property_names};

    #[test]
    fn secret_properties_are_found() {
        let names = property_names();
        for name in [
            "access_key",
            "private_key",
            "rtmp_url",
            "stream_key",
            "token",
        ] {
            assert_eq!(names.get(name), Some(&Visibility::Secret), "{name}");
        }
        assert_eq!(names.get("design_tokens"), Some(&Visibility::Unmarked));
        assert_eq!(names.get("download_url"), Some(&Visibility::SecretUrl));
        assert_eq!(names.get("playback_url"), Some(&Visibility::Public));
    }
}
