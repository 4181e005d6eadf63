//! Choices: members of `oneOf` and `anyOf`, paired by what they are and not by where they stand.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use serde_json::{Value, json};

use super::difference::Sides;
use super::pairing::take_keyed;
use super::schema_pair::Schemas;
use super::view::{Choice, Node, Revision, View};
use super::walker::Walk;
use crate::review::rules;

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
        let (single, several, choices) = if added {
            (&schemas.base, &schemas.head, after)
        } else {
            (&schemas.head, &schemas.base, before)
        };
        let mut choices = choices.into_iter();
        let Some((_, list, members)) = choices.next() else {
            return false;
        };
        for (_, list, _) in choices {
            self.condition(schemas, &list, added);
        }
        let same = self.same_member(&single.node, &members, added);
        let alike = || self.alike(single, several, &members, added);
        let Some(known) = same.or_else(alike) else {
            return self.choice_of_others(schemas, &list, added);
        };
        if let Some(member) = members.get(known).filter(|_| same.is_none()).cloned() {
            let single = single.node.clone();
            let (base, head) = if added {
                (single, member)
            } else {
                (member, single)
            };
            self.pair_of_members(schemas, base, head);
        }
        for (index, member) in members.iter().enumerate() {
            if index != known {
                self.member(schemas, member, added);
            }
        }
        true
    }

    /// The member that means the same as a single schema of the other revision.
    fn same_member(&self, single: &Node<'a>, members: &[Node<'a>], added: bool) -> Option<usize> {
        let (of_single, of_members) = self.revisions(added);
        let wanted = self.meant(of_single, single.clone());
        let same = |node: &Node<'a>| self.meant(of_members, node.clone()) == wanted;
        members.iter().position(same)
    }

    /// The member that has at least half of the properties of a single schema of the other revision, unless what the
    /// members stand in has them itself.
    fn alike(
        &self,
        single: &View<'a>,
        several: &View<'a>,
        members: &[Node<'a>],
        added: bool,
    ) -> Option<usize> {
        let names = |view: &View<'a>| -> BTreeSet<&'a str> {
            let properties = view.properties().into_iter();
            properties.map(|(name, _)| name).collect()
        };
        let wanted = names(single);
        let most = |count: usize| count > 0 && 2 * count >= wanted.len();
        if most(names(several).intersection(&wanted).count()) {
            return None;
        }
        let (_, of_members) = self.revisions(added);
        let shared = |node: &Node<'a>| {
            let has = names(&of_members.view(node.clone()));
            has.intersection(&wanted).count()
        };
        let counts = members.iter().map(shared).enumerate();
        let (known, count) = counts.max_by_key(|(_, count)| *count)?;
        most(count).then_some(known)
    }

    /// The revision with the single schema and that with the members.
    fn revisions(&self, added: bool) -> (Revision<'a>, Revision<'a>) {
        if added {
            (self.base, self.head)
        } else {
            (self.head, self.base)
        }
    }

    /// A choice of which no member is the single schema of the other revision: a further condition where both have
    /// properties of their own, else another type.
    fn choice_of_others(&mut self, schemas: &Schemas<'a>, list: &Node<'a>, added: bool) -> bool {
        let has_properties = |view: &View<'a>| view.get("properties").is_some();
        let what = &schemas.what;
        if has_properties(&schemas.base) && has_properties(&schemas.head) {
            self.condition(schemas, list, added);
            return false;
        }
        let message = if added {
            format!("{what} is one of several schemas and was a single one")
        } else {
            format!("{what} is a single schema and was one of several")
        };
        let place = (&schemas.base.node, &schemas.head.node);
        self.changed(schemas.at, rules::TYPE_CHANGED, place, message);
        true
    }

    fn condition(&mut self, schemas: &Schemas<'a>, list: &Node<'a>, added: bool) {
        let what = &schemas.what;
        if added {
            let message = format!("{what} has to fit one of several schemas");
            self.added(schemas.at, rules::CONDITION_ADDED, list, message);
        } else {
            let message = format!("{what} no longer has to fit one of several schemas");
            let parent = &schemas.head.node;
            self.removed(schemas.at, rules::CONDITION_REMOVED, list, parent, message);
        }
    }

    pub(super) fn choices(&mut self, schemas: &Schemas<'a>) {
        let (mut gone, mut new) = (schemas.base.choices(), schemas.head.choices());
        let mut pairs = Vec::new();
        // of several lists, first those that say the same, then in their order
        if gone.len() > 1 || new.len() > 1 {
            let meant = |revision: Revision<'a>, (_, _, members): &Choice<'a>| {
                let members = members
                    .iter()
                    .map(|node| self.meant(revision, node.clone()));
                members.collect::<BTreeSet<String>>()
            };
            take_keyed(
                &mut gone,
                &mut new,
                &mut pairs,
                |choice| Some(meant(self.base, choice)),
                |choice| Some(meant(self.head, choice)),
            );
        }
        let both = gone.len().min(new.len());
        pairs.extend(gone.drain(..both).zip(new.drain(..both)));
        for (_, list, _) in gone {
            self.condition(schemas, &list, false);
        }
        for (_, list, _) in new {
            self.condition(schemas, &list, true);
        }
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
        // by name, by meaning, by title, by properties; what is left over on both sides, if it is one each
        let keys: [Key<'a>; 4] = [
            |_, node, _| node.value.get("$ref").cloned(),
            |walk, node, at_head| {
                let revision = if at_head { walk.head } else { walk.base };
                Some(json!(walk.meant(revision, node.clone())))
            },
            |_, node, _| node.value.get("title").cloned(),
            |walk, node, at_head| {
                let revision = if at_head { walk.head } else { walk.base };
                let view = revision.view(node.clone());
                let names: BTreeSet<&str> = view
                    .properties()
                    .into_iter()
                    .map(|(name, _)| name)
                    .collect();
                (!names.is_empty()).then(|| json!(names))
            },
        ];
        for key in keys {
            let mut twins: HashMap<String, VecDeque<usize>> = HashMap::new();
            for (at, node) in added.iter().enumerate() {
                if let Some(key) = key(self, node, true) {
                    twins.entry(key.to_string()).or_default().push_back(at);
                }
            }
            let mut left = Vec::new();
            let mut taken = HashSet::new();
            for node in gone {
                let key = key(self, &node, false);
                let same = key.and_then(|key| twins.get_mut(&key.to_string()));
                let twin = same.and_then(VecDeque::pop_front);
                match twin.and_then(|at| Some((at, added.get(at)?.clone()))) {
                    Some((at, twin)) => {
                        taken.insert(at);
                        self.pair_of_members(schemas, node, twin);
                    }
                    None => left.push(node),
                }
            }
            gone = left;
            let others = added.into_iter().enumerate();
            let others = others.filter(|(at, _)| !taken.contains(at));
            added = others.map(|(_, node)| node).collect();
        }
        if let ([one], [other]) = (gone.as_slice(), added.as_slice())
            && self.may_be_one(&self.base.view(one.clone()), &self.head.view(other.clone()))
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

    /// Whether what is left over on both sides may be the same: not what has names that both revisions know.
    fn may_be_one(&self, base: &View<'a>, head: &View<'a>) -> bool {
        let are_two = base.component().is_some() && head.component().is_some();
        base.kind() == head.kind() && !(are_two && self.is_another(base, head))
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
