//! Finds renamed parts: parts that only one revision has and that are certainly the same.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use super::node::Node;

/// A part with its name.
pub(super) type Named<'a> = (&'a str, Node<'a>);

/// The pairs of parts that are equal, including documentation, if no other part is equal to them. Parts with little
/// content (only `type: string`) are no pair, unless their names differ only in convention.
pub(super) fn renamed<'a>(gone: &[Named<'a>], new: &[Named<'a>]) -> Vec<(Named<'a>, Named<'a>)> {
    let key = |(name, node): &Named<'a>| (node.value, (!is_distinct(node)).then(|| letters(name)));
    let mut counts: HashMap<_, usize> = HashMap::new();
    for part in gone {
        *counts.entry(key(part)).or_default() += 1;
    }
    let unique = |part: &Named<'a>| Some(key(part)).filter(|key| counts.get(key) == Some(&1));
    let (mut gone, mut new, mut pairs) = (gone.to_vec(), new.to_vec(), Vec::new());
    take_keyed(&mut gone, &mut new, &mut pairs, unique, |part| {
        Some(key(part))
    });
    pairs
}

fn letters(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

fn is_distinct(node: &Node) -> bool {
    let has = |key| node.value.get(key).is_some();
    has("description") || has("$ref") || has("allOf") || has("enum") || has("properties")
}

/// Moves pairs with the same key out of both lists. Items without a key stay. For lists that may be long.
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

/// Moves pairs for which `alike` is true out of both lists.
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
