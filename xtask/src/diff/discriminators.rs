//! Discriminators: the property that distinguishes alternatives, and the values that select each of them.

use std::collections::BTreeMap;

use super::effective::EffectiveSchema;
use super::kind::{Choice, Kind};
use super::node::{Node, Revision};
use super::schemas::Schemas;
use super::subject::Part;
use super::walk::Walk;
use crate::openapi::target;

/// The schema for each value of the property.
pub(super) type Tags<'a> = BTreeMap<&'a str, Node<'a>>;

impl<'a> Walk<'a> {
    pub(super) fn discriminator(&mut self, schemas: &Schemas<'a>) {
        let key = "discriminator";
        let (before, after) = (schemas.base.get(key), schemas.head.get(key));
        let what = match (&before, &after) {
            (None, None) => return,
            (Some(was), Some(is)) if was.text("propertyName") == is.text("propertyName") => {
                let was = tags(self.base, &schemas.base, was);
                let is = tags(self.head, &schemas.head, is);
                match self.differing_tags(&was, &is) {
                    Some(what) => what,
                    None => return,
                }
            }
            (None, Some(is)) if is_stated(self.head, &schemas.head, is) => return,
            (Some(was), None) if is_stated(self.base, &schemas.base, was) => return,
            (None, Some(_)) => Choice::DiscriminatorAdded,
            (Some(_), None) => Choice::DiscriminatorRemoved,
            (Some(_), Some(_)) => Choice::Discriminator,
        };
        let subject = schemas.subject.part(Part::Key(key.to_owned()));
        let beside = &schemas.head.node;
        self.either(
            schemas.at,
            Kind::Choice(what),
            &subject,
            beside,
            (before, after),
        );
    }

    /// How the values differ. `None` if values were only added or removed together with their alternatives, which are
    /// differences of their own.
    fn differing_tags(&self, was: &Tags<'a>, is: &Tags<'a>) -> Option<Choice> {
        let same = |one: &Node<'a>, other: &Node<'a>| {
            let by_name = self.by_name && one.pointer == other.pointer;
            let digest = |revision, node: &Node<'a>| self.digest(revision, node.clone());
            by_name || digest(self.base, one) == digest(self.head, other)
        };
        // A removed value was only another name of an alternative if all that are left selected it before.
        let is_alias = |before: &Node<'a>| {
            let mut left = is.iter().filter(|(_, after)| same(before, after));
            left.all(|(tag, after)| was.get(tag).is_some_and(|before| same(before, after)))
        };
        let mut is_gone = false;
        for (tag, before) in was {
            match is.get(tag) {
                Some(after) if same(before, after) => {}
                None if !is.values().any(|after| same(before, after)) => {}
                None if is_alias(before) => is_gone = true,
                _ => return Some(Choice::TagMoved),
            }
        }
        let is_new = is.iter().any(|(tag, after)| {
            !was.contains_key(tag) && was.values().any(|before| same(before, after))
        });
        match (is_gone, is_new) {
            (true, true) => Some(Choice::TagMoved),
            (true, false) => Some(Choice::TagRemoved),
            (false, true) => Some(Choice::TagAdded),
            (false, false) => None,
        }
    }
}

/// Whether each alternative itself requires the value that selects it.
fn is_stated<'a>(
    revision: Revision<'a>,
    schema: &EffectiveSchema<'a>,
    discriminator: &Node<'a>,
) -> bool {
    let name = discriminator.text("propertyName");
    let states = |(tag, node): (&&str, &Node<'a>)| {
        let member = revision.effective(node.clone());
        let value = member
            .properties()
            .into_iter()
            .find(|(key, _)| *key == name);
        let values = value.and_then(|(_, node)| revision.effective(node).values());
        let is_only = values.is_some_and(|(_, values)| {
            values.iter().all(|(_, value)| value.as_str() == Some(*tag))
        });
        is_only && member.required().contains(&name)
    };
    let choices = schema.choices().into_iter();
    let members = choices.map(|choice| choice.members.len()).sum::<usize>();
    let tags = tags(revision, schema, discriminator);
    tags.len() == members && members > 0 && tags.iter().all(states)
}

/// The values of the mapping; for members that it does not name, their names.
pub(super) fn tags<'a>(
    revision: Revision<'a>,
    schema: &EffectiveSchema<'a>,
    discriminator: &Node<'a>,
) -> Tags<'a> {
    let mut tags = Tags::new();
    let mapping = discriminator.get("mapping");
    for (tag, node) in mapping.iter().flat_map(Node::entries) {
        let target = node.value.as_str().unwrap_or_default();
        let pointer = match target.strip_prefix('#') {
            Some(pointer) => pointer.to_owned(),
            None => format!("/components/schemas/{target}"),
        };
        if let Some(target) = revision.at(&pointer) {
            tags.insert(tag, target);
        }
    }
    let choices = schema.choices().into_iter();
    for member in choices.flat_map(|choice| choice.members) {
        let target = target(member.value);
        let Some(target) = target.and_then(|pointer| revision.at(pointer)) else {
            continue;
        };
        let name = member.text("$ref").rsplit('/').next().unwrap_or_default();
        if !tags.values().any(|known| known.pointer == target.pointer) {
            tags.entry(name).or_insert(target);
        }
    }
    tags
}
