//! Keywords of OpenAPI 3.1 that only restrict values, and have no equivalent in 3.0: `contains`, `dependentRequired`,
//! `if`, `propertyNames` and others.

use std::collections::BTreeMap;

use serde_json::Value;

use super::difference::{Difference, Sides};
use super::kind::{Choice, Kind, Range};
use super::node::{Node, Revision};
use super::pairing::take_keyed;
use super::schemas::Schemas;
use super::subject::Part;
use super::tuples::POSITIONS;
use super::walk::Walk;
use crate::openapi::plain_numbers;

/// The keywords, each with those that only have a meaning beside it.
const CONDITIONS: [(&str, &[&str]); 7] = [
    ("contains", &["minContains", "maxContains"]),
    ("dependentRequired", &[]),
    ("dependentSchemas", &[]),
    ("if", &["then", "else"]),
    (NAMES, &[]),
    ("unevaluatedItems", &[]),
    ("unevaluatedProperties", &[]),
];

/// A schema for the names of properties, which is compared as other schemas are.
const NAMES: &str = "propertyNames";

/// What a part of a condition requires of a value that excludes all others.
const NOTHING: &str = "false";

/// Whether the walk compares a keyword as a condition.
pub fn is_condition(key: &str) -> bool {
    let mut conditions = CONDITIONS.iter();
    key == POSITIONS || conditions.any(|(keyword, beside)| *keyword == key || beside.contains(&key))
}

/// A condition of a schema.
struct Condition<'a> {
    keyword: &'static str,
    beside: &'static [&'static str],
    layer: Node<'a>,
    node: Node<'a>,
    /// Everything that values must satisfy, and how strict it is.
    parts: BTreeMap<String, u64>,
}

impl<'a> Walk<'a> {
    pub(super) fn conditions(&mut self, schemas: &Schemas<'a>) {
        let mut gone = self.conditions_of(self.base, &schemas.base.layers);
        let mut new = self.conditions_of(self.head, &schemas.head.layers);
        let all = || gone.iter().chain(&new);
        // Other conditions decide what is evaluated.
        let reads_others = all().any(|condition| condition.keyword.starts_with("unevaluated"));
        let is_alone = |keyword: &str| {
            !reads_others || !["contains", "dependentSchemas", "if"].contains(&keyword)
        };
        let mut pairs = Vec::new();
        let same = |one: &Condition<'a>| Some((one.keyword, one.parts.clone()));
        take_keyed(&mut gone, &mut new, &mut pairs, same, same);
        pairs.clear();
        let keyword = |one: &Condition<'a>| Some(one.keyword);
        take_keyed(&mut gone, &mut new, &mut pairs, keyword, keyword);
        for (before, after) in pairs {
            if before.keyword == NAMES {
                let subject = schemas.subject.part(Part::OtherName);
                let below = self.schema(before.node, after.node, &subject);
                self.lead(schemas.at, below, Sides::BOTH);
                continue;
            }
            let range = match (before.includes(&after), after.includes(&before)) {
                (true, _) if is_alone(before.keyword) => Range::Wider,
                (_, true) if is_alone(before.keyword) => Range::Narrower,
                _ => Range::Other,
            };
            let kind = Kind::Choice(Choice::ConditionChanged(before.keyword, range));
            let (base, head) = before.places(&after);
            let difference = Difference::changed(kind, &schemas.subject, (&base, &head));
            self.record(schemas.at, difference);
        }
        let (subject, beside) = (&schemas.subject, &schemas.head.node);
        let changed = |keyword| Choice::ConditionChanged(keyword, Range::Other);
        for Condition { keyword, node, .. } in gone {
            let kind = match is_alone(keyword) {
                true => Choice::ConditionRemoved(keyword),
                false => changed(keyword),
            };
            self.removed(schemas.at, Kind::Choice(kind), subject, &node, beside);
        }
        for Condition { keyword, node, .. } in new {
            let kind = match is_alone(keyword) {
                true => Choice::ConditionAdded(keyword),
                false => changed(keyword),
            };
            let difference = Difference::added(Kind::Choice(kind), subject, &node);
            self.record(schemas.at, difference);
        }
    }

