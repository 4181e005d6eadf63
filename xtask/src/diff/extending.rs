//! Schemas that extend others by `allOf`.

use std::collections::{HashMap, HashSet};

use super::node::{Node, Revision};
use crate::openapi::target;

/// The schemas that extend each schema, by its pointer.
pub(super) type Subtypes<'a> = HashMap<&'a str, Vec<Node<'a>>>;

/// The schemas of a description that extend others, directly.
pub(super) fn subtypes<'a>(revision: Revision<'a>) -> Subtypes<'a> {
    let mut found = Subtypes::new();
    let components = revision.root().get("components");
    let schemas = components.and_then(|components| components.get("schemas"));
    for (_, schema) in schemas.iter().flat_map(Node::entries) {
        let members = schema.get("allOf").map(|all| all.items());
        for base in members.iter().flatten().filter_map(|it| target(it.value)) {
            found.entry(base).or_default().push(schema.clone());
        }
    }
    found
}

/// The schemas that extend one, directly or through others, and those of its mapping. One that has a discriminator itself
/// leads to those that extend it.
pub(super) fn extending<'a, 't>(
    known: &Subtypes<'a>,
    schema: &Node<'a>,
    mapped: impl Iterator<Item = &'t Node<'a>>,
) -> Vec<Node<'a>>
where
    'a: 't,
{
    let mut seen = HashSet::from([schema.pointer.clone()]);
    let mut found = Vec::new();
    let mut open = vec![schema.clone()];
    while let Some(base) = open.pop() {
        for node in known.get(base.pointer.as_str()).into_iter().flatten() {
            if seen.insert(node.pointer.clone()) {
                found.push(node.clone());
                if node.get("discriminator").is_none() {
                    open.push(node.clone());
                }
            }
        }
    }
    let others = mapped.filter(|node| seen.insert(node.pointer.clone()));
    found.extend(others.cloned());
    found
}
