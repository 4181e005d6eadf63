//! A change as the report tells it: what, where, who meets it, what it means.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::approval::Approval;
use super::fingerprint::{content, facts, fingerprint};
use super::rules::Rule;
use super::rust::surface::ItemChange;
use super::verdict::{Bump, Wire};
use crate::diagnostics::Position;
use crate::diff::difference::{Difference, Reach};
use crate::diff::view::Revision;

/// One cause, with everything that follows from it.
#[derive(Clone, Debug)]
pub struct Change {
    /// A fingerprint of rule, place, and values before and after.
    pub id: String,
    /// The kind of change.
    pub rule: &'static Rule,
    /// What it means on the wire.
    pub wire: Wire,
    /// What it means for Rust callers.
    pub rust: Bump,
    /// What changed, in one sentence.
    pub message: String,
    /// The JSON pointer at the head; at the base for what was removed.
    pub pointer: String,
    /// Where it is written at the head; for what was removed, a line that the diff shows.
    pub at: Position,
    /// Where it is written at the base, unless it was added.
    pub at_base: Option<Position>,
    /// The operations that meet it.
    pub reach: Reach,
    /// The value at the base.
    pub before: Value,
    /// The value at the head.
    pub after: Value,
    /// Items of the generated crate that change because of it.
    pub rust_items: Vec<ItemChange>,
    /// Who approved it, and why.
    pub approval: Option<Approval>,
    /// Whether it must be acted on, approved or not.
    pub fails: bool,
}

impl Change {
    /// Whether it breaks programs that work today.
    pub fn is_breaking(&self) -> bool {
        self.wire == Wire::Breaking || self.rust == Bump::Major
    }

    /// Whether somebody has to do something about it.
    pub fn needs_action(&self) -> bool {
        self.fails || (self.is_breaking() && self.approval.is_none())
    }

    /// Whether an approval lets it pass.
    pub fn needs_approval(&self) -> bool {
        self.needs_action() && (self.is_breaking() || !self.rust_items.is_empty())
    }

    /// All operations that meet it.
    pub fn operations(&self) -> BTreeSet<&str> {
        let both = self.reach.request.union(&self.reach.response);
        both.map(String::as_str).collect()
    }

    /// The change that a difference is.
    pub fn of(
        difference: &Difference,
        reach: &Reach,
        mut rust_items: Vec<ItemChange>,
        base: Revision,
        head: Revision,
    ) -> Self {
        let pointer = difference.head.as_ref().or(difference.base.as_ref());
        let pointer = pointer.cloned().unwrap_or_default();
        let place = difference.place();
        let revision = if difference.head.is_some() {
            head
        } else {
            base
        };
        let named = revision.stable(&pointer);
        let rust = rust_items.iter().map(|item| item.bump).max();
        // What differs inside only is counted and not listed.
        rust_items.retain(|item| item.before != item.after);
        let (wire, rust) = (wire(difference, reach), rust.unwrap_or_default());
        let before = facts(&difference.before);
        let mut after = json!([facts(&difference.after), content(difference, head)]);
        if wire != Wire::Breaking && rust == Bump::Major {
            // What is agreed to is what Rust callers feel.
            after = json!([after, rust_items]);
        }
        Self {
            id: fingerprint(difference.rule, &named, &before, &after),
            rule: difference.rule,
            wire,
            rust,
            message: difference.message.clone(),
            at: head.spec.position(place),
            at_base: difference
                .base
                .as_ref()
                .map(|place| base.spec.position(place)),
            pointer,
            reach: reach.clone(),
            before: difference.before.clone(),
            after: difference.after.clone(),
            rust_items,
            approval: None,
            fails: false,
        }
    }

    /// Something that the review itself has to say, at `at`.
    pub fn of_house(rule: &'static Rule, message: String, pointer: String, at: Position) -> Self {
        Self {
            id: fingerprint(rule, &pointer, &Value::Null, &Value::Null),
            rule,
            wire: Wire::None,
            rust: Bump::None,
            message,
            pointer,
            at,
            at_base: None,
            reach: Reach::default(),
            before: Value::Null,
            after: Value::Null,
            rust_items: Vec::new(),
            approval: None,
            fails: false,
        }
    }
}

/// The verdict for those who meet it, the worse of both sides.
fn wire(difference: &Difference, reach: &Reach) -> Wire {
    let [request, response] = difference.wires();
    let met = |operations: &BTreeSet<String>| !operations.is_empty();
    let request = if met(&reach.request) {
        request
    } else {
        Wire::None
    };
    let response = if met(&reach.response) {
        response
    } else {
        Wire::None
    };
    request.max(response)
}
