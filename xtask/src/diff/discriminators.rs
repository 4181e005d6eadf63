//! Discriminators: the property that tells members of a choice apart, and which of its values stands for which member.

use std::collections::BTreeMap;

use super::schema_pair::Schemas;
use super::view::{Node, Revision, View};
use super::walker::Walk;
use crate::openapi::target;
use crate::review::rules;
use crate::review::verdict::Wire;

/// The schemas that values of the property stand for.
type Tags<'a> = BTreeMap<&'a str, Node<'a>>;

impl<'a> Walk<'a> {
    pub(super) fn discriminator(&mut self, schemas: &Schemas<'a>) {
        let key = "discriminator";
        let (before, after) = (schemas.base.get(key), schemas.head.get(key));
        let wires = match (&before, &after) {
            (None, None) => return,
            (Some(was), Some(is)) if was.text("propertyName") == is.text("propertyName") => {
                let was = tags(self.base, &schemas.base, was);
                let is = tags(self.head, &schemas.head, is);
                match self.exchanged_tags(&was, &is) {
                    Some(wires) => Some(wires),
                    None => return,
                }
            }
            _ => None,
        };
        let message = format!("the discriminator of {}", schemas.what);
        let place = (&schemas.base.node, &schemas.head.node);
        let rule = rules::DISCRIMINATOR_CHANGED;
        self.either(schemas.at, rule, place, (before, after), &message);
        self.with_last(schemas.at, |difference| difference.wires = wires);
    }

    /// What it means that values stand for other members than before; nothing where no more than members came or went, which
    /// is told of the members.
    fn exchanged_tags(&self, was: &Tags<'a>, is: &Tags<'a>) -> Option<[Wire; 2]> {
        let same = |one: &Node<'a>, other: &Node<'a>| {
            let by_name = self.by_name && one.pointer == other.pointer;
            by_name || self.meant(self.base, one.clone()) == self.meant(self.head, other.clone())
        };
        let is_other = |(tag, before): (&&str, &Node<'a>)| match is.get(tag) {
            Some(after) => !same(before, after),
            None => is.values().any(|after| same(before, after)),
        };
        if was.iter().any(is_other) {
            return Some([Wire::Breaking; 2]);
        }
        // One more value for a member that there was.
        let is_alias = |(tag, after): (&&str, &Node<'a>)| {
            !was.contains_key(tag) && was.values().any(|before| same(before, after))
        };
        is.iter().any(is_alias).then_some([Wire::Safe, Wire::Risky])
    }
}

/// What the mapping says, and for members that it does not name, their own names.
fn tags<'a>(revision: Revision<'a>, view: &View<'a>, discriminator: &Node<'a>) -> Tags<'a> {
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
    let members = view
        .choices()
        .into_iter()
        .flat_map(|(_, _, members)| members);
    for member in members {
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
