//! Keywords beside a list of alternatives apply to each of them, and a list of values may be written as alternatives.

use std::collections::BTreeSet;

use super::choices::names;
use super::effective::{Alternatives, EffectiveSchema, Listed};
use super::node::{Node, Revision};
use super::schemas::Schemas;
use super::subject::Subject;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// Whether properties moved between the alternatives and the keywords beside them. Then only the two together are
    /// compared.
    pub(super) fn siblings_differ(&self, schemas: &Schemas<'a>) -> bool {
        let one = |schema: &EffectiveSchema<'a>| schema.choices().len() == 1;
        if !one(&schemas.base) || !one(&schemas.head) {
            return false;
        }
        let (before, after) = (names(&schemas.base), names(&schemas.head));
        let moved: BTreeSet<&str> = before.symmetric_difference(&after).copied().collect();
        if moved.is_empty() {
            return false;
        }
        // The description that has none of them beside the alternatives has some of them in all alternatives.
        let has_some = |revision: Revision<'a>, schema: &EffectiveSchema<'a>| {
            schema.choices().iter().all(|choice| {
                let mut members = choice.members.iter();
                members.all(|member| {
                    let names = names(&revision.effective(member.clone()));
                    moved.iter().any(|name| names.contains(name))
                })
            })
        };
        has_some(self.base, &schemas.base) || has_some(self.head, &schemas.head)
    }

    /// The pair of two alternatives, each with the keywords beside it.
    pub(super) fn members_with_siblings(
        &mut self,
        schemas: &Schemas<'a>,
        base: Node<'a>,
        head: Node<'a>,
        subject: &Subject,
    ) -> usize {
        let place = (base.clone(), head.clone());
        let decided = |revision: Revision<'a>, schema: &EffectiveSchema<'a>, member| match schema
            .choices()
            .first()
        {
            Some(choice) => revision.decided(schema, &choice.list, member),
            None => revision.effective(member),
        };
        let before = decided(self.base, &schemas.base, base);
        let after = decided(self.head, &schemas.head, head);
        self.effective(&place, before, after, subject)
    }

    /// The two schemas. Alternatives that only list values become one list of values, if the other schema is not a
    /// choice or groups the values differently.
    pub(super) fn lists_of_values(
        &self,
        base: EffectiveSchema<'a>,
        head: EffectiveSchema<'a>,
    ) -> (EffectiveSchema<'a>, EffectiveSchema<'a>) {
        let (before, after) = (values(self.base, &base), values(self.head, &head));
        let is_plain = |schema: &EffectiveSchema<'a>, of: &EffectiveSchema<'a>| {
            schema.choices().is_empty() && schema.kind() == of.kind()
        };
        match (before, after) {
            (Some((was, _)), None) if is_plain(&head, &was) => (was, head),
            (None, Some((is, _))) if is_plain(&base, &is) => (base, is),
            (Some((was, old)), Some((is, new)))
                if old.members.len() != new.members.len() && !all_named(&old, &new) =>
            {
                (was, is)
            }
            _ => (base, head),
        }
    }
}

/// Whether all alternatives are schemas of their own, which are compared one by one.
fn all_named(old: &Alternatives, new: &Alternatives) -> bool {
    let mut members = old.members.iter().chain(&new.members);
    members.all(|member| member.value.get("$ref").is_some())
}

/// A schema whose alternatives only list values, as one list of values.
fn values<'a>(
    revision: Revision<'a>,
    schema: &EffectiveSchema<'a>,
) -> Option<(EffectiveSchema<'a>, Alternatives<'a>)> {
    let mut choices = schema.choices();
    let choice = choices.pop().filter(|_| choices.is_empty())?;
    if schema.restricts_beside(&choice.list) {
        return None;
    }
    let mut listed: Vec<Listed<'a>> = Vec::new();
    for member in &choice.members {
        let member = revision.effective(member.clone());
        if !member.only_lists_values() {
            return None;
        }
        listed.extend(member.values()?.1);
    }
    let schema = schema.clone().with_values(&choice.list, listed);
    Some((schema, choice))
}
