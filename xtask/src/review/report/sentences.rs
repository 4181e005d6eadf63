//! Sentences that all formats have.

use super::super::change::Change;
use super::super::configuration::{Applied, DEFAULT};
use super::super::not_assessed::NotAssessed;
use super::super::outcome::{Review, Subject};
use super::super::rules::About;
use super::super::verdict::{Bump, Wire};
use crate::source::{APPROVALS, DEVIATIONS, SETTINGS};

/// The name of the report.
pub(super) fn name(review: &Review) -> &'static str {
    match review.subject {
        Subject::Revisions | Subject::Documents => "spec review",
        Subject::Upstream => "upstream drift",
    }
}

/// The result of the review, in a sentence.
pub(super) fn verdict(review: &Review) -> String {
    if review.subject == Subject::Upstream {
        return of_upstream(review);
    }
    let result = of_revisions(review);
    match review.without_rust.is_empty() {
        true => result,
        false => format!("on the wire: {result}"),
    }
}

/// The effect of an entry of the settings, with its place.
pub(super) fn setting(applied: &Applied) -> String {
    let changes = counted(applied.changes, "change");
    format!(
        "{}: {} ({changes}, {})",
        applied.entry, applied.reason, applied.at
    )
}

/// The effect of an entry of the settings.
pub(super) fn effect(applied: &Applied) -> String {
    let changes = counted(applied.changes, "change");
    format!("{}: {} ({changes})", applied.entry, applied.reason)
}

/// What fails the review, where that is not the default.
pub(super) fn fails_on(review: &Review) -> Option<String> {
    let names: Vec<String> = review.fail_on.iter().map(ToString::to_string).collect();
    (review.fail_on != DEFAULT)
        .then(|| format!("`--fail-on {}` decides what fails.", names.join(",")))
}

/// What a change would be without the settings of the team.
pub(super) fn configured(change: &Change) -> Option<String> {
    let configured = change.configured.as_ref()?;
    Some(format!(
        "by {SETTINGS}; otherwise wire: {}, rust: {}: {}",
        configured.wire, configured.rust, configured.reason
    ))
}

/// Why the effect on Rust callers is not known, in a sentence.
pub(super) fn without_rust(review: &Review) -> Option<String> {
    let (findings, of, further) = match review.rust_is_known {
        true => (
            &review.skipped,
            " of operations that codegen does not support",
            "further operation",
        ),
        false => (&review.without_rust, "", "further finding"),
    };
    let first = findings.first()?;
    let more = match findings.len() - 1 {
        0 => String::new(),
        more => format!(", and {}", counted(more, further)),
    };
    Some(format!(
        "{of} is not known: {}: {}{more}",
        first.position, first.message
    ))
}

/// A part that is not assessed, in a sentence.
pub(super) fn not_assessed(place: &NotAssessed) -> String {
    let names: Vec<&str> = place.operations.iter().map(String::as_str).collect();
    let operations = match names.as_slice() {
        [] => String::new(),
        few if few.len() <= 5 => format!("; it affects {}", few.join(", ")),
        many => format!("; it affects {} operations", many.len()),
    };
    format!(
        "{}: [{}] {}{operations}",
        place.at, place.rule, place.message
    )
}

fn of_revisions(review: &Review) -> String {
    let open = review.changes.iter().filter(|change| change.needs_action());
    let (breaking, other): (Vec<&Change>, Vec<&Change>) =
        open.partition(|change| change.is_breaking());
    let approved = review
        .changes
        .iter()
        .filter(|change| change.approval.is_some());
    let approved = approved.count();
    if !breaking.is_empty() {
        return format!(
            "{} without approval",
            counted(breaking.len(), "breaking change")
        );
    }
    if !other.is_empty() {
        return format!("{}, action needed", counted(other.len(), "finding"));
    }
    let open = review.changes.iter().filter(|change| change.is_breaking());
    let open = open.filter(|change| change.approval.is_none()).count();
    if open > 0 {
        return format!(
            "{}, which do not fail the review",
            counted(open, "breaking change")
        );
    }
    if approved > 0 {
        return format!("{}, approved", counted(approved, "breaking change"));
    }
    let changes = review.changes.iter();
    match changes
        .filter(|change| change.wire > Wire::None || change.rust > Bump::None)
        .count()
    {
        0 if review.changes.is_empty() => "no change".to_owned(),
        0 => "nothing changes for callers".to_owned(),
        _ => "nothing breaks".to_owned(),
    }
}

