//! Alternatives: members of `oneOf` and `anyOf`, paired by their content and not by their order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::effective::{Alternatives, EffectiveSchema};
use super::kind::{Choice, Kind, Range, Relation};
use super::node::{Node, Revision};
use super::pairing::take_keyed;
use super::schemas::Schemas;
use super::subject::Part;
use super::walk::Walk;

/// A key that pairs a member with a member of the other description.
type Key<'a> = fn(&Walk<'a>, Revision<'a>, &Node<'a>, &BTreeSet<&'a str>) -> Option<Value>;

impl<'a> Walk<'a> {
    pub(super) fn condition(
        &mut self,
        schemas: &Schemas<'a>,
        choice: &Alternatives<'a>,
        added: bool,
    ) {
        let (keyword, list) = (choice.keyword, &choice.list);
        let other = if added { &schemas.base } else { &schemas.head };
        if requires_one(other, choice) {
            return;
        }
        if added {
            let kind = Kind::Choice(Choice::ConditionAdded(keyword));
            let difference = Difference::added(kind, &schemas.subject, list);
            self.record(schemas.at, difference);
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
            let matters = || {
                !excludes_each_other(self.base, &before) || !excludes_each_other(self.head, &after)
            };
            if before.keyword != after.keyword && matters() {
                let range = match after.keyword {
                    "anyOf" => Range::Wider,
                    _ => Range::Narrower,
                };
                let kind = Kind::Choice(Choice::Keyword(range));
                let place = (&before.list, &after.list);
                let difference = Difference::changed(kind, &schemas.subject, place);
                self.record(schemas.at, difference.values(before.keyword, after.keyword));
            }
            self.members(schemas, &before, &after);
        }
    }

    fn members(
        &mut self,
        schemas: &Schemas<'a>,
        before: &Alternatives<'a>,
        after: &Alternatives<'a>,
    ) {
        let (old, new) = (&before.members, &after.members);
        let mut gone = self.distinct(self.base, before);
        let mut added = self.distinct(self.head, after);
        self.pairs_of_members(schemas, &mut gone, &mut added);
        // alternatives of alternatives are as good as if they were written flat
        let flat = [
            flattened(self.base, before.keyword, &gone),
            flattened(self.head, after.keyword, &added),
        ];
        let [more, more_now] = [flat[0].len() - gone.len(), flat[1].len() - added.len()];
        if before.keyword == after.keyword && more + more_now > 0 {
            if more != more_now {
                let kind = Kind::Choice(Choice::Nesting);
                let place = (&before.list, &after.list);
                let nesting = Difference::changed(kind, &schemas.subject, place);
                self.record(schemas.at, nesting);
            }
            [gone, added] = flat;
            self.pairs_of_members(schemas, &mut gone, &mut added);
        }
        for (one, other) in self.only_alike(&gone, &added) {
            gone.retain(|node| node.pointer != one.pointer);
            added.retain(|node| node.pointer != other.pointer);
            self.pair_of_members(schemas, one, other);
        }
        for node in &gone {
            let relation = self.relation(before, node, self.head, new, self.base);
            self.member(schemas, node, false, relation);
        }
        for node in &added {
            let relation = self.relation(after, node, self.base, old, self.head);
            self.member(schemas, node, true, relation);
        }
    }

