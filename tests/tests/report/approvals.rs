//! Approvals and versions: when a review passes, and when it does not.

use std::fs;
use std::path::Path;

use xtask::review::approvals::{Approvals, FILE};
use xtask::review::verdict::Bump;
use xtask::review::{Side, review_wire};
use xtask::source::{Listing, LoadError};
use xtask::workspace;

use super::{copy_of_spec, edit, load, reviewed, reviewed_on_the_wire, side, typical_change};

/// Approves everything that breaks.
fn approve(folder: &Path) {
    let mut list = "approvals:\n".to_owned();
    for change in reviewed_on_the_wire(folder)
        .changes
        .iter()
        .filter(|change| change.is_breaking())
    {
        list.push_str(&format!(
            "  - {{id: {}, reason: The service does so., by: mary}}\n",
            change.id
        ));
    }
    fs::write(folder.join(FILE), list).unwrap();
}

fn bump(folder: &Path, version: &str) {
    edit(
        folder,
        "realtimekit.yaml",
        "  version: 0.1.0\n",
        &format!("  version: {version}\n"),
    );
}

fn open(folder: &Path) -> Vec<&'static str> {
    let review = reviewed_on_the_wire(folder);
    let open = review.changes.iter().filter(|change| change.needs_action());
    open.map(|change| change.rule.id).collect()
}

#[test]
fn an_approval_and_a_version_are_enough() {
    let head = typical_change();
    let breaking = open(head.path());
    assert!(breaking.contains(&"property-renamed"), "{breaking:?}");
    assert!(
        breaking.contains(&"parameter-became-required"),
        "{breaking:?}"
    );
    assert!(breaking.contains(&"version-not-bumped"), "{breaking:?}");

    approve(head.path());
    assert_eq!(open(head.path()), ["version-not-bumped"]);

    bump(head.path(), "0.1.1");
    assert_eq!(open(head.path()), ["version-not-bumped"]);
    edit(
        head.path(),
        "realtimekit.yaml",
        "  version: 0.1.1\n",
        "  version: 0.2.0\n",
    );
    assert_eq!(open(head.path()), [""; 0]);
}

#[test]
fn another_value_needs_another_approval() {
    let head = typical_change();
    approve(head.path());
    bump(head.path(), "0.2.0");
    assert_eq!(open(head.path()), [""; 0]);
    edit(
        head.path(),
        "participants.yaml",
        "        preset:\n",
        "        preset_title:\n",
    );
    edit(
        head.path(),
        "participants.yaml",
        "custom_participant_id, preset, created_at",
        "custom_participant_id, preset_title, created_at",
    );
    assert_eq!(open(head.path()), ["property-renamed", "approval-unused"]);
}

#[test]
fn descriptions_and_neighbours_do_not_change_an_approval() {
    let head = typical_change();
    approve(head.path());
    bump(head.path(), "0.2.0");
    edit(
        head.path(),
        "sessions.yaml",
        "      parameters:\n        - {$ref: 'shared.yaml#/components/parameters/PageNo'}\n",
        "      parameters:\n        - {name: more, in: query, description: More., schema: {type: string}}\n        - {$ref: 'shared.yaml#/components/parameters/PageNo'}\n",
    );
    edit(
        head.path(),
        "participants.yaml",
        "description: The name of the preset, which",
        "description: What the preset is called, which",
    );
    let left = open(head.path());
    assert!(!left.contains(&"parameter-became-required"), "{left:?}");
}

#[test]
fn an_approval_on_the_base_is_no_longer_needed() {
    let base = typical_change();
    approve(base.path());
    let head = typical_change();
    fs::copy(base.path().join(FILE), head.path().join(FILE)).unwrap();
    let review = review_wire(&side("main", base.path()), &side("branch", head.path())).unwrap();
    assert!(!review.needs_action(), "{:?}", review.changes);
    assert!(
        review
            .changes
            .iter()
            .all(|change| change.rule.id == "approval-unused")
    );
    assert!(!review.changes.is_empty());
}

#[test]
fn an_invalid_version_is_reported_with_its_place() {
    let head = typical_change();
    bump(head.path(), "soon");
    let base = side("main", &workspace::spec());
    let head = Side::new("branch".to_owned(), load(head.path()), Approvals::default());
    let finding = review_wire(&base, &head).unwrap_err();
    assert!(
        finding.message.contains("`soon` is not a version"),
        "{}",
        finding.message
    );
    assert_eq!(finding.position.file, "spec/realtimekit.yaml");
}

