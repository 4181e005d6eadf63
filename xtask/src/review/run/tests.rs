//! Approvals and older generators: what the review reports besides the differences.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::review;
use crate::diff::edit::Document;
use crate::review::Side;
use crate::review::approvals::{Approvals, FILE};
use crate::review::change::Change;
use crate::review::rules::tests::{base, edited, failed};
use crate::review::rust::items;
use crate::review::verdict::Bump;
use crate::source::{Listing, LoadError};

/// A head in which a property is gone.
fn without_a_property(approvals: Approvals) -> Side {
    let base = base("");
    let mut document = Document::new(base.spec.document.clone());
    document.remove("Poll/properties/voted");
    document.set("/x-client/version", json!("0.2.0"));
    Side::new("head".to_owned(), edited(&base.spec, document), approvals)
}

fn approvals(text: &str) -> Approvals {
    let listing = Listing::of_text(FILE, text);
    let read = listing.and_then(|listing| Approvals::read(&listing));
    read.unwrap_or_else(|error| match error {
        LoadError::CouldNotRun(why) => panic!("{why}"),
        LoadError::Findings(found) => failed(&found),
    })
}

#[test]
fn an_approval_is_for_the_change_that_it_names() {
    let base = base("");
    let found = review(&base, &without_a_property(Approvals::default()), None).unwrap();
    assert!(found.needs_action());
    assert_eq!(found.required_bump, Bump::Major);
    let breaking = found.changes.iter().filter(|change| change.is_breaking());
    let breaking: Vec<&Change> = breaking.collect();
    let [removed] = breaking.as_slice() else {
        panic!("{breaking:#?}");
    };
    let text = format!(
        "approvals:\n  - {{id: {}, reason: It never came., by: mary}}\n  - {{id: 000000000000, reason: r, by: b}}\n",
        removed.id
    );
    let found = review(&base, &without_a_property(approvals(&text)), None).unwrap();
    let of = |wanted: &dyn Fn(&Change) -> bool| -> Vec<&str> {
        let changes = found.changes.iter().filter(|change| wanted(change));
        changes.map(|change| change.rule.id).collect()
    };
    assert_eq!(
        of(&|change| change.approval.is_some()),
        ["property-removed"]
    );
    assert_eq!(of(&Change::needs_action), ["approval-unused"]);
}

#[test]
fn another_generator_is_no_change_of_the_description() {
    let base = base("");
    let kept = syn::parse_file("pub struct Poll { pub id: PollId }").unwrap();
    let kept = items::items([(&"src/types/poll.rs".to_owned(), kept)]);
    let same = Document::new(base.spec.document.clone());
    let head = Side::new(
        "head".to_owned(),
        edited(&base.spec, same),
        Approvals::default(),
    );
    let found = review(&base, &head, Some(&kept)).unwrap();
    assert!(!found.changes.is_empty());
    let expected = ["generator-drift", "version-not-bumped"];
    let mut changes = found.changes.iter();
    assert!(
        changes.all(|change| expected.contains(&change.rule.id)),
        "{:#?}",
        found.changes
    );
    // the manifest of what is kept is not read
    assert!(!found.changes.iter().any(|change| change.pointer == "crate"));
}
