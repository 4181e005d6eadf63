//! Alternatives where the other description has a single schema.

use std::collections::HashSet;

use super::choices::names;
use super::difference::{Difference, Sides};
use super::effective::{Alternatives, EffectiveSchema};
use super::kind::{Kind, Range, Relation, Value as What};
use super::node::{Node, Revision};
use super::schemas::Schemas;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// Whether one description has alternatives where the other has a single schema. If the schema is one of them,
    /// alternatives were added or removed; else the type differs.
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
        let of_type = || self.of_type(single, members, added);
        let alike = || self.alike(single, several, members, added);
        let Some(known) = same.or_else(of_type).or_else(alike) else {
            return self.choice_of_others(schemas, &first, added);
        };
        self.null_of_choice(schemas);
        if let Some(member) = members.get(known).cloned() {
            // Whether the alternatives allow null was compared, here or beside them.
            if same.is_none() || several.restricts_beside(&first.list) {
                self.with_siblings(schemas, &first, member, added);
            }
        }
        let old = [single.node.clone()];
        for (index, member) in members.iter().enumerate() {
            if index == known {
                continue;
            }
            let was = || self.base.effective(member.clone());
            let relation = match added {
                true => self.relation(&first, member, self.base, &old, self.head),
                // what a single schema allows, it allows whatever the alternatives were
                false if self.covers((single, self.head), (&was(), self.base)) => Relation::Covered,
                false => self.relation(&first, member, self.head, &old, self.base),
            };
            self.member(schemas, member, added, relation);
        }
        true
    }

    /// Compares a single schema with an alternative of the other description, together with the keywords beside the
    /// alternatives.
    fn with_siblings(
        &mut self,
        schemas: &Schemas<'a>,
        choice: &Alternatives<'a>,
        member: Node<'a>,
        added: bool,
    ) {
        let decided =
            |revision: Revision<'a>, schema| revision.decided(schema, &choice.list, member);
        let (base, head) = match added {
            true => (schemas.base.clone(), decided(self.head, &schemas.head)),
            false => (decided(self.base, &schemas.base), schemas.head.clone()),
        };
        let place = (schemas.base.node.clone(), schemas.head.node.clone());
        let below = self.effective(&place, base, head, &schemas.subject);
        self.lead(schemas.at, below, Sides::BOTH);
    }

    /// Compares whether null is allowed, which one of the alternatives may state.
    fn null_of_choice(&mut self, schemas: &Schemas<'a>) {
        let allows = |revision: Revision<'a>, schema: &EffectiveSchema<'a>| {
            let by_member = || {
                let choices = schema.choices();
                let allows = |member: &Node<'a>| revision.effective(member.clone()).is_nullable();
                !choices.is_empty()
                    && choices
                        .iter()
                        .all(|choice| choice.members.iter().any(allows))
            };
            schema.is_nullable() || by_member()
        };
        let was = allows(self.base, &schemas.base);
        let is = allows(self.head, &schemas.head);
        self.null(schemas, was, is);
    }

    /// The member that is equivalent to a single schema of the other description.
    fn same_member(&self, single: &Node<'a>, members: &[Node<'a>], added: bool) -> Option<usize> {
        let (of_single, of_members) = self.revisions(added);
        let wanted = self.digest(of_single, single.clone());
        let same = |node: &Node<'a>| self.digest(of_members, node.clone()) == wanted;
        members.iter().position(same)
    }

    /// The only member of the type of a single schema of the other description, unless it is an object.
    fn of_type(
        &self,
        single: &EffectiveSchema<'a>,
        members: &[Node<'a>],
        added: bool,
    ) -> Option<usize> {
        let kind = single.kind();
        let (_, of_members) = self.revisions(added);
        let has_kind = |node: &Node<'a>| of_members.effective(node.clone()).kind() == kind;
        let mut found = members
            .iter()
            .enumerate()
            .filter(|(_, node)| has_kind(node));
        match (kind, found.next(), found.next()) {
            ("" | "object", ..) => None,
            (_, Some((only, _)), None) => Some(only),
            _ => None,
        }
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

    /// Whether a list may have items of several types, and each member is a list of one of them.
    fn are_lists_of_one(
        &self,
        single: &EffectiveSchema<'a>,
        members: &[Node<'a>],
        added: bool,
    ) -> bool {
        let limits = ["minItems", "maxItems", "uniqueItems", "enum", "not"];
        let Some(items) = single.get("items") else {
            return false;
        };
        if single.kind() != "array" || limits.iter().any(|key| single.get(key).is_some()) {
            return false;
        }
        let (of_single, of_members) = self.revisions(added);
        let items = of_single.effective(items);
        let choices = items.choices();
        let [choice] = choices.as_slice() else {
            return false;
        };
        let kinds: HashSet<&str> = choice
            .members
            .iter()
            .map(|node| of_single.effective(node.clone()).kind())
            .collect();
        // Members of one type may exclude each other's values.
        let is_any = choice.keyword == "anyOf"
            || kinds.len() == choice.members.len()
                && !kinds.contains("")
                && !kinds.contains("number");
        let digest = |node: &Node<'a>| self.digest(of_single, node.clone());
        let known: Vec<_> = choice.members.iter().map(digest).collect();
        let is_list = |member: &Node<'a>| {
            let member = of_members.effective(member.clone());
            let items = member
                .get("items")
                .map(|node| self.digest(of_members, node));
            member.kind() == "array"
                && !member.is_nullable()
                && items.is_some_and(|items| known.contains(&items))
        };
        is_any && !items.restricts_beside(&choice.list) && members.iter().all(is_list)
    }

    /// The description with the single schema and that with the members.
    fn revisions(&self, added: bool) -> (Revision<'a>, Revision<'a>) {
        if added {
            (self.base, self.head)
        } else {
            (self.head, self.base)
        }
    }

    /// Alternatives none of which is the single schema of the other description: a further condition if both have
    /// properties, else another type.
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
        let (single, several) = if added {
            (&schemas.base, &schemas.head)
        } else {
            (&schemas.head, &schemas.base)
        };
        let is_part = single.is_any()
            || !several.is_nullable() && self.are_lists_of_one(single, &choice.members, added);
        let range = match (is_part, added) {
            (true, true) => Range::Narrower,
            (true, false) => Range::Wider,
            _ => Range::Other,
        };
        let kind = Kind::Value(What::Type(range));
        let difference = Difference::changed(kind, &schemas.subject, place);
        self.record(schemas.at, difference);
        true
    }
}
