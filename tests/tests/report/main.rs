//! Reports of the review: each format, approvals and versions, this repository's history, and drift.

mod approvals;
mod approve;
mod drift;
mod formats;
mod gone;
mod history;
mod length;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use realtimekit_tests::copy;
use tempfile::TempDir;
use xtask::review::approvals::{Approvals, FILE};
use xtask::review::{Review, Side, review, review_wire};
use xtask::source::{self, Listing, LoadError, Spec};
use xtask::workspace;

/// A copy of `spec/` that can be changed.
fn copy_of_spec() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&workspace::spec(), folder.path());
    folder
}

/// Changes a file: `from` must be in it.
fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {file}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// A typical change: a property is renamed, an enum gets a value, a parameter becomes required, and a file is
/// reordered.
fn typical_change() -> TempDir {
    let folder = copy_of_spec();
    let at = folder.path();
    edit(
        at,
        "participants.yaml",
        "        preset_name:\n          type: string\n          description: The name of the preset, which",
        "        preset:\n          type: string\n          description: The name of the preset, which",
    );
    edit(
        at,
        "participants.yaml",
        "required: [id, custom_participant_id, preset_name, created_at, updated_at]",
        "required: [id, custom_participant_id, preset, created_at, updated_at]",
    );
    edit(
        at,
        "sessions.yaml",
        "enum: [LIVE, ENDED]",
        "enum: [LIVE, ENDED, PAUSED]",
    );
    edit(
        at,
        "sessions.yaml",
        "- name: search\n          in: query\n",
        "- name: search\n          in: query\n          required: true\n",
    );
    reorder(&at.join("meetings.yaml"));
    folder
}

/// Puts the first path of a file behind the others.
fn reorder(file: &Path) {
    let text = fs::read_to_string(file).unwrap();
    let begin = text.find("\n  /").unwrap() + 1;
    let second = text[begin..].find("\n  /").unwrap() + begin + 1;
    let end = text.find("\ncomponents:").unwrap() + 1;
    let (front, first) = (&text[..begin], &text[begin..second]);
    let (others, rest) = (&text[second..end], &text[end..]);
    fs::write(file, format!("{front}{others}{first}{rest}")).unwrap();
}

fn load(folder: &Path) -> Spec {
    match source::load(folder, "spec") {
        Ok(spec) => spec,
        Err(LoadError::CouldNotRun(why)) => panic!("{why}"),
        Err(LoadError::Findings(findings)) => panic!("{findings:?}"),
    }
}

fn approvals(folder: &Path) -> Approvals {
    let listing = Listing::of(folder, "spec", FILE).unwrap();
    Approvals::read(&listing).unwrap()
}

fn side(name: &str, folder: &Path) -> Side {
    Side::new(name.to_owned(), load(folder), approvals(folder))
}

/// `spec/` as it is, generated once.
fn base() -> &'static Side {
    static BASE: OnceLock<Side> = OnceLock::new();
    BASE.get_or_init(|| side("main", &workspace::spec()))
}

/// The review of a step from `spec/` to a folder.
fn reviewed(head: &Path) -> Review {
    review(base(), &side("the branch", head), None).unwrap()
}

/// The same for HTTP clients only: no crate is generated.
fn reviewed_on_the_wire(head: &Path) -> Review {
    review_wire(base(), &side("the branch", head)).unwrap()
}

/// The typical change and its review, made once.
fn typical_review() -> &'static (TempDir, Review) {
    static REVIEW: OnceLock<(TempDir, Review)> = OnceLock::new();
    REVIEW.get_or_init(|| {
        let head = typical_change();
        let review = reviewed(head.path());
        (head, review)
    })
}
