//! Schemas that extend one with a discriminator: a value of that one may be any of them, though it does not list them.

use std::collections::{HashMap, HashSet};

use super::difference::Sides;
use super::discriminators::tags;
use super::kind::Relation;
use super::node::{Node, Revision};
use super::pairing::take_keyed;
use super::schemas::Schemas;
use super::subject::Part;
use super::walk::Walk;
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

impl<'a> Walk<'a> {
    /// Compares what extends a schema with a discriminator of its own, or is in its mapping. A schema that lists its
    /// alternatives is compared by those.
    pub(super) fn subtypes(&mut self, schemas: &Schemas<'a>) {
        let (base, head) = (&schemas.base, &schemas.head);
        let lists = |schema: &super::effective::EffectiveSchema| !schema.choices().is_empty();
        if self.as_text || !self.by_name || lists(base) || lists(head) {
            return;
        }
        let key = "discriminator";
        let (Some(was), Some(is)) = (base.node.get(key), head.node.get(key)) else {
            return;
        };
        let was = tags(self.base, base, &was);
        let is = tags(self.head, head, &is);
        let known = self.subtypes.clone();
        let mut gone = extending(&known[0], &base.node, was.values());
        let mut new = extending(&known[1], &head.node, is.values());
        let mut pairs = Vec::new();
        let name = |node: &Node<'a>| Some(node.pointer.clone());
        take_keyed(&mut gone, &mut new, &mut pairs, name, name);
        let tag = |of: &super::discriminators::Tags<'a>, node: &Node<'a>| {
            let mut tags = of.iter();
            let known = tags.find(|(_, target)| target.pointer == node.pointer);
            known.map(|(tag, _)| (*tag).to_owned())
        };
        let (of_base, of_head) = (|node: &_| tag(&was, node), |node: &_| tag(&is, node));
        take_keyed(&mut gone, &mut new, &mut pairs, of_base, of_head);
        let subject = schemas.subject.part(Part::Member);
        for (before, after) in pairs {
            let below = self.schema(before, after, &subject);
            self.lead(schemas.at, below, Sides::BOTH);
        }
        for (nodes, added) in [(gone, false), (new, true)] {
            for node in nodes {
                self.member(schemas, &node, added, Relation::Disjoint);
            }
        }
    }
}

/// The schemas that extend one, directly or through others, and those of its mapping. One that has a discriminator itself
/// leads to those that extend it.
fn extending<'a, 't>(
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
