//! What a schema means, however it is written: what means the same has the same digest.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::view::{Node, Revision, View};
use super::walker::Walk;
use crate::openapi::{COMPARED, Holds, holds, is_bound, is_for_readers};

impl<'a> Walk<'a> {
    /// A digest of a schema without its words, with references followed: what means the same has the same.
    pub(super) fn meant(&self, revision: Revision<'a>, node: Node<'a>) -> String {
        self.meant_within(revision, node, COMPARED)
    }

    fn meant_within(&self, revision: Revision<'a>, node: Node<'a>, depth: usize) -> String {
        if depth == 0 {
            return String::new();
        }
        let view = revision.view(node);
        let side = std::ptr::from_ref(revision.spec).addr();
        // Many ways may lead to a component, and through the layers of one to what is written in place.
        let is_shared = view.component().is_some() || view.layers.len() > 1;
        let key = is_shared.then(|| (side, view.node.pointer.clone(), depth));
        let known = |key| self.meanings.borrow().get(key).cloned();
        if let Some(known) = key.as_ref().and_then(known) {
            return known;
        }
        let meaning = self.digest(revision, &view, depth);
        if let Some(key) = key {
            self.meanings.borrow_mut().insert(key, meaning.clone());
        }
        meaning
    }

    fn digest(&self, revision: Revision<'a>, view: &View<'a>, depth: usize) -> String {
        let meant = |node: Node<'a>| json!(self.meant_within(revision, node, depth - 1));
        let mut sorted: BTreeMap<String, Value> = BTreeMap::new();
        for layer in &view.layers {
            for (key, below) in layer.entries() {
                let value = match (key, holds(key, below.value)) {
                    // a choice of one is laid over the rest
                    ("oneOf" | "anyOf", _) if below.items().len() == 1 => continue,
                    ("allOf", _) => continue,
                    (_, Some(Holds::Named)) => {
                        let entries = below.entries().into_iter();
                        let mut map: Vec<_> = entries
                            .map(|(name, node)| (name.to_owned(), meant(node)))
                            .collect();
                        map.sort_by(|a, b| a.0.cmp(&b.0));
                        Value::Object(map.into_iter().collect())
                    }
                    (_, Some(Holds::One)) if below.value.is_object() => meant(below),
                    (_, Some(Holds::Listed)) => below.items().into_iter().map(&meant).collect(),
                    ("required" | "enum", _) => {
                        let mut list = below.value.as_array().cloned().unwrap_or_default();
                        list.sort_by_key(ToString::to_string);
                        Value::Array(list)
                    }
                    (key, _) if is_bound(key) => below.value.clone(),
                    (key, _) if key.starts_with("x-") || is_for_readers(key) => continue,
                    _ => below.value.clone(),
                };
                merge(&mut sorted, key, value);
            }
        }
        let meaning: Value = sorted.into_iter().collect();
        format!("{:x}", Sha256::digest(meaning.to_string()))
    }
}

/// What several layers say of one key: objects and lists come together, else the outermost counts.
fn merge(sorted: &mut BTreeMap<String, Value>, key: &str, value: Value) {
    match (sorted.get_mut(key), value) {
        (None, value) => {
            sorted.insert(key.to_owned(), value);
        }
        (Some(Value::Object(known)), Value::Object(more)) => {
            let mut all: Vec<(String, Value)> = std::mem::take(known).into_iter().collect();
            all.extend(more);
            all.sort_by(|a, b| a.0.cmp(&b.0));
            *known = all.into_iter().collect::<Map<_, _>>();
        }
        (Some(Value::Array(known)), Value::Array(more)) => {
            known.extend(more);
            known.sort_by_key(ToString::to_string);
        }
        _ => {}
    }
}
