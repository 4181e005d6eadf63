//! Choices: members of `oneOf` and `anyOf`, paired by what they are and not by where they stand.

use serde_json::{Value, json};

use super::super::rules;
use super::super::view::{Node, View};
use super::schemas::Schemas;
use super::{Sides, Walk};

/// What pairs a member with one of the other revision; the flag tells the head.
type Key<'a> = fn(&Walk<'a>, &Node<'a>, bool) -> Option<Value>;

impl<'a> Walk<'a> {
    /// Whether one revision has a choice where the other has a single schema. If that is one of the members, members were
    /// added or removed; else it is another type.
    pub(super) fn choice_of_one(&mut self, schemas: &Schemas<'a>) -> bool {
        let (before, after) = (schemas.base.choices(), schemas.head.choices());
        if before.is_empty() == after.is_empty() {
            return false;
        }
        let added = before.is_empty();
        let (single, members) = if added {
            (schemas.base.node.clone(), after)
        } else {
            (schemas.head.node.clone(), before)
        };
        // further conditions on the same schema are no choice instead of it
        let Some((_, list, members)) = members.into_iter().next() else {
            return false;
        };
        let rest = |view: &View<'a>| view.get("properties").is_some();
        if rest(&schemas.base) && rest(&schemas.head) {
            let rule = if added {
                rules::CONDITION_ADDED
            } else {
                rules::CONDITION_REMOVED
            };
            let message = format!("{} has to fit one of several schemas", schemas.what);
            if added {
                self.added(schemas.at, rule, &list, message);
            } else {
                let message = format!("{message} no longer");
                self.removed(schemas.at, rule, &list, &schemas.head.node, message);
            }
            return false;
        }
        let of_single = if added { self.base } else { self.head };
        let of_members = if added { self.head } else { self.base };
        let wanted = self.meant(of_single, single.clone());
        let same = |walk: &Self, node: &Node<'a>| walk.meant(of_members, node.clone()) == wanted;
        let Some(known) = members.iter().position(|member| same(self, member)) else {
            let message = if added {
                format!(
                    "{} is one of several schemas and was a single one",
                    schemas.what
                )
            } else {
                format!("{} is a single schema and was one of several", schemas.what)
            };
            let place = (&schemas.base.node, &schemas.head.node);
            self.changed(schemas.at, rules::TYPE_CHANGED, place, message);
            return true;
        };
        for (index, member) in members.iter().enumerate() {
            if index != known {
                self.member(schemas, member, added);
            }
        }
        true
    }

    pub(super) fn choices(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.choices(), schemas.head.choices());
        let pairs: Vec<_> = before.into_iter().zip(after).collect();
        for ((was, base, old), (is, head, new)) in pairs {
            if was != is {
                self.changed_to(
                    schemas.at,
                    rules::CHOICE_KIND_CHANGED,
                    (&base, &head),
                    (json!(was), json!(is)),
                    format!("{} is {is} and was {was}", schemas.what),
                );
            }
            self.members(schemas, old, new);
        }
    }

    fn members(&mut self, schemas: &Schemas<'a>, old: Vec<Node<'a>>, new: Vec<Node<'a>>) {
        let mut gone = old;
        let mut added = new;
        // by name, by meaning, by title; what is left over on both sides, if it is one each
        let keys: [Key<'a>; 3] = [
            |_, node, _| node.value.get("$ref").cloned(),
            |walk, node, at_head| {
                let revision = if at_head { walk.head } else { walk.base };
                Some(walk.meant(revision, node.clone()))
            },
            |_, node, _| node.value.get("title").cloned(),
        ];
        for key in keys {
            let mut left = Vec::new();
            for node in gone {
                let wanted = key(self, &node, false);
                let twin = wanted.and_then(|wanted| {
                    let fits = |twin: &Node<'a>| key(self, twin, true).as_ref() == Some(&wanted);
                    added.iter().position(fits)
                });
                match twin {
                    Some(at) => {
                        let twin = added.remove(at);
                        self.pair_of_members(schemas, node, twin);
                    }
                    None => left.push(node),
                }
            }
            gone = left;
        }
        if let ([one], [other]) = (gone.as_slice(), added.as_slice())
            && self.base.view(one.clone()).kind() == self.head.view(other.clone()).kind()
        {
            return self.pair_of_members(schemas, one.clone(), other.clone());
        }
        for node in &gone {
            self.member(schemas, node, false);
        }
        for node in &added {
            self.member(schemas, node, true);
        }
    }

    fn pair_of_members(&mut self, schemas: &Schemas<'a>, base: Node<'a>, head: Node<'a>) {
        let what = format!("a member of {}", schemas.what);
        let below = self.schema(base, head, &what);
        self.lead(schemas.at, below, Sides::BOTH);
    }

    fn member(&mut self, schemas: &Schemas<'a>, node: &Node<'a>, added: bool) {
        let revision = if added { self.head } else { self.base };
        let view = revision.view(node.clone());
        let name = match view.component() {
            Some(name) => format!("`{name}`"),
            None if !view.kind().is_empty() => format!("of type {}", view.kind()),
            None => "without a type".to_owned(),
        };
        if added {
            let message = format!("{} may be one more schema: {name}", schemas.what);
            self.added(schemas.at, rules::CHOICE_ADDED, node, message);
        } else {
            let message = format!("{} can no longer be {name}", schemas.what);
            let parent = &schemas.head.node;
            self.removed(schemas.at, rules::CHOICE_REMOVED, node, parent, message);
        }
    }
}
