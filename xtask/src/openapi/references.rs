//! References and their targets.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::document::schema;
use super::limits::FOLLOWED;
use super::pointer::escape;
use super::value::entries;

/// The beginning of a reference to a component schema.
pub const SCHEMAS: &str = "#/components/schemas/";

/// The name of the component schema that `schema` refers to, if it is a reference.
pub fn schema_ref(schema: &Value) -> Option<&str> {
    reference(schema)?.strip_prefix(SCHEMAS)
}

/// The name of the component schema that a place refers to, through a nullable wrapper too.
pub fn target_name(place: &Value) -> Option<&str> {
    schema_ref(place).or_else(|| match place.get("allOf")?.as_array()?.as_slice() {
        [single] => schema_ref(single),
        _ => None,
    })
}

/// A reference to the component schema `name`.
pub fn ref_to(name: &str) -> Value {
    json!({ "$ref": format!("{SCHEMAS}{name}") })
}

/// The text of a reference. `None` if `value` is not a reference.
pub fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The pointer that a reference into the same document leads to.
pub fn target(value: &Value) -> Option<&str> {
    reference(value)?.strip_prefix('#')
}

/// The schema at the end of references to component schemas. `name` returns the name of a reference. If they have no
/// end, the last schema.
pub fn follow<'a>(
    document: &'a Value,
    place: &'a Value,
    name: fn(&Value) -> Option<&str>,
) -> &'a Value {
    let mut found = place;
    for _ in 0..FOLLOWED {
        match name(found).and_then(|name| schema(document, name)) {
            Some(target) => found = target,
            None => break,
        }
    }
    found
}

/// The value at the end of the references that start at `pointer`, with its pointer. `None` if they have no target or
/// form a cycle.
pub fn resolve<'a>(
    document: &'a Value,
    pointer: &str,
    value: &'a Value,
) -> Option<(String, &'a Value)> {
    let mut found = (pointer.to_owned(), value);
    for _ in 0..FOLLOWED {
        if reference(found.1).is_none() {
            return Some(found);
        }
        let target = target(found.1)?;
        found = (target.to_owned(), document.pointer(target)?);
    }
    None
}

/// The ends of chains of references, by the pointers of components that are references. Each component is visited once.
pub fn ends(document: &Value) -> HashMap<String, String> {
    let mut ends: HashMap<String, String> = HashMap::new();
    let sections = entries(document, "components");
    let named = sections.flat_map(|(section, named)| {
        let named = named.as_object().into_iter().flatten();
        named.map(move |(name, _)| format!("/components/{}/{}", escape(section), escape(name)))
    });
    for start in named {
        let mut way = vec![start];
        let mut seen = HashSet::new();
        while let Some(last) = way.last()
            && seen.insert(last.clone())
        {
            let target = document.pointer(last).and_then(target);
            let known = ends.get(last).map(String::as_str);
            match known.or(target) {
                Some(next) => way.push(next.to_owned()),
                None => break,
            }
        }
        // A cycle, or a chain without a target, has no end.
        let end = way.pop().filter(|end| {
            let there = document.pointer(end);
            there.is_some_and(|value| value.get("$ref").is_none())
        });
        if let Some(end) = end {
            ends.extend(way.into_iter().map(|at| (at, end.clone())));
        }
    }
    ends
}
