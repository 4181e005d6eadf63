//! The review, written for whoever reads it: a terminal, a pull request, a program.

mod github;
mod json;
mod markdown;
mod sarif;
mod text;

use super::change::Change;
use super::outcome::{Review, Subject};
use super::rules::About;
use super::verdict::{Bump, Wire};
use crate::diagnostics::Finding;
use crate::source::{APPROVALS, DEVIATIONS};

/// Who reads the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A developer at a terminal.
    Text,
    /// A comment in a pull request.
    Markdown,
    /// A program; `xtask/review.schema.json` describes it.
    Json,
    /// Workflow commands of GitHub Actions: annotations on lines of the head.
    Github,
    /// Code scanning.
    Sarif,
}

/// How text is dressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dress {
    /// Whether to colour it.
    pub colours: bool,
    /// How many columns there are.
    pub width: usize,
}

/// The review in a format. The same review gives the same bytes.
pub fn render(review: &Review, format: Format, dress: Dress) -> String {
    match format {
        Format::Text => text::render(review, dress),
        Format::Markdown => markdown::render(review),
        Format::Json => json::render(review),
        Format::Github => github::render(review),
        Format::Sarif => sarif::render(review),
    }
}

/// What keeps a revision from being judged, for a format that can show it on its lines; for the others nothing.
pub fn render_findings(findings: &[Finding], format: Format) -> String {
    match format {
        Format::Github => github::findings(findings),
        _ => String::new(),
    }
}

/// What the report is called where there are others.
fn name(review: &Review) -> &'static str {
    match review.subject {
        Subject::Revisions => "spec review",
        Subject::Upstream => "upstream drift",
    }
}

/// What the review comes to, in a sentence.
fn verdict(review: &Review) -> String {
    if review.subject == Subject::Upstream {
        return of_upstream(review);
    }
    let told = of_revisions(review);
    if review.without_rust.is_empty() {
        told
    } else {
        format!("not all is judged; on the wire {told}")
    }
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
        return format!("{} to act on", counted(other.len(), "finding"));
    }
    if approved > 0 {
        return format!("{}, approved", counted(approved, "breaking change"));
    }
    let facts = review.changes.iter();
    match facts
        .filter(|change| change.wire > Wire::None || change.rust > Bump::None)
        .count()
    {
        0 if review.changes.is_empty() => "no change".to_owned(),
        0 => "nothing changes for callers".to_owned(),
        _ => "nothing breaks".to_owned(),
    }
}

/// What a comparison with upstream comes to, in a sentence.
fn of_upstream(review: &Review) -> String {
    let open = review.changes.iter().filter(|change| change.needs_action());
    let meant = review
        .changes
        .iter()
        .filter(|change| !change.needs_action());
    let (open, meant) = (open.count(), meant.count());
    match (open, meant) {
        (0, 0) => "no difference".to_owned(),
        (0, meant) => format!("{}, all meant", counted(meant, "difference")),
        (open, 0) => format!("{} to act on", counted(open, "difference")),
        (open, meant) => format!(
            "{} to act on, and {meant} that {} meant",
            counted(open, "difference"),
            if meant == 1 { "is" } else { "are" }
        ),
    }
}

/// How to let a change pass that somebody has to act on, if it may.
fn way_out(review: &Review, change: &Change) -> Option<String> {
    if !change.needs_action() {
        return None;
    }
    match review.subject {
        Subject::Upstream if change.rule.about == About::House => None,
        Subject::Upstream => Some(format!(
            "if it is meant, list it in {}: - {{at: \"{}\", rule: {}, reason: …}}",
            DEVIATIONS, change.pointer, change.rule.id
        )),
        Subject::Revisions => change.needs_approval().then(|| {
            format!(
                "if it is meant, approve {} in {} (`cargo xtask approve`)",
                change.id, APPROVALS
            )
        }),
    }
}

/// What the version has to be, in a sentence.
fn version(review: &Review) -> Option<String> {
    let bump = review.required_bump;
    // What Rust needs is not known.
    if bump == Bump::None || !review.rust_is_known {
        return None;
    }
    Some(match &review.versions {
        None => format!("The changes ask for a {bump} version."),
        Some(versions) => {
            let scale = if versions.base.starts_with("0.") {
                format!("{bump} on the scale of 1.x")
            } else {
                bump.to_string()
            };
            let state = if versions.is_enough {
                format!("{} is enough", versions.head)
            } else {
                format!("it is {}", versions.head)
            };
            format!(
                "The changes ask for version {} ({scale}, from {}); {state}.",
                versions.needed, versions.base
            )
        }
    })
}

/// What a change means for Rust callers; where nothing was generated, that is not known.
fn rust(review: &Review, change: &Change) -> String {
    if review.rust_is_known {
        change.rust.to_string()
    } else {
        "unknown".to_owned()
    }
}

/// The operations that meet a change, those that send and those that read told apart.
fn operations(change: &Change) -> Option<String> {
    let list = |names: &std::collections::BTreeSet<String>| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        names.join(", ")
    };
    let reach = &change.reach;
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

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