#[test]
fn an_invalid_list_is_reported_with_its_place() {
    for (text, wanted) in [
        ("approvals: {id: x}\n", "`approvals` must be a list"),
        ("- id: x\n", "must be a mapping"),
        ("aprovals: []\n", "there is no `aprovals` here"),
        ("approvals:\n  - {id: x, reason: y}\n", "`by` is missing"),
        (
            "approvals:\n  - {id: x, reason: y, by: z, on: w}\n",
            "an entry has no `on`",
        ),
        (
            "approvals:\n  - {id: 7, reason: y, by: z}\n",
            "`id` is missing or not a string",
        ),
        (
            "approvals:\n  - {id: x, reason: y, by: z}\n  - {id: x, reason: y, by: z}\n",
            "approved twice",
        ),
        ("approvals: [\n", "not YAML"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), text).unwrap();
        let read =
            Listing::of(folder.path(), "spec", FILE).and_then(|listing| Approvals::read(&listing));
        let Err(LoadError::Findings(findings)) = read else {
            panic!("{text} was taken");
        };
        assert!(
            findings[0].message.contains(wanted),
            "{}",
            findings[0].message
        );
        assert_eq!(findings[0].position.file, format!("spec/{FILE}"));
    }
}

/// A required property of a new schema.
fn demanding(head: &Path) {
    edit(
        head,
        "participants.yaml",
        "      required: [custom_participant_id, preset_name]\n      properties:\n        name:",
        "      required: [custom_participant_id, preset_name, consent]\n      properties:\n        consent: {$ref: '#/components/schemas/Consent'}\n        name:",
    );
    edit(
        head,
        "participants.yaml",
        "    AddParticipant:\n",
        "    Consent:\n      type: object\n      required: [given]\n      description: One.\n      properties: {given: {type: boolean}}\n    AddParticipant:\n",
    );
}

#[test]
fn an_approval_covers_the_content_of_a_new_schema_and_not_its_description() {
    let head = copy_of_spec();
    demanding(head.path());
    approve(head.path());
    bump(head.path(), "0.2.0");
    assert_eq!(open(head.path()), [""; 0]);
    edit(
        head.path(),
        "participants.yaml",
        "description: One.",
        "description: Two.",
    );
    assert_eq!(open(head.path()), [""; 0]);
    edit(
        head.path(),
        "participants.yaml",
        "{given: {type: boolean}}",
        "{given: {type: string}}",
    );
    assert_eq!(
        open(head.path()),
        ["required-property-added", "approval-unused"]
    );
}

#[test]
fn an_approval_of_the_base_does_not_count_again() {
    let base = copy_of_spec();
    let head = typical_change();
    approve(head.path());
    bump(head.path(), "0.2.0");
    fs::copy(head.path().join(FILE), base.path().join(FILE)).unwrap();
    let review = review_wire(&side("main", base.path()), &side("branch", head.path())).unwrap();
    let open = review.changes.iter().filter(|change| change.needs_action());
    let open: Vec<&str> = open.map(|change| change.rule.id).collect();
    assert_eq!(open, ["property-renamed", "parameter-became-required"]);
}

#[test]
fn a_version_explains_no_change_of_the_crate() {
    let head = copy_of_spec();
    bump(head.path(), "0.2.0");
    // takes the name `kick` of its neighbour
    edit(
        head.path(),
        "active_session.yaml",
        "    post:\n      operationId: kick_participants\n",
        "    put:\n      operationId: put_kick\n      responses: {'200': {description: Done.}}\n    post:\n      operationId: kick_participants\n",
    );
    let review = reviewed(head.path());
    let major = review
        .changes
        .iter()
        .filter(|change| change.rust == Bump::Major);
    let major: Vec<&str> = major.map(|change| change.rule.id).collect();
    assert_eq!(major, ["operation-added"]);
    let added = review
        .changes
        .iter()
        .find(|change| change.rust == Bump::Major)
        .unwrap();
    let items: Vec<&str> = added
        .rust_items
        .iter()
        .map(|item| item.item.as_str())
        .collect();
    assert!(
        items.iter().any(|item| item.ends_with("Handle::kick")),
        "{items:?}"
    );
}