    /// The conditions that have an effect. In OpenAPI 3.0, none has.
    fn conditions_of(&self, revision: Revision<'a>, layers: &[Node<'a>]) -> Vec<Condition<'a>> {
        let mut found = Vec::new();
        for layer in layers {
            for (keyword, beside) in CONDITIONS {
                let node = layer.get(keyword);
                let node = node.filter(|node| revision.spec.is_3_1(&node.pointer));
                if let Some(node) = node {
                    let parts = self.parts(revision, keyword, layer, &node);
                    found.push(Condition {
                        keyword,
                        beside,
                        layer: layer.clone(),
                        node,
                        parts,
                    });
                }
            }
        }
        found.retain(|condition| !condition.parts.is_empty());
        found
    }

    fn parts(
        &self,
        revision: Revision<'a>,
        keyword: &str,
        layer: &Node<'a>,
        node: &Node<'a>,
    ) -> BTreeMap<String, u64> {
        let digest = |node: Node<'a>| match node.value {
            Value::Bool(allowed) => allowed.to_string(),
            _ => self.digest(revision, node),
        };
        let is_any = |node: &Node<'a>| {
            *node.value == true
                || node.value.is_object() && revision.effective(node.clone()).says_nothing()
        };
        // Names are strings anyway.
        let is_text = |node: &Node<'a>| {
            let schema = revision.effective(node.clone());
            schema.kind() == "string" && !schema.restricts_more_than_type()
        };
        let count = |key: &str| plain_numbers(layer.get(key)?.value).as_u64();
        match keyword {
            "contains" => {
                let schema = digest(node.clone());
                let least = (
                    format!("at least {schema}"),
                    count("minContains").unwrap_or(1),
                );
                let most =
                    count("maxContains").map(|most| (format!("at most {schema}"), u64::MAX - most));
                let parts = most.into_iter().chain((least.1 > 0).then_some(least));
                parts.collect()
            }
            "dependentRequired" => {
                let lists = node.entries().into_iter();
                let parts = lists.flat_map(|(name, list)| {
                    let names = list.value.as_array().into_iter().flatten();
                    names.map(move |needed| (format!("{name} {needed}"), 1))
                });
                parts.collect()
            }
            "dependentSchemas" => {
                let schemas = node
                    .entries()
                    .into_iter()
                    .filter(|(_, schema)| !is_any(schema));
                schemas
                    .map(|(name, schema)| (format!("{name} {}", digest(schema)), 1))
                    .collect()
            }
            "if" => {
                let branches = ["then", "else"]
                    .into_iter()
                    .filter_map(|key| Some((key, layer.get(key)?)));
                let branches = branches.filter(|(_, branch)| !is_any(branch));
                branches
                    .map(|(key, branch)| {
                        (
                            format!("{} {key} {}", digest(node.clone()), digest(branch)),
                            1,
                        )
                    })
                    .collect()
            }
            _ if is_any(node) || keyword == NAMES && is_text(node) => BTreeMap::new(),
            _ => BTreeMap::from([(digest(node.clone()), 1)]),
        }
    }
}

impl<'a> Condition<'a> {
    /// Whether values that satisfy this also satisfy `other`.
    fn includes(&self, other: &Self) -> bool {
        self.parts.contains_key(NOTHING)
            || other
                .parts
                .iter()
                .all(|(part, strict)| self.parts.get(part).is_some_and(|own| own >= strict))
    }

    /// The places that differ.
    fn places(&self, other: &Self) -> (Node<'a>, Node<'a>) {
        let keys = std::iter::once(&self.keyword).chain(self.beside);
        let mut keys = keys.map(|key| (self.layer.get(key), other.layer.get(key)));
        let value = |node: &Option<Node<'a>>| node.as_ref().map(|node| node.value);
        let (base, head) = keys
            .find(|(base, head)| value(base) != value(head))
            .unwrap_or_default();
        (
            base.unwrap_or_else(|| self.node.clone()),
            head.unwrap_or_else(|| other.node.clone()),
        )
    }
}