    /// The members of a list of alternatives, of which any may match: each once.
    fn distinct(&self, revision: Revision<'a>, choice: &Alternatives<'a>) -> Vec<Node<'a>> {
        let mut seen = HashSet::new();
        let mut is_new = |node: &&Node<'a>| {
            choice.keyword != "anyOf" || seen.insert(self.digest(revision, (*node).clone()))
        };
        let members = choice.members.iter();
        members.filter(|node| is_new(node)).cloned().collect()
    }

    /// Pairs and compares members, and leaves those that have no twin.
    fn pairs_of_members(
        &mut self,
        schemas: &Schemas<'a>,
        gone: &mut Vec<Node<'a>>,
        added: &mut Vec<Node<'a>>,
    ) {
        // by reference, by content, by title, by properties; then the last ones, if each description has one left
        let keys: [Key<'a>; 4] = [
            |_, _, node, _| node.value.get("$ref").cloned(),
            |walk, revision, node, _| Some(json!(walk.digest(revision, node.clone()))),
            |_, _, node, _| node.value.get("title").cloned(),
            |_, revision, node, beside| {
                let mut names = names(&revision.effective(node.clone()));
                names.extend(beside);
                (!names.is_empty()).then(|| json!(names))
            },
        ];
        let beside = [&schemas.base, &schemas.head].map(|schema| match schemas.with_siblings {
            true => names(schema),
            false => BTreeSet::new(),
        });
        for key in keys {
            let mut twins: HashMap<String, VecDeque<usize>> = HashMap::new();
            for (at, node) in added.iter().enumerate() {
                if let Some(key) = key(self, self.head, node, &beside[1]) {
                    twins.entry(key.to_string()).or_default().push_back(at);
                }
            }
            let mut taken = HashSet::new();
            for node in std::mem::take(gone) {
                let key = key(self, self.base, &node, &beside[0]);
                let same = key.and_then(|key| twins.get_mut(&key.to_string()));
                let twin = same.and_then(VecDeque::pop_front);
                match twin.and_then(|at| Some((at, added.get(at)?.clone()))) {
                    Some((at, twin)) => {
                        taken.insert(at);
                        self.pair_of_members(schemas, node, twin);
                    }
                    None => gone.push(node),
                }
            }
            let others = std::mem::take(added).into_iter().enumerate();
            added.extend(
                others
                    .filter(|(at, _)| !taken.contains(at))
                    .map(|(_, node)| node),
            );
        }
    }

    /// The members that are each the only one of their type, and may be a pair: not if both descriptions have schemas with both
    /// names.
    fn only_alike(&self, gone: &[Node<'a>], added: &[Node<'a>]) -> Vec<(Node<'a>, Node<'a>)> {
        let by_kind = |revision: Revision<'a>, nodes: &[Node<'a>]| {
            let mut by_kind: BTreeMap<&str, Vec<Node<'a>>> = BTreeMap::new();
            for node in nodes {
                let kind = revision.effective(node.clone()).kind();
                by_kind
                    .entry(number_or(kind))
                    .or_default()
                    .push(node.clone());
            }
            by_kind
        };
        let (before, after) = (by_kind(self.base, gone), by_kind(self.head, added));
        let mut pairs = Vec::new();
        for (kind, gone) in before {
            if let ([one], Some([other])) = (gone.as_slice(), after.get(kind).map(Vec::as_slice)) {
                let base = self.base.effective(one.clone());
                let head = self.head.effective(other.clone());
                let are_two = base.component().is_some() && head.component().is_some();
                if !(are_two && self.is_another(&base, &head)) {
                    pairs.push((one.clone(), other.clone()));
                }
            }
        }
        pairs
    }

    pub(super) fn pair_of_members(
        &mut self,
        schemas: &Schemas<'a>,
        base: Node<'a>,
        head: Node<'a>,
    ) {
        let subject = schemas.subject.part(Part::Member);
        let is_idle = self.is_idle(self.base, &schemas.base, &base)
            && self.is_idle(self.head, &schemas.head, &head);
        let below = match schemas.with_siblings {
            true => self.members_with_siblings(schemas, base, head, &subject),
            false => self.schema(base, head, &subject),
        };
        // What another alternative allows anyway changes only the names in Rust.
        let sides = if is_idle { Sides::NONE } else { Sides::BOTH };
        self.lead(schemas.at, below, sides);
    }

    /// An alternative that only one of the descriptions has.
    pub(super) fn member(
        &mut self,
        schemas: &Schemas<'a>,
        node: &Node<'a>,
        added: bool,
        relation: Relation,
    ) {
        let revision = if added { self.head } else { self.base };
        let schema = revision.effective(node.clone());
        let title = schema.get("title").and_then(|title| title.value.as_str());
        let part = match (schema.component().or(title), tag(&schema)) {
            (Some(name), _) => Part::Alternative(Some(name.to_owned()), schema.kind().to_owned()),
            (None, Some((name, value))) => Part::TaggedAlternative(name, value),
            (None, None) => Part::Alternative(None, schema.kind().to_owned()),
        };
        let subject = schemas.subject.part(part);
        if added {
            let kind = Kind::Choice(Choice::Added(relation));
            self.record(schemas.at, Difference::added(kind, &subject, node));
        } else {
            let parent = &schemas.head.node;
            self.removed(
                schemas.at,
                Kind::Choice(Choice::Removed(relation)),
                &subject,
                node,
                parent,
            );
        }
    }
}

