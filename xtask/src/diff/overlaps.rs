//! Alternatives that share values with others.

use std::collections::BTreeMap;

use super::choices::{has_discriminator, names};
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

const SCALARS: [&str; 4] = ["string", "integer", "number", "boolean"];

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
            if has_discriminator(own, choice) {
                return Relation::Disjoint;
            }
            let mut known = others.iter().map(|known| (known, other));
            let is_covered = known.any(|(known, of)| self.covers((known, of), (&schema, own)));
            return match is_covered || self.is_covered_beside(choice, member, own) {
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

    /// Whether another alternative allows all values of this one, which has a scalar type.
    pub(super) fn is_idle(
        &self,
        own: Revision<'a>,
        schema: &EffectiveSchema<'a>,
        member: &Node<'a>,
    ) -> bool {
        let is_scalar = || SCALARS.contains(&own.effective(member.clone()).kind());
        let mut lists = schema.choices().into_iter();
        let has = |choice: &Alternatives<'a>| {
            let mut members = choice.members.iter();
            choice.keyword == "anyOf" && members.any(|node| node.pointer == member.pointer)
        };
        is_scalar()
            && lists.any(|choice| has(&choice) && self.is_covered_beside(&choice, member, own))
    }

    /// Whether another alternative of a list allows all values of this one. Of two that allow the same, the first one
    /// counts.
    fn is_covered_beside(
        &self,
        choice: &Alternatives<'a>,
        member: &Node<'a>,
        own: Revision<'a>,
    ) -> bool {
        let schemas = choice
            .members
            .iter()
            .map(|node| own.effective(node.clone()));
        let schemas: Vec<EffectiveSchema<'a>> = schemas.collect();
        let place = choice
            .members
            .iter()
            .position(|node| node.pointer == member.pointer);
        let Some((place, schema)) = place.and_then(|at| Some((at, schemas.get(at)?))) else {
            return false;
        };
        let others = schemas.iter().enumerate().filter(|(at, _)| *at != place);
        others.into_iter().any(|(at, other)| {
            self.covers((other, own), (schema, own))
                && (at < place || !self.covers((schema, own), (other, own)))
        })
    }

    /// Whether a schema certainly allows all values of another: it states a type and nothing else, or it describes all
    /// properties of the other in the same way and requires no more.
    pub(super) fn covers(
        &self,
        (wide, of_wide): (&EffectiveSchema<'a>, Revision<'a>),
        (narrow, of_narrow): (&EffectiveSchema<'a>, Revision<'a>),
    ) -> bool {
        if is_superset(wide, narrow) {
            return true;
        }
        let required = narrow.required();
        let keeps = |name: &&str| required.contains(name);
        let known: BTreeMap<&str, Node<'a>> = wide.properties().into_iter().collect();
        let same = |(name, node): (&str, Node<'a>)| {
            let twin = known.get(name);
            twin.is_some_and(|twin| {
                self.digest(of_narrow, node) == self.digest(of_wide, twin.clone())
            })
        };
        is_plain_object(wide)
            && (wide.is_nullable() || !narrow.is_nullable())
            && is_plain_object(narrow)
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
    let is_scalar = SCALARS.contains(&kinds.0);
    let says_more = wide.restricts_more_than_type();
    is_scalar && is_wider && !says_more && (wide.is_nullable() || !narrow.is_nullable())
}
