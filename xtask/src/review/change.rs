//! A change as the reports show it: what, where, which operations, and what it means.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::approval::Approval;
use super::fingerprint::{content, fingerprint, without_documentation};
use super::rules::{self, Checked, Rule};
use super::rust::surface::ItemChange;
use super::verdict::{Bump, Wire};
use crate::diagnostics::Position;
use crate::diff::{Reach, Revision};

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
    /// Whether that is all: not where it reaches an operation that the generator does not support.
    pub rust_is_known: bool,
    /// What changed, in one sentence.
    pub message: String,
    /// The JSON pointer at the head; at the base for what was removed.
    pub pointer: String,
    /// Where it is written at the head; for what was removed, a line that the diff shows.
    pub at: Position,
    /// Where it is written at the base, unless it was added.
    pub at_base: Option<Position>,
    /// The operations that reach it.
    pub reach: Reach,
    /// The value at the base.
    pub before: Value,
    /// The value at the head.
    pub after: Value,
    /// Items of the generated crate that change because of it.
    pub rust_items: Vec<ItemChange>,
    /// Who approved it, and why.
    pub approval: Option<Approval>,
    /// Whether action is needed, approved or not.
    pub fails: bool,
    /// Whether its levels fail the review unless it is approved.
    pub counts: bool,
    /// What it would be without the settings of the team.
    pub configured: Option<Configured>,
}

/// The levels of a change without the settings of the team.
#[derive(Clone, Debug, Serialize)]
pub struct Configured {
    /// On the wire.
    pub wire: Wire,
    /// For Rust callers.
    pub rust: Bump,
    /// Why the team has other levels.
    pub reason: String,
}

impl Change {
    /// Whether it breaks programs that work today.
    pub fn is_breaking(&self) -> bool {
        self.wire == Wire::Breaking || self.rust == Bump::Major
    }

    /// Whether somebody has to act.
    pub fn needs_action(&self) -> bool {
        self.fails || (self.counts && self.approval.is_none())
    }

    /// Whether an approval lets it pass.
    pub fn needs_approval(&self) -> bool {
        let may_be_meant = self.rule == rules::NOT_ASSESSED || !self.rust_items.is_empty();
        self.needs_action() && (self.counts || self.is_breaking() || may_be_meant)
    }

    /// All operations that reach it.
    pub fn operations(&self) -> BTreeSet<&str> {
        let both = self.reach.request.union(&self.reach.response);
        both.map(String::as_str).collect()
    }

    /// The change that a difference is.
    pub fn of(
        checked: &Checked,
        mut rust_items: Vec<ItemChange>,
        base: Revision,
        head: Revision,
    ) -> Self {
        let difference = checked.difference;
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
        let (wire, rust) = (wire(checked), rust.unwrap_or_default());
        let before = without_documentation(&difference.from);
        let after = without_documentation(&difference.to);
        let mut after = json!([after, content(difference, head)]);
        if wire != Wire::Breaking && rust == Bump::Major {
            // What is approved is the effect on Rust callers.
            after = json!([after, rust_items]);
        }
        Self {
            id: fingerprint(checked.rule, &named, &before, &after),
            rule: checked.rule,
            wire,
            rust,
            rust_is_known: true,
            message: checked.message.clone(),
            at: head.spec.position(place),
            at_base: difference
                .base
                .as_ref()
                .map(|place| base.spec.position(place)),
            pointer,
            reach: checked.reach.clone(),
            before: difference.from.clone(),
            after: difference.to.clone(),
            rust_items,
            approval: None,
            fails: false,
            counts: wire == Wire::Breaking || rust == Bump::Major,
            configured: None,
        }
    }

    /// A finding of the review itself, at `at`.
    pub fn of_review(rule: &'static Rule, message: String, pointer: String, at: Position) -> Self {
        Self {
            id: fingerprint(rule, &pointer, &Value::Null, &Value::Null),
            rule,
            wire: Wire::None,
            rust: Bump::None,
            rust_is_known: true,
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
            counts: false,
            configured: None,
        }
    }
}

/// The worse of both directions, of those in which an operation reaches it.
fn wire(checked: &Checked) -> Wire {
    let [request, response] = checked.levels;
    let reached = |operations: &BTreeSet<String>, level| match operations.is_empty() {
        true => Wire::None,
        false => level,
    };
    reached(&checked.reach.request, request).max(reached(&checked.reach.response, response))
}
