//! Workflow commands of GitHub Actions: annotations on lines of the head, as many as GitHub shows.

use super::super::change::Change;
use super::super::outcome::Review;
use super::super::verdict::Wire;
use super::sentences::{effect, fails_on, levels, name, next_step, operations, verdict, version};
use crate::diagnostics::{Finding, Position, distinct};
use crate::text::visible;

/// GitHub shows so many of each kind for a step.
const MOST: usize = 10;

pub(super) fn render(review: &Review) -> String {
    let mut text = String::new();
    let errors: Vec<&Change> = review
        .changes
        .iter()
        .filter(|change| change.needs_action())
        .collect();
    let warnings: Vec<&Change> = review
        .changes
        .iter()
        .filter(|change| {
            !change.needs_action() && (change.wire == Wire::Risky || is_finding(change))
        })
        .collect();
    for (kind, changes) in [("error", &errors), ("warning", &warnings)] {
        for change in changes.iter().take(MOST) {
            let title = format!("{} ({})", change.rule.id, levels(review, change));
            let lines = [
                Some(change.message.clone()),
                operations(change),
                next_step(review, change),
            ];
            let lines: Vec<String> = lines.into_iter().flatten().collect();
            text.push_str(&annotation(kind, &change.at, &title, &lines));
        }
    }
    for applied in review.configuration.iter().take(MOST) {
        let lines = [effect(applied)];
        text.push_str(&annotation("notice", &applied.at, "settings", &lines));
    }
    let left = errors.len().saturating_sub(MOST) + warnings.len().saturating_sub(MOST);
    let more = match left {
        0 => String::new(),
        left => format!("; {left} more in the report"),
    };
    let version = version(review).map_or(String::new(), |version| format!(" {version}"));
    let fails_on = fails_on(review).map_or(String::new(), |fails_on| format!(" {fails_on}"));
    let summary = format!("{}{more}.{version}{fails_on}", verdict(review));
    let (title, summary) = (name(review), data(&summary));
    text.push_str(&format!("::notice title={title}::{summary}\n"));
    text
}

/// The first findings as annotations.
pub(super) fn findings(findings: &[Finding]) -> String {
    let first = distinct(findings).into_iter().take(MOST);
    first
        .map(|finding| {
            let lines = [finding.message.clone(), finding.help.clone()];
            annotation("error", &finding.position, finding.rule, &lines)
        })
        .collect()
}

fn annotation(kind: &str, at: &Position, title: &str, lines: &[String]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| data(line)).collect();
    format!(
        "::{kind} file={},line={},col={},title={}::{}\n",
        property(&at.file),
        at.line,
        at.column,
        property(title),
        lines.join("%0A")
    )
}

/// Whether it is a finding of the review itself.
fn is_finding(change: &Change) -> bool {
    change.rule.about == super::super::rules::About::Review && change.approval.is_none()
}

/// Escapes a line of a message.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

/// Escapes a property, which ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
