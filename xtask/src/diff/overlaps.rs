//! Alternatives that share values with others.

use std::collections::BTreeMap;

use super::choices::names;
use super::effective::{Alternatives, EffectiveSchema};
use super::kind::Relation;
use super::node::{Node, Revision};
use super::walk::Walk;

/// Keywords with which an object may refuse some that has no other properties.
const LIMITS: [&str; 4] = [
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "x-min-items",
];

impl<'a> Walk<'a> {
    /// How an alternative that only one description (`own`) has relates to the schemas of the other description.
    pub(super) fn relation(
        &self,
        choice: &Alternatives<'a>,
        member: &Node<'a>,
        other: Revision<'a>,
        others: &[Node<'a>],
        own: Revision<'a>,
    ) -> Relation {
        let schema = own.effective(member.clone());
        let others: Vec<EffectiveSchema<'a>> = others
            .iter()
            .map(|node| other.effective(node.clone()))
            .collect();
        if choice.keyword == "anyOf" {
            return match others.iter().any(|known| is_superset(known, &schema)) {
                true => Relation::Covered,
                false => Relation::Disjoint,
            };
        }
        let overlaps = others.iter().any(|known| {
            // All values of one of the two match both.
            is_superset(known, &schema)
                || is_superset(&schema, known)
                || self.accepts_all(&schema, own, known, other)
        });
        match overlaps {
            true => Relation::Overlapping,
            false => Relation::Disjoint,
        }
    }

    /// Whether a schema of the head allows all objects of an alternative of the base: it describes all that they may have,
    /// in the same way, and requires no more.
    pub(super) fn covers(&self, wide: &EffectiveSchema<'a>, narrow: &Node<'a>) -> bool {
        let narrow = self.base.effective(narrow.clone());
        let required = narrow.required();
        let keeps = |name: &&str| required.contains(name);
        let known: BTreeMap<&str, Node<'a>> = wide.properties().into_iter().collect();
        let same = |(name, node): (&str, Node<'a>)| {
            let twin = known.get(name);
            twin.is_some_and(|twin| {
                self.digest(self.base, node) == self.digest(self.head, twin.clone())
            })
        };
        is_plain_object(wide)
            && is_plain_object(&narrow)
            && LIMITS.into_iter().all(|key| wide.get(key).is_none())
            && wide.required().iter().all(keeps)
            && narrow.properties().into_iter().all(same)
    }

    /// Whether every object of the one schema certainly matches the other: it has all properties that the other
    /// requires, and the other describes no further ones.
    fn accepts_all(
        &self,
        schema: &EffectiveSchema<'a>,
        own: Revision<'a>,
        known: &EffectiveSchema<'a>,
        other: Revision<'a>,
    ) -> bool {
        let are_plain = is_plain_object(schema) && is_plain_object(known);
        if !are_plain || !names(schema).is_subset(&names(known)) {
            return false;
        }
        let required = schema.required();
        let has = known.required();
        if required.is_empty() || !required.iter().all(|name| has.contains(name)) {
            return false;
        }
        let properties: BTreeMap<&str, Node<'a>> = known.properties().into_iter().collect();
        schema.properties().into_iter().all(|(name, node)| {
            let twin = properties.get(name);
            twin.is_some_and(|twin| self.digest(own, node) == self.digest(other, twin.clone()))
        })
    }
}

fn is_plain_object(schema: &EffectiveSchema) -> bool {
    schema.kind() == "object" && schema.choices().is_empty() && schema.all("not").is_empty()
}

/// Whether a schema states a type, and nothing else that excludes a value of another schema of that type.
fn is_superset(wide: &EffectiveSchema, narrow: &EffectiveSchema) -> bool {
    let kinds = (wide.kind(), narrow.kind());
    let is_wider = kinds.0 == kinds.1 || kinds == ("number", "integer");
    let is_scalar = ["string", "integer", "number", "boolean"].contains(&kinds.0);
    let says_more = wide.restricts_more_than_type();
    is_scalar && is_wider && !says_more && (wide.is_nullable() || !narrow.is_nullable())
}
