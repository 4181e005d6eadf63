//! Workflow commands of GitHub Actions: annotations on lines of the head, as many as GitHub shows.

use super::super::Review;
use super::super::change::Change;
use super::super::verdict::Wire;
use super::{name, operations, rust, verdict, version, way_out};
use crate::spec::{Finding, Position};

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
            let title = format!(
                "{} (wire: {}, rust: {})",
                change.rule.id,
                change.wire,
                rust(review, change)
            );
            let mut message = change.message.clone();
            if let Some(operations) = operations(change) {
                message.push_str(&format!("\n{operations}"));
            }
            if let Some(way) = way_out(review, change) {
                message.push_str(&format!("\n{way}"));
            }
            text.push_str(&annotation(kind, &change.at, &title, &message));
        }
    }
    let left = errors.len().saturating_sub(MOST) + warnings.len().saturating_sub(MOST);
    let more = match left {
        0 => String::new(),
        left => format!("; {left} more in the report"),
    };
    let version = version(review).map_or(String::new(), |version| format!(" {version}"));
    let summary = format!("{}{more}.{version}", verdict(review));
    let (title, summary) = (name(review), data(&summary));
    text.push_str(&format!("::notice title={title}::{summary}\n"));
    text
}

/// The first findings as annotations.
pub(super) fn findings(findings: &[Finding]) -> String {
    let first = findings.iter().take(MOST);
    first
        .map(|finding| {
            let message = format!("{}\n{}", finding.message, finding.help);
            annotation("error", &finding.position, finding.rule, &message)
        })
        .collect()
}

fn annotation(kind: &str, at: &Position, title: &str, message: &str) -> String {
    format!(
        "::{kind} file={},line={},col={},title={}::{}\n",
        property(&at.file),
        at.line,
        at.column,
        property(title),
        data(message)
    )
}

/// What says something of the review itself.
fn is_finding(change: &Change) -> bool {
    change.rule.about == super::super::rules::About::House && change.approval.is_none()
}

/// Escapes a message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property, which ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
