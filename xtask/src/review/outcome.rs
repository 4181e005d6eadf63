//! The result of a review.

use super::change::Change;
use super::configuration::{Applied, FailOn};
use super::not_assessed::NotAssessed;
use super::rust::surface::ItemChange;
use super::verdict::Bump;
use super::version::Versions;
use crate::diagnostics::Finding;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Two revisions of the spec.
    Revisions,
    /// Two documents, which `cargo xtask approve` does not know.
    Documents,
    /// Somebody else's document and ours.
    Upstream,
}

/// The result of a review.
#[derive(Debug)]
pub struct Review {
    /// What is compared.
    pub subject: Subject,
    /// The name of the base.
    pub from: String,
    /// The name of the head.
    pub to: String,
    /// The bump that all changes together require, on the scale of 1.x.
    pub required_bump: Bump,
    /// The versions that the two revisions state, where they do.
    pub versions: Option<Versions>,
    /// All changes, the most severe first.
    pub changes: Vec<Change>,
    /// Items of the crate that differ, those whose signature does.
    pub surface: Vec<ItemChange>,
    /// Whether the effect on Rust callers is known.
    pub rust_is_known: bool,
    /// Why not, where the generator does not support a revision.
    pub without_rust: Vec<Finding>,
    /// Operations that the generator does not support, with the reasons: what a change of them means to Rust callers is not
    /// known.
    pub skipped: Vec<Finding>,
    /// Parts that both revisions have and whose meaning is unclear.
    pub not_assessed: Vec<NotAssessed>,
    /// What fails the review.
    pub fail_on: Vec<FailOn>,
    /// The settings that apply, with the number of changes that each concerns.
    pub configuration: Vec<Applied>,
}

impl Review {
    /// Whether action is needed.
    pub fn needs_action(&self) -> bool {
        self.changes.iter().any(Change::needs_action)
    }
}

/// The most severe first, then by place.
pub fn sort(changes: &mut [Change]) {
    changes.sort_by(|a, b| {
        let severity = |change: &Change| (change.needs_action(), change.wire, change.rust);
        let place = |change: &Change| (change.at.file.clone(), change.at.line, change.at.column);
        severity(b)
            .cmp(&severity(a))
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.rule.id.cmp(b.rule.id))
            .then_with(|| a.pointer.cmp(&b.pointer))
            .then_with(|| a.id.cmp(&b.id))
    });
}
