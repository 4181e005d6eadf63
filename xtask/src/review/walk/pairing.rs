//! What was renamed: of the things that only one revision has, those that are alike beyond doubt.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::super::view::{Node, Revision, View};
use super::Walk;
use super::bounds::is_bound;
use crate::openapi::is_for_readers;

/// A thing with its name.
type Named<'a> = (&'a str, Node<'a>);

/// The pairs of things that say exactly the same, words included, where nothing else does. What says next to nothing
/// (`type: string` and no more) may be anything, and is no pair unless the name is the same in another convention.
pub(super) fn renamed<'a>(gone: &[Named<'a>], new: &[Named<'a>]) -> Vec<(Named<'a>, Named<'a>)> {
    let mut pairs = Vec::new();
    for old in gone {
        let alike = |other: &&Named<'a>| {
            other.1.value == old.1.value
                && (is_telling(&old.1) || letters(other.0) == letters(old.0))
        };
        let mut twins = new.iter().filter(alike);
        let one_way = gone.iter().filter(alike).count() == 1;
        if let (true, Some(twin), None) = (one_way, twins.next(), twins.next()) {
            pairs.push((old.clone(), twin.clone()));
        }
    }
    pairs
}

fn letters(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

fn is_telling(node: &Node) -> bool {
    let has = |key| node.value.get(key).is_some();
    has("description") || has("$ref") || has("allOf") || has("enum") || has("properties")
}

/// Moves what has the same key, each to one other only, out of both lists; what has no key stays. For lists that may be
/// long.
pub(super) fn take_keyed<T, K: Eq + Hash>(
    gone: &mut Vec<T>,
    new: &mut Vec<T>,
    pairs: &mut Vec<(T, T)>,
    key_of_gone: impl Fn(&T) -> Option<K>,
    key_of_new: impl Fn(&T) -> Option<K>,
) {
    let mut twins: HashMap<K, Vec<usize>> = HashMap::new();
    for (at, item) in new.iter().enumerate() {
        if let Some(key) = key_of_new(item) {
            twins.entry(key).or_default().push(at);
        }
    }
    let mut taken: BTreeMap<usize, T> = BTreeMap::new();
    for old in std::mem::take(gone) {
        let list = key_of_gone(&old).and_then(|key| twins.get_mut(&key));
        match list.filter(|list| list.len() == 1).and_then(Vec::pop) {
            Some(at) => {
                taken.insert(at, old);
            }
            None => gone.push(old),
        }
    }
    for (at, item) in std::mem::take(new).into_iter().enumerate() {
        match taken.remove(&at) {
            Some(old) => pairs.push((old, item)),
            None => new.push(item),
        }
    }
}

/// Moves what is alike, each to one other only, out of both lists.
pub(super) fn take_pairs<T>(
    gone: &mut Vec<T>,
    new: &mut Vec<T>,
    pairs: &mut Vec<(T, T)>,
    alike: impl Fn(&T, &T) -> bool,
) {
    let mut left = Vec::new();
    for old in std::mem::take(gone) {
        let mut twins =
            (0..new.len()).filter(|at| new.get(*at).is_some_and(|twin| alike(&old, twin)));
        match (twins.next(), twins.next()) {
            (Some(at), None) => pairs.push((old, new.remove(at))),
            _ => left.push(old),
        }
    }
    *gone = left;
}

/// How deep schemas are compared that are not paired: recursive ones have no end.
const DEEPEST: usize = 24;

/// What schemas of one revision mean, by revision, pointer and depth: recursive schemas lead to one another in more ways than
/// can be followed.
pub(super) type Meanings = HashMap<(usize, String, usize), String>;

impl<'a> Walk<'a> {
    /// A digest of a schema without its words, with references followed: what means the same has the same.
    pub(super) fn meant(&self, revision: Revision<'a>, node: Node<'a>) -> String {
        self.meant_within(revision, node, DEEPEST)
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
                let value = match key {
                    "properties" => {
                        let entries = below.entries().into_iter();
                        let mut map: Vec<_> = entries
                            .map(|(name, node)| (name.to_owned(), meant(node)))
                            .collect();
                        map.sort_by(|a, b| a.0.cmp(&b.0));
                        Value::Object(map.into_iter().collect())
                    }
                    "items" | "not" | "additionalProperties" if below.value.is_object() => {
                        meant(below)
                    }
                    // a choice of one is laid over the rest
                    "oneOf" | "anyOf" if below.items().len() == 1 => continue,
                    "oneOf" | "anyOf" => below.items().into_iter().map(&meant).collect(),
                    "required" | "enum" => {
                        let mut list = below.value.as_array().cloned().unwrap_or_default();
                        list.sort_by_key(ToString::to_string);
                        Value::Array(list)
                    }
                    "allOf" => continue,
                    key if is_bound(key) => below.value.clone(),
                    key if key.starts_with("x-") || is_for_readers(key) => continue,
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
