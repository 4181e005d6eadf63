//! Alternatives: members of `oneOf` and `anyOf`, paired by what they are and not by their order.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::effective::{Alternatives, EffectiveSchema};
use super::kind::{Choice, Kind, Range, Value as What};
use super::node::{Node, Revision};
use super::pairing::take_keyed;
use super::schemas::Schemas;
use super::subject::Part;
use super::walk::Walk;

/// What pairs a member with one of the other description.
type Key<'a> = fn(&Walk<'a>, Revision<'a>, &Node<'a>) -> Option<Value>;

impl<'a> Walk<'a> {
    /// Whether one description has alternatives where the other has a single schema. If that is one of the members, members
    /// were added or removed; else it is another type.
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
        let Some(first) = choices.next() else {
            return false;
        };
        for further in choices {
            self.condition(schemas, &further, added);
        }
        let members = &first.members;
        let same = self.same_member(&single.node, members, added);
        let alike = || self.alike(single, several, members, added);
        let Some(known) = same.or_else(alike) else {
            return self.choice_of_others(schemas, &first, added);
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

    /// The member that is equivalent to a single schema of the other description.
    fn same_member(&self, single: &Node<'a>, members: &[Node<'a>], added: bool) -> Option<usize> {
        let (of_single, of_members) = self.revisions(added);
        let wanted = self.digest(of_single, single.clone());
        let same = |node: &Node<'a>| self.digest(of_members, node.clone()) == wanted;
        members.iter().position(same)
    }

    /// The member that has at least half of the properties of a single schema of the other description, unless the schema
    /// around the members has them itself.
    fn alike(
        &self,
        single: &EffectiveSchema<'a>,
        several: &EffectiveSchema<'a>,
        members: &[Node<'a>],
        added: bool,
    ) -> Option<usize> {
        let wanted = names(single);
        let most = |count: usize| count > 0 && 2 * count >= wanted.len();
        if most(names(several).intersection(&wanted).count()) {
            return None;
        }
        let (_, of_members) = self.revisions(added);
        let shared = |node: &Node<'a>| {
            let has = names(&of_members.effective(node.clone()));
            has.intersection(&wanted).count()
        };
        let counts = members.iter().map(shared).enumerate();
        let (known, count) = counts.max_by_key(|(_, count)| *count)?;
        most(count).then_some(known)
    }

    /// The description with the single schema and that with the members.
    fn revisions(&self, added: bool) -> (Revision<'a>, Revision<'a>) {
        if added {
            (self.base, self.head)
        } else {
            (self.head, self.base)
        }
    }

    /// Alternatives of which none is the single schema of the other description: a further condition where both have
    /// properties of their own, else another type.
    fn choice_of_others(
        &mut self,
        schemas: &Schemas<'a>,
        choice: &Alternatives<'a>,
        added: bool,
    ) -> bool {
        let has_properties = |schema: &EffectiveSchema<'a>| schema.get("properties").is_some();
        if has_properties(&schemas.base) && has_properties(&schemas.head) {
            self.condition(schemas, choice, added);
            return false;
        }
        let place = (&schemas.base.node, &schemas.head.node);
        let kind = Kind::Value(What::Type(Range::Other));
        let difference = Difference::changed(kind, &schemas.subject, place);
        self.tell(schemas.at, difference);
        true
    }

    fn condition(&mut self, schemas: &Schemas<'a>, choice: &Alternatives<'a>, added: bool) {
        let (keyword, list) = (choice.keyword, &choice.list);
        if added {
            let kind = Kind::Choice(Choice::ConditionAdded(keyword));
            let difference = Difference::added(kind, &schemas.subject, list);
            self.tell(schemas.at, difference);
        } else {
            let kind = Kind::Choice(Choice::ConditionRemoved(keyword));
            let parent = &schemas.head.node;
            self.removed(schemas.at, kind, &schemas.subject, list, parent);
        }
    }

