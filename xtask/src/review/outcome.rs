//! What a review comes to.

use super::change::Change;
use super::rust::surface::ItemChange;
use super::verdict::Bump;
use super::version::Versions;
use crate::diagnostics::Finding;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Two revisions of one document.
    Revisions,
    /// Somebody else's document and ours.
    Upstream,
}

/// What came out.
#[derive(Debug)]
pub struct Review {
    /// What is compared.
    pub subject: Subject,
    /// What the base is called.
    pub from: String,
    /// What the head is called.
    pub to: String,
    /// The version that all changes together ask for, on the scale of 1.x.
    pub required_bump: Bump,
    /// The versions that the two revisions state, where they do.
    pub versions: Option<Versions>,
    /// All changes, the most severe first.
    pub changes: Vec<Change>,
    /// Items of the crate that differ, those whose signature does.
    pub surface: Vec<ItemChange>,
    /// Whether anything can be said of Rust callers.
    pub rust_is_known: bool,
    /// Why not, where the generator cannot express a revision.
    pub without_rust: Vec<Finding>,
}

impl Review {
    /// Whether somebody has to do something.
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
