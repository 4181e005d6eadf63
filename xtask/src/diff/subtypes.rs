//! Compares the schemas that extend one with a discriminator: its values may be any of them, although it does not list them.

use super::difference::Sides;
use super::discriminators::{Tags, tags};
use super::effective::EffectiveSchema;
use super::extending::extending;
use super::kind::Relation;
use super::node::Node;
use super::pairing::take_keyed;
use super::schemas::Schemas;
use super::subject::Part;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// Compares what extends a schema with a discriminator of its own, or is in its mapping. A schema that lists its
    /// alternatives is compared by those.
    pub(super) fn subtypes(&mut self, schemas: &Schemas<'a>) {
        let (base, head) = (&schemas.base, &schemas.head);
        let lists = |schema: &EffectiveSchema| !schema.choices().is_empty();
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
        let tag = |of: &Tags<'a>, node: &Node<'a>| {
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
