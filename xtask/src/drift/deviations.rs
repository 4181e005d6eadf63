//! `deviations.yaml`: the intended differences between upstream's description and ours.
//!
//! ```yaml
//! deviations:
//!   - at: /components/schemas/AppId
//!     rule: bound-loosened
//!     reason: Real app ids are UUIDs of 36 characters.
//! ```

use serde_json::Value;

use crate::diagnostics::{Finding, Position};
use crate::review::approval::Approval;
use crate::review::change::Change;
use crate::review::rules;
use crate::source::{DEVIATIONS, Listing, LoadError};

/// The file's name, beside the documents.
pub const FILE: &str = DEVIATIONS;

/// An intended difference.
#[derive(Debug)]
struct Deviation {
    at: String,
    rule: String,
    reason: String,
    position: Position,
}

/// The deviations of a document.
#[derive(Debug, Default)]
pub struct Deviations {
    entries: Vec<Deviation>,
}

impl Deviations {
    /// Reads a list of deviations.
    ///
    /// # Errors
    ///
    /// An entry is incomplete, unknown or duplicate. The error has its position.
    pub fn read(listing: &Listing) -> Result<Self, LoadError> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut deviations = Self::default();
        for (pointer, entry) in listing.entries("deviations", &mut findings) {
            let field = |key: &str| {
                let text = entry.get(key).and_then(Value::as_str);
                text.unwrap_or_default().to_owned()
            };
            listing.expect_texts(&pointer, entry, &["at", "rule", "reason"], &mut findings);
            let deviation = Deviation {
                at: field("at"),
                rule: field("rule"),
                reason: field("reason"),
                position: listing.position(&pointer),
            };
            if !rules::all().any(|rule| rule.id == deviation.rule) && !deviation.rule.is_empty() {
                findings.push(listing.finding(
                    &format!("{pointer}/rule"),
                    format!("there is no rule `{}`", deviation.rule),
                    "the report shows the rule of each difference in brackets",
                ));
            }
            let twin =
                |known: &&Deviation| known.at == deviation.at && known.rule == deviation.rule;
            if deviations.entries.iter().any(|known| twin(&known)) {
                findings.push(listing.finding(
                    &pointer,
                    format!("`{}` at {} is listed twice", deviation.rule, deviation.at),
                    "keep one of the two",
                ));
            }
            deviations.entries.push(deviation);
        }
        if findings.is_empty() {
            Ok(deviations)
        } else {
            Err(LoadError::Findings(findings))
        }
    }

    /// Attaches reasons to the intended differences. If a part was compared and has no such difference any more,
    /// the deviation is a finding.
    pub fn apply(&self, changes: &mut Vec<Change>, was_compared: impl Fn(&str) -> bool) {
        let mut over = Vec::new();
        for deviation in &self.entries {
            let meant = changes
                .iter_mut()
                .find(|change| change.pointer == deviation.at && change.rule.id == deviation.rule);
            if let Some(change) = meant {
                change.fails = false;
                change.approval = Some(Approval {
                    id: String::new(),
                    reason: deviation.reason.clone(),
                    by: FILE.to_owned(),
                });
                continue;
            }
            if !was_compared(&deviation.at) {
                continue;
            }
            let message = format!(
                "there is no difference `{}` at {} any more: delete the deviation",
                deviation.rule, deviation.at
            );
            let rule = rules::DEVIATION_OVER;
            let at = deviation.position.clone();
            let mut finding = Change::of_review(rule, message, deviation.at.clone(), at);
            finding.fails = true;
            over.push(finding);
        }
        changes.extend(over);
    }
}
