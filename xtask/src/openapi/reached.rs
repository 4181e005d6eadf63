//! The nodes that a part of the document refers to, directly or indirectly.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::document::schemas;
use super::pointer::{container, escape};
use super::references::target;
use super::value::items;

/// Pointers to everything that `value` refers to, at any depth. References below unknown keywords are included, so that
/// a misspelt keyword does not make components look unused.
pub(crate) fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        let Value::Object(fields) = value else {
            open.extend(value.as_array().into_iter().flatten());
            continue;
        };
        for (key, value) in fields {
            match (key.as_str(), value) {
                ("$ref", Value::String(text)) => {
                    found.extend(text.strip_prefix('#').map(str::to_owned));
                }
                ("mapping", Value::Object(names)) => {
                    let names = names.values().filter_map(Value::as_str);
                    found.extend(names.map(|name| match name.strip_prefix('#') {
                        Some(pointer) => pointer.to_owned(),
                        None => format!("/components/schemas/{}", escape(name)),
                    }));
                    open.push(value);
                }
                _ => open.push(value),
            }
        }
    }
    found
}

/// The nodes that these parts of the document refer to, directly or indirectly, by pointer. References without a target
/// are ignored.
pub(crate) fn reached<'a>(
    document: &'a Value,
    from: impl IntoIterator<Item = &'a Value>,
) -> BTreeMap<String, &'a Value> {
    let mut reached = BTreeMap::new();
    let mut open: Vec<String> = from.into_iter().flat_map(references).collect();
    while let Some(pointer) = open.pop() {
        if reached.contains_key(&pointer) {
            continue;
        }
        if let Some(value) = document.pointer(&pointer) {
            open.extend(references(value));
            reached.insert(pointer, value);
        }
    }
    reached
}

/// The pointers of the components that the operations and security requirements of a document use, and its webhooks
/// with `with_webhooks`. If a used schema has a discriminator, the schemas that extend it are used, too.
pub(crate) fn reached_components(document: &Value, with_webhooks: bool) -> HashSet<String> {
    let fields = document.as_object().into_iter().flatten();
    let is_outside = |key: &str| key != "components" && (with_webhooks || key != "x-webhooks");
    let outside = fields.filter(|(key, _)| is_outside(key));
    let mut found: HashSet<String> = HashSet::new();
    let mut open: Vec<&Value> = outside.map(|(_, value)| value).collect();
    let mut children: HashMap<String, Vec<String>> = HashMap::new();
    for (name, schema) in schemas(document) {
        for member in items(schema, "allOf") {
            if let Some(base) = target(member) {
                let pointer = format!("/components/schemas/{}", escape(name));
                children.entry(base.to_owned()).or_default().push(pointer);
            }
        }
    }
    while !open.is_empty() {
        let new = reached(document, open.drain(..));
        let mut extending = Vec::new();
        for (pointer, value) in new {
            let has_kinds = value.get("discriminator").is_some();
            if found.insert(container(&pointer).to_owned()) && has_kinds {
                extending.extend(children.get(&pointer).into_iter().flatten());
            }
        }
        for pointer in extending {
            if let Some(schema) = document.pointer(pointer)
                && found.insert(pointer.clone())
            {
                open.push(schema);
            }
        }
    }
    found
}

/// Removes unused components, so that mistakes in them are not reported.
pub(crate) fn drop_unreached(document: &mut Value) {
    let kept = reached_components(document, true);
    let sections = document
        .get_mut("components")
        .and_then(Value::as_object_mut);
    for (section, named) in sections.into_iter().flatten() {
        if section == "securitySchemes" || section.starts_with("x-") {
            continue;
        }
        if let Some(named) = named.as_object_mut() {
            named.retain(|name, _| {
                kept.contains(&format!("/components/{section}/{}", escape(name)))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn every_way_to_refer_is_followed_and_cycles_end() {
        let document = json!({
            "start": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/nowhere"}],
            "components": {"schemas": {
                "A": {"properties": {"b": {"$ref": "#/components/schemas/B~1"}}},
                "B/": {"discriminator": {"mapping": {"c": "C", "a": "#/components/schemas/A"}}},
                "C": {"$ref": "#/components/schemas/A"},
                "D": {"$ref": "#/components/schemas/D"},
            }},
        });
        let reached = reached(&document, [&document["start"]]);
        let names: Vec<_> = reached.keys().map(|pointer| &pointer[20..]).collect();
        assert_eq!(names, ["A", "B~1", "C"]);
        assert_eq!(
            reached["/components/schemas/B~1"]["discriminator"]["mapping"]["c"],
            "C"
        );
    }

    #[test]
    fn long_chains_of_references_are_followed() {
        const LONG: usize = 100_000;
        let next = |at| json!({ "$ref": format!("#/{}", at + 1) });
        let document: Map<_, _> = (0..LONG).map(|at| (at.to_string(), next(at))).collect();
        let document = Value::Object(document);
        assert_eq!(reached(&document, [&document["0"]]).len(), LONG - 1);
    }
}
