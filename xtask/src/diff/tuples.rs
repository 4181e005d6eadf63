//! Lists with a schema for each position: `prefixItems` of OpenAPI 3.1. Lists whose positions are all alike have `items`
//! instead, and lists without further items have `maxItems`.

use super::difference::{Difference, Sides};
use super::effective::EffectiveSchema;
use super::kind::{Choice, Kind};
use super::node::{Node, Revision};
use super::schemas::Schemas;
use super::subject::Part;
use super::walk::Walk;

/// The keyword.
pub(super) const POSITIONS: &str = "prefixItems";

impl<'a> Walk<'a> {
    /// Compares the schemas of each position. A position that the other description leaves open is a condition.
    pub(super) fn positions(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (
            positions(self.base, &schemas.base),
            positions(self.head, &schemas.head),
        );
        let subject = schemas.subject.part(Part::Item);
        let beside = &schemas.head.node;
        for at in 0..before.len().max(after.len()) {
            let was = before
                .get(at)
                .cloned()
                .or_else(|| rest(&before, &schemas.base));
            let is = after
                .get(at)
                .cloned()
                .or_else(|| rest(&after, &schemas.head));
            let was = was.filter(|_| allows(&schemas.base, at));
            let is = is.filter(|_| allows(&schemas.head, at));
            match (was, is) {
                (Some(was), Some(is)) => {
                    let below = self.schema(was, is, &subject);
                    self.lead(schemas.at, below, Sides::BOTH);
                }
                (Some(was), None) if allows(&schemas.head, at) => {
                    let kind = Kind::Choice(Choice::ConditionRemoved(POSITIONS));
                    self.removed(schemas.at, kind, &schemas.subject, &was, beside);
                }
                (None, Some(is)) if allows(&schemas.base, at) => {
                    let kind = Kind::Choice(Choice::ConditionAdded(POSITIONS));
                    let difference = Difference::added(kind, &schemas.subject, &is);
                    self.record(schemas.at, difference);
                }
                _ => {}
            }
        }
    }
}

fn positions<'a>(revision: Revision<'a>, schema: &EffectiveSchema<'a>) -> Vec<Node<'a>> {
    let list = schema.get(POSITIONS);
    let list = list.filter(|list| revision.spec.is_3_1(&list.pointer));
    list.map(|list| list.items()).unwrap_or_default()
}

/// The schema of all positions, if they have none of their own.
fn rest<'a>(own: &[Node<'a>], schema: &EffectiveSchema<'a>) -> Option<Node<'a>> {
    schema.get("items").filter(|_| own.is_empty())
}

/// Whether a list may have an item at a position.
fn allows(schema: &EffectiveSchema, at: usize) -> bool {
    let most = schema.get("maxItems").and_then(|most| most.value.as_u64());
    most.is_none_or(|most| u64::try_from(at).is_ok_and(|at| at < most))
}