    pub(super) fn choices(&mut self, schemas: &Schemas<'a>) {
        let (mut gone, mut new) = (schemas.base.choices(), schemas.head.choices());
        let mut pairs = Vec::new();
        // of several lists, first those that are equivalent, then in their order
        if gone.len() > 1 || new.len() > 1 {
            let digests = |revision: Revision<'a>, choice: &Alternatives<'a>| {
                let members = choice.members.iter();
                let digests = members.map(|node| self.digest(revision, node.clone()));
                Some(digests.collect::<BTreeSet<String>>())
            };
            take_keyed(
                &mut gone,
                &mut new,
                &mut pairs,
                |choice| digests(self.base, choice),
                |choice| digests(self.head, choice),
            );
        }
        let both = gone.len().min(new.len());
        pairs.extend(gone.drain(..both).zip(new.drain(..both)));
        for choice in gone {
            self.condition(schemas, &choice, false);
        }
        for choice in new {
            self.condition(schemas, &choice, true);
        }
        for (before, after) in pairs {
            if before.keyword != after.keyword {
                let kind = Kind::Choice(Choice::Keyword);
                let place = (&before.list, &after.list);
                let difference = Difference::changed(kind, &schemas.subject, place);
                self.tell(schemas.at, difference.values(before.keyword, after.keyword));
            }
            self.members(schemas, before.members, after.members);
        }
    }

    fn members(&mut self, schemas: &Schemas<'a>, old: Vec<Node<'a>>, new: Vec<Node<'a>>) {
        let mut gone = old;
        let mut added = new;
        // by reference, by content, by title, by properties; what is left over on both sides, if it is one each
        let keys: [Key<'a>; 4] = [
            |_, _, node| node.value.get("$ref").cloned(),
            |walk, revision, node| Some(json!(walk.digest(revision, node.clone()))),
            |_, _, node| node.value.get("title").cloned(),
            |_, revision, node| {
                let names = names(&revision.effective(node.clone()));
                (!names.is_empty()).then(|| json!(names))
            },
        ];
        for key in keys {
            let mut twins: HashMap<String, VecDeque<usize>> = HashMap::new();
            for (at, node) in added.iter().enumerate() {
                if let Some(key) = key(self, self.head, node) {
                    twins.entry(key.to_string()).or_default().push_back(at);
                }
            }
            let mut left = Vec::new();
            let mut taken = HashSet::new();
            for node in gone {
                let key = key(self, self.base, &node);
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
        if let ([one], [other]) = (gone.as_slice(), added.as_slice()) {
            let base = self.base.effective(one.clone());
            let head = self.head.effective(other.clone());
            if self.may_be_one(&base, &head) {
                return self.pair_of_members(schemas, one.clone(), other.clone());
            }
        }
        for node in &gone {
            self.member(schemas, node, false);
        }
        for node in &added {
            self.member(schemas, node, true);
        }
    }

    /// Whether what is left over on both sides may be the same: not two schemas whose names both descriptions have.
    fn may_be_one(&self, base: &EffectiveSchema<'a>, head: &EffectiveSchema<'a>) -> bool {
        let are_two = base.component().is_some() && head.component().is_some();
        base.kind() == head.kind() && !(are_two && self.is_another(base, head))
    }

    fn pair_of_members(&mut self, schemas: &Schemas<'a>, base: Node<'a>, head: Node<'a>) {
        let subject = schemas.subject.part(Part::Member);
        let below = self.schema(base, head, &subject);
        self.lead(schemas.at, below, Sides::BOTH);
    }

    fn member(&mut self, schemas: &Schemas<'a>, node: &Node<'a>, added: bool) {
        let revision = if added { self.head } else { self.base };
        let schema = revision.effective(node.clone());
        let part = match schema.component() {
            Some(name) => Part::Alternative(Some(name.to_owned()), schema.kind().to_owned()),
            None => Part::Alternative(None, schema.kind().to_owned()),
        };
        let subject = schemas.subject.part(part);
        if added {
            let kind = Kind::Choice(Choice::Added);
            self.tell(schemas.at, Difference::added(kind, &subject, node));
        } else {
            let parent = &schemas.head.node;
            self.removed(
                schemas.at,
                Kind::Choice(Choice::Removed),
                &subject,
                node,
                parent,
            );
        }
    }
}

/// The names of the properties.
fn names<'a>(schema: &EffectiveSchema<'a>) -> BTreeSet<&'a str> {
    let properties = schema.properties().into_iter();
    properties.map(|(name, _)| name).collect()
}
