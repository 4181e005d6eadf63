//! Digests of schemas: equivalent schemas have the same digest, however they are written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::effective::{EffectiveSchema, alternatives};
use super::node::{Node, Revision};
use super::walk::Walk;
use crate::openapi::{COMPARED, Holds, holds, is_bound, is_for_readers, plain_numbers};

impl<'a> Walk<'a> {
    /// The digest of a schema without its documentation, with references followed.
    pub(super) fn digest(&self, revision: Revision<'a>, node: Node<'a>) -> String {
        self.digest_within(revision, node, COMPARED)
    }

    fn digest_within(&self, revision: Revision<'a>, node: Node<'a>, depth: usize) -> String {
        if depth == 0 {
            return String::new();
        }
        let schema = revision.effective(node);
        let side = std::ptr::from_ref(revision.spec).addr();
        // There may be many paths to a component and, through its layers, to inline schemas.
        let is_shared = schema.component().is_some() || schema.layers.len() > 1;
        let key = is_shared.then(|| (side, schema.node.pointer.clone(), depth));
        let known = |key| self.digests.borrow().get(key).cloned();
        if let Some(known) = key.as_ref().and_then(known) {
            return known;
        }
        let digest = self.content(revision, &schema, depth);
        if let Some(key) = key {
            self.digests.borrow_mut().insert(key, digest.clone());
        }
        digest
    }

    fn content(
        &self,
        revision: Revision<'a>,
        schema: &EffectiveSchema<'a>,
        depth: usize,
    ) -> String {
        let digest = |node: Node<'a>| json!(self.digest_within(revision, node, depth - 1));
        let mut sorted: BTreeMap<String, Value> = BTreeMap::new();
        let mut merged: BTreeSet<&str> = BTreeSet::new();
        for layer in &schema.layers {
            for (key, below) in layer.entries() {
                let value = match (key, holds(key, below.value)) {
                    // a choice of one is merged with the rest
                    ("oneOf" | "anyOf", _) if alternatives(&below).len() == 1 => continue,
                    ("allOf", _) => continue,
                    (_, Some(Holds::Named)) => {
                        let entries = below.entries().into_iter();
                        let mut map: Vec<_> = entries
                            .map(|(name, node)| (name.to_owned(), digest(node)))
                            .collect();
                        map.sort_by(|a, b| a.0.cmp(&b.0));
                        Value::Object(map.into_iter().collect())
                    }
                    (_, Some(Holds::One)) if below.value.is_object() => digest(below),
                    (_, Some(Holds::Listed)) => {
                        alternatives(&below).into_iter().map(&digest).collect()
                    }
                    ("required" | "enum", _) => {
                        let list = plain_numbers(below.value);
                        let mut list = list.as_array().cloned().unwrap_or_default();
                        list.sort_by_key(ToString::to_string);
                        Value::Array(list)
                    }
                    (key, _) if is_bound(key) => plain_numbers(below.value),
                    (key, _) if key.starts_with("x-") || is_for_readers(key) => continue,
                    _ => plain_numbers(below.value),
                };
                if merge(&mut sorted, key, value) {
                    merged.insert(key);
                }
            }
        }
        for key in merged {
            match sorted.get_mut(key) {
                Some(Value::Object(fields)) => fields.sort_keys(),
                Some(Value::Array(items)) => items.sort_by_key(ToString::to_string),
                _ => {}
            }
        }
        let content: Value = sorted.into_iter().collect();
        format!("{:x}", Sha256::digest(content.to_string()))
    }
}

/// Adds the value of a key of another layer. Objects and lists are merged; other values of inner layers are ignored.
/// Returns whether it was merged.
fn merge(sorted: &mut BTreeMap<String, Value>, key: &str, value: Value) -> bool {
    match (sorted.get_mut(key), value) {
        (None, value) => {
            sorted.insert(key.to_owned(), value);
            false
        }
        (Some(Value::Object(known)), Value::Object(more)) => {
            known.extend(more);
            true
        }
        (Some(Value::Array(known)), Value::Array(more)) => {
            known.extend(more);
            true
        }
        _ => false,
    }
}
