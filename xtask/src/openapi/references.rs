//! What a `$ref` leads to.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::limits::FOLLOWED;
use super::pointer::escape;
use super::value::entries;

/// What a reference to a component schema starts with.
pub const SCHEMAS: &str = "#/components/schemas/";

/// The text of a reference; nothing where `value` is none.
pub fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The pointer that a reference into the same document leads to.
pub fn target(value: &Value) -> Option<&str> {
    reference(value)?.strip_prefix('#')
}

/// What the value at `pointer` means after its references, with the pointer to that; nothing when they lead nowhere or in a
/// circle.
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

/// Where references to references end, by the pointers of the components that are references: each component is looked at
/// once, however long the way.
pub fn ends(document: &Value) -> HashMap<String, String> {
    let mut ends: HashMap<String, String> = HashMap::new();
    let sections = entries(document, "components");
    let named = sections.flat_map(|(section, named)| {
        let named = named.as_object().into_iter().flatten();
        named.map(move |(name, _)| format!("/components/{}/{}", escape(section), escape(name)))
    });
    for start in named {
        let mut way = vec![start];
        let mut met = HashSet::new();
        while let Some(last) = way.last()
            && met.insert(last.clone())
        {
            let target = document.pointer(last).and_then(target);
            let known = ends.get(last).map(String::as_str);
            match known.or(target) {
                Some(next) => way.push(next.to_owned()),
                None => break,
            }
        }
        // In a circle, and behind what is not there, nothing is meant.
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
