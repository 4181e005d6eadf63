//! That every rule has its cases, and what the review says of itself.

use std::collections::BTreeSet;

use realtimekit_tests::rendered;
use serde_json::json;
use xtask::review::approvals::{Approvals, FILE};
use xtask::review::rules::{About, RULES};
use xtask::review::rust::items;
use xtask::review::verdict::{Bump, Wire};
use xtask::review::{Side, review};
use xtask::source::{Listing, LoadError};

use crate::case::{Case, base, read};
use crate::edit::Document;
use crate::{
    bodies, bounds, choices, document, layers, operations, operations_called_back, parameters,
    properties, renames, sharing, values,
};

/// Every case of every subject.
fn all() -> Vec<Case> {
    [
        operations::cases(),
        operations_called_back::cases(),
        parameters::cases(),
        bodies::cases(),
        properties::cases(),
        values::cases(),
        bounds::cases(),
        choices::cases(),
        layers::cases(),
        renames::cases(),
        sharing::cases(),
        document::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Those that have tests of their own, below or beside the reports. That nothing explains an item would be a fault, and is in no case.
const OWN: [&str; 4] = [
    "approval-unused",
    "deviation-over",
    "generator-drift",
    "signature-unexplained",
];

#[test]
fn every_rule_has_a_case_for_each_of_its_verdicts() {
    let cases = all();
    let told: BTreeSet<(&str, &str)> = cases
        .iter()
        .flat_map(|case| case.entries.iter().map(|entry| entry.rule()))
        .collect();
    let mut missing = Vec::new();
    for rule in RULES.iter().filter(|rule| !OWN.contains(&rule.id)) {
        let mut wanted: BTreeSet<String> = [rule.request, rule.response]
            .iter()
            .map(Wire::to_string)
            .collect();
        if rule.about != About::Fact {
            wanted = BTreeSet::from(["none".to_owned()]);
        }
        for wire in wanted {
            if !told.contains(&(rule.id, wire.as_str())) {
                missing.push(format!("{} {wire}", rule.id));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "{} cases, and none for {missing:#?}",
        cases.len()
    );
    assert!(cases.len() > 100, "{}", cases.len());
}

#[test]
fn no_two_cases_are_called_the_same() {
    let cases = all();
    let mut names = BTreeSet::new();
    for case in &cases {
        assert!(names.insert(case.full_name()), "{}", case.full_name());
    }
}

/// A head in which a property is gone.
fn without_a_property(name: &str, approvals: Approvals) -> Side {
    let mut document = Document::new(base("").spec.document.clone());
    document.remove("Poll/properties/voted");
    document.set("/x-client/version", json!("0.2.0"));
    Side::new(
        name.to_owned(),
        read([("head.json".to_owned(), document.text())]),
        approvals,
    )
}

fn approvals(text: &str) -> Approvals {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE), text).unwrap();
    let read =
        Listing::of(folder.path(), "spec", FILE).and_then(|listing| Approvals::read(&listing));
    read.unwrap_or_else(|error| match error {
        LoadError::CouldNotRun(why) => panic!("{why}"),
        LoadError::Findings(found) => panic!("{}", rendered(&found)),
    })
}

#[test]
fn an_approval_is_for_the_change_that_it_names() {
    let base = base("");
    let found = review(
        &base,
        &without_a_property("head", Approvals::default()),
        None,
    )
    .unwrap();
    assert!(found.needs_action());
    assert_eq!(found.required_bump, Bump::Major);
    let breaking: Vec<_> = found
        .changes
        .iter()
        .filter(|change| change.is_breaking())
        .collect();
    let [removed] = breaking.as_slice() else {
        panic!("{breaking:#?}");
    };
    let text = format!(
        "approvals:\n  - {{id: {}, reason: It never came., by: mary}}\n  - {{id: 000000000000, reason: r, by: b}}\n",
        removed.id
    );
    let found = review(&base, &without_a_property("head", approvals(&text)), None).unwrap();
    let approved: Vec<_> = found
        .changes
        .iter()
        .filter(|change| change.approval.is_some())
        .collect();
    assert_eq!(approved.len(), 1);
    assert_eq!(approved[0].rule.id, "property-removed");
    let unused: Vec<_> = found
        .changes
        .iter()
        .filter(|change| change.rule.id == "approval-unused")
        .collect();
    assert_eq!(unused.len(), 1, "{unused:#?}");
    assert!(found.needs_action(), "the unused one");
}

#[test]
fn what_an_older_generator_made_is_drift_and_no_change_of_the_document() {
    let base = base("");
    let kept = syn::parse_file("pub struct Poll { pub id: PollId }").unwrap();
    let kept = items::items([(&"src/types/poll.rs".to_owned(), kept)]);
    let found = review(
        &base,
        &Side::new(
            "head".to_owned(),
            read(crate::case::texts()),
            Approvals::default(),
        ),
        Some(&kept),
    );
    let found = found.unwrap();
    assert!(!found.changes.is_empty());
    let expected = ["generator-drift", "version-not-bumped"];
    assert!(
        found
            .changes
            .iter()
            .all(|change| expected.contains(&change.rule.id)),
        "{:#?}",
        found.changes
    );
    let crate_itself = found.changes.iter().any(|change| change.pointer == "crate");
    assert!(!crate_itself, "the manifest of what is kept is not read");
}