/// The type, or `number` for integers, which are numbers.
fn number_or(kind: &str) -> &str {
    match kind {
        "integer" => "number",
        kind => kind,
    }
}

/// Whether a schema requires what one of the alternatives requires, and no alternative asks for more than that.
fn requires_one<'a>(schema: &EffectiveSchema<'a>, choice: &Alternatives<'a>) -> bool {
    let required = schema.required();
    let is_met = |member: &Node<'a>| {
        let fields = member.value.as_object();
        fields.is_some_and(|fields| fields.len() == 1)
            && member.get("required").is_some_and(|list| {
                let mut names = list.items().into_iter();
                names.all(|name| {
                    name.value
                        .as_str()
                        .is_some_and(|name| required.contains(&name))
                })
            })
    };
    choice.keyword == "anyOf" && choice.members.iter().any(is_met)
}

/// Members, and in the place of one that is nothing but a list of alternatives of the same kind, those.
fn flattened<'a>(revision: Revision<'a>, keyword: &str, members: &[Node<'a>]) -> Vec<Node<'a>> {
    let flat = |node: &Node<'a>| {
        let schema = revision.effective(node.clone());
        match schema.choices().as_slice() {
            [only] if only.keyword == keyword && !schema.restricts_beside(&only.list) => {
                only.members.clone()
            }
            _ => vec![node.clone()],
        }
    };
    members.iter().flat_map(flat).collect()
}

/// Whether no value matches two of the alternatives, since a property distinguishes them, or each has a type of its own.
fn excludes_each_other<'a>(revision: Revision<'a>, choice: &Alternatives<'a>) -> bool {
    if has_discriminator(revision, choice) {
        return true;
    }
    let mut kinds = HashSet::new();
    let mut are_null = 0;
    choice.members.iter().all(|member| {
        let schema = revision.effective(member.clone());
        are_null += usize::from(schema.is_nullable());
        let kind = number_or(schema.kind());
        !kind.is_empty() && are_null < 2 && kinds.insert(kind)
    })
}

/// Whether a property distinguishes the alternatives: each then means another value of it.
pub(super) fn has_discriminator(revision: Revision, choice: &Alternatives) -> bool {
    let holder = choice.list.pointer.rsplit_once('/');
    let holder = holder.and_then(|(holder, _)| revision.at(holder));
    holder.is_some_and(|holder| holder.get("discriminator").is_some())
}

/// A property of an alternative that has a single value, with the value.
fn tag(schema: &EffectiveSchema) -> Option<(String, String)> {
    schema.properties().into_iter().find_map(|(name, node)| {
        let values = node.value.get("enum")?.as_array()?;
        match values.as_slice() {
            [Value::String(value)] => Some((name.to_owned(), value.clone())),
            _ => None,
        }
    })
}

/// The names of the properties.
pub(super) fn names<'a>(schema: &EffectiveSchema<'a>) -> BTreeSet<&'a str> {
    let properties = schema.properties().into_iter();
    properties.map(|(name, _)| name).collect()
}