/// The result of a comparison with upstream, in a sentence.
fn of_upstream(review: &Review) -> String {
    let open = review.changes.iter().filter(|change| change.needs_action());
    let intended = review
        .changes
        .iter()
        .filter(|change| !change.needs_action());
    let (open, intended) = (open.count(), intended.count());
    match (open, intended) {
        (0, 0) => "no difference".to_owned(),
        (0, intended) => format!("{}, all intended", counted(intended, "difference")),
        (open, 0) => format!("{}, action needed", counted(open, "difference")),
        (open, intended) => format!(
            "{}, action needed; {intended} intended",
            counted(open, "difference")
        ),
    }
}

/// How to accept a change that needs action, if that is possible.
pub(super) fn next_step(review: &Review, change: &Change) -> Option<String> {
    if !change.needs_action() {
        return None;
    }
    match review.subject {
        Subject::Upstream if change.rule.about == About::Review => None,
        Subject::Upstream => Some(format!(
            "if it is intended, list it in {}: - {{at: \"{}\", rule: {}, reason: …}}",
            DEVIATIONS, change.pointer, change.rule.id
        )),
        _ if !change.needs_approval() => None,
        Subject::Revisions => Some(format!(
            "if it is intended, approve {} in {} (`cargo xtask approve`)",
            change.id, APPROVALS
        )),
        Subject::Documents => Some(format!(
            "if it is intended, add {} to the file {} in the folder of the newer document",
            change.id, APPROVALS
        )),
    }
}

/// The version that is required, in a sentence.
pub(super) fn version(review: &Review) -> Option<String> {
    let bump = review.required_bump;
    // What Rust requires is not known.
    if bump == Bump::None || !review.rust_is_known {
        return None;
    }
    Some(match &review.versions {
        None => format!("The changes require a {bump} version."),
        Some(versions) if versions.is_enough => format!(
            "The changes since version {} are {bump} and need version {} or higher: it is {}.",
            versions.base, versions.needed, versions.head
        ),
        Some(versions) => format!(
            "The changes since version {} are {bump} and need version {} or higher: set `x-client.version`, which is {}.",
            versions.base, versions.needed, versions.head
        ),
    })
}

/// What a change means for Rust callers; where nothing was generated, that is not known.
pub(super) fn rust(review: &Review, change: &Change) -> String {
    // Nothing that is not known could be worse.
    let is_known = change.rust_is_known || change.rust == Bump::Major;
    match review.rust_is_known && is_known {
        true => change.rust.to_string(),
        false => "unknown".to_owned(),
    }
}

/// The verdicts of a change. Where nothing is known about Rust callers, the end of the report says so once.
pub(super) fn levels(review: &Review, change: &Change) -> String {
    match review.rust_is_known {
        true => format!("wire: {}, rust: {}", change.wire, rust(review, change)),
        false => format!("wire: {}", change.wire),
    }
}

/// So many operations of a change are named; `--format json` lists all.
const MOST_NAMED: usize = 12;

/// The operations that reach a change: those that send it and those that read it.
pub(super) fn operations(change: &Change) -> Option<String> {
    let list = |names: &std::collections::BTreeSet<String>| {
        let first: Vec<&str> = names.iter().take(MOST_NAMED).map(String::as_str).collect();
        match names.len() - first.len() {
            0 => first.join(", "),
            more => format!("{} and {more} more", first.join(", ")),
        }
    };
    let reach = &change.reach;
    // The message begins with the name of the only operation, which would be repeated.
    if let Some(only) = reach.request.first().filter(|_| reach.request.len() == 1)
        && reach.request == reach.response
        && change.message.starts_with(&format!("{only} "))
    {
        return None;
    }
    match (reach.request.is_empty(), reach.response.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("sent by {}", list(&reach.request))),
        (true, false) => Some(format!("read by {}", list(&reach.response))),
        (false, false) if reach.request == reach.response => {
            Some(format!("sent and read by {}", list(&reach.request)))
        }
        (false, false) => Some(format!(
            "sent by {}; read by {}",
            list(&reach.request),
            list(&reach.response)
        )),
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
