//! `approved.yaml`: breaking changes that are approved.
//!
//! ```yaml
//! approvals:
//!   - id: 3f9c12ab77de
//!     reason: The service dropped the field on 2026-10-01.
//!     by: mary
//! ```

use serde_json::Value;

use super::approval::Approval;
use super::change::Change;
use super::rules;
use crate::diagnostics::{Finding, Position};
use crate::source::{APPROVALS, Listing, LoadError};

/// The file's name, beside the documents.
pub const FILE: &str = APPROVALS;

/// The approvals of one revision.
#[derive(Debug, Default)]
pub struct Approvals {
    entries: Vec<(Approval, Position)>,
}

impl Approvals {
    /// Reads a list of approvals.
    ///
    /// # Errors
    ///
    /// What is missing, unknown or there twice, with its place.
    pub fn read(listing: &Listing) -> Result<Self, LoadError> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut approvals = Self::default();
        for (pointer, entry) in listing.entries("approvals", &mut findings) {
            let field = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
            listing.expect_texts(&pointer, entry, &["id", "reason", "by"], &mut findings);
            let approval = Approval {
                id: field("id").to_owned(),
                reason: field("reason").to_owned(),
                by: field("by").to_owned(),
            };
            let twice = approvals
                .entries
                .iter()
                .any(|(known, _)| known.id == approval.id);
            if twice && !approval.id.is_empty() {
                findings.push(listing.finding(
                    &pointer,
                    format!("`{}` is approved twice", approval.id),
                    "keep one of the two",
                ));
            }
            let position = listing.position(&pointer);
            approvals.entries.push((approval, position));
        }
        if findings.is_empty() {
            Ok(approvals)
        } else {
            Err(LoadError::Findings(findings))
        }
    }

    /// The approvals, in the order of the list.
    pub fn list(&self) -> impl Iterator<Item = &Approval> {
        self.entries.iter().map(|(approval, _)| approval)
    }

    /// The approval with this id, and where it is written.
    pub fn entry(&self, id: &str) -> Option<(&Approval, &Position)> {
        let mut entries = self.entries.iter();
        let found = entries.find(|(approval, _)| approval.id == id)?;
        Some((&found.0, &found.1))
    }

    /// Adds the approvals to their changes. One without a change becomes a finding, which needs action unless `before` has
    /// it, too: an approval that was there before is no longer needed.
    pub fn apply(&self, changes: &mut Vec<Change>, before: &Self) {
        let mut unused = Vec::new();
        for (approval, position) in &self.entries {
            let spent = before.entries.iter().any(|(known, _)| known == approval);
            let mut used = false;
            // An approval counts once.
            for change in changes.iter_mut().filter(|_| !spent) {
                let may_be = change.is_breaking() || change.counts || change.fails;
                if change.id == approval.id && may_be {
                    used = true;
                    change.approval = Some(approval.clone());
                    change.fails = false;
                }
            }
            if used {
                continue;
            }
            let message = if spent {
                format!(
                    "the approval of `{}` is no longer needed: delete it",
                    approval.id
                )
            } else {
                format!(
                    "the approval of `{}` matches no change that needs one",
                    approval.id
                )
            };
            let pointer = format!("/approvals/{}", approval.id);
            let rule = rules::APPROVAL_UNUSED;
            let mut finding = Change::of_review(rule, message, pointer, position.clone());
            finding.fails = !spent;
            unused.push(finding);
        }
        changes.extend(unused);
    }
}
