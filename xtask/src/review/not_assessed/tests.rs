//! Parts that cannot be assessed: those that differ, and those that both revisions have.

#![allow(clippy::unwrap_used)]

use super::check;
use crate::diff::edit::Document;
use crate::diff::{Revision, Walk};
use crate::source::{self, Spec};
use crate::workspace;
use serde_json::json;

const EXTRAS: &str = include_str!("../../review/rules/fixtures/extras.yaml");

fn read(text: &str) -> Spec {
    let texts = [("head.yaml".to_owned(), text.to_owned())];
    source::texts(&workspace::spec(), "spec", texts).unwrap()
}

/// The extras, edited.
fn edited(edit: impl FnOnce(&mut Document)) -> Spec {
    let mut document = Document::new(read(EXTRAS).document);
    edit(&mut document);
    read(&document.into_value().to_string())
}

/// The pointers of parts that cannot be assessed: those that differ, and those that both revisions have.
fn all_of(before: &Spec, after: &Spec) -> [Vec<String>; 2] {
    let (base, head) = (Revision { spec: before }, Revision { spec: after });
    let found = check(base, head, &Walk::compare(base, head));
    let differing = found.differing.into_iter().map(|change| change.pointer);
    let same = found.same.into_iter().map(|place| place.pointer);
    [differing.collect(), same.collect()]
}

fn not_assessed(before: &Spec, after: &Spec) -> Vec<String> {
    let [differing, _] = all_of(before, after);
    differing
}

/// Every kind of thing that may hold a key that it does not have.
const PLACES: [&str; 15] = [
    "",
    "/info",
    "/servers/0",
    "/components",
    "/paths/~1things~1{id}",
    "get_thing",
    "get_thing/parameters/0",
    "get_thing/responses/200",
    "get_thing/responses/200/headers/X-Rate",
    "get_thing/responses/200/content/application~1json",
    "put_thing/requestBody",
    "/components/securitySchemes/key",
    "Thing",
    "Thing/properties/id",
    "Thing/xml",
];

#[test]
fn unknown_keys_that_differ_are_reported_in_every_object() {
    let without = edited(|_| {});
    for place in PLACES {
        let at = format!("{place}/zzz");
        let one = edited(|d| d.set(&at, json!(1)));
        let two = edited(|d| d.set(&at, json!(2)));
        for (before, after) in [(&without, &one), (&one, &two), (&one, &without)] {
            let found = not_assessed(before, after);
            assert!(
                matches!(found.as_slice(), [pointer] if pointer.ends_with("/zzz")),
                "{place}: {found:?}"
            );
        }
        assert_eq!(not_assessed(&one, &one), [""; 0], "{place}");
    }
}

#[test]
fn operations_by_unknown_methods_and_what_later_versions_have_are_unknown_keys() {
    let without = edited(|_| {});
    for place in ["/paths/~1things~1{id}/fetch", "/webhooks"] {
        let with = edited(|d| d.set(place, json!({"responses": {}})));
        assert_eq!(not_assessed(&without, &with), [place]);
    }
}

#[test]
fn keys_without_meaning_and_unchanged_unknown_keys_are_not_reported() {
    let one = edited(|d| {
        d.set("get_thing/parameters/0/zzz", json!(1));
        d.set("Thing/zzz", json!({"a": 1, "b": 2}));
    });
    let other = edited(|d| {
        d.set("get_thing/parameters/0/zzz", json!(1));
        d.at("get_thing/parameters")
            .as_array_mut()
            .unwrap()
            .reverse();
        d.set("Thing/zzz", json!({"b": 2, "a": 1}));
        d.set("Thing/x-zzz", json!(1));
        d.set("Thing/$comment", json!("words"));
    });
    assert_eq!(not_assessed(&one, &other), [""; 0]);
}

#[test]
fn defects_that_both_revisions_have_are_listed_and_others_are_reported() {
    let lost = json!({"$ref": "#/components/schemas/Nowhere"});
    let one = edited(|d| d.set("Thing/properties/lost", lost.clone()));
    let same = edited(|d| {
        d.set("Thing/properties/lost", lost.clone());
        d.set("Thing/properties/more", json!({"type": "string"}));
    });
    let at = "/components/schemas/Thing/properties/lost/$ref";
    assert_eq!(all_of(&one, &same), [vec![], vec![at.to_owned()]]);
    let other = edited(|d| {
        d.set(
            "Thing/properties/lost",
            json!({"$ref": "#/components/schemas/Elsewhere"}),
        );
    });
    assert_eq!(not_assessed(&one, &other), [at]);
    let fixed = edited(|d| d.set("Thing/properties/lost", json!({"type": "string"})));
    assert_eq!(not_assessed(&one, &fixed), [at]);
    let flag = edited(|d| d.set("Thing/properties/id/required", json!(true)));
    assert_eq!(not_assessed(&flag, &flag), [""; 0]);
    let at = "/components/schemas/Thing/properties/id/required";
    assert_eq!(not_assessed(&edited(|_| {}), &flag), [at]);
}

#[test]
fn defects_of_new_operations_change_nothing_for_old_ones() {
    let without = edited(|_| {});
    let new = edited(|d| {
        d.set(
            "/paths/~1new",
            json!({"get": {"responses": {"200": {"$ref": "#/components/responses/None"}}}}),
        );
    });
    let [differing, same] = all_of(&without, &new);
    assert_eq!((differing.len(), same.len()), (0, 1), "{same:?}");
    let [differing, _] = all_of(&new, &without);
    assert!(differing.is_empty());
}

#[test]
fn operations_that_reach_a_defect_are_listed() {
    let lost = edited(|d| {
        d.set(
            "Thing/properties/lost",
            json!({"$ref": "#/components/schemas/Nowhere"}),
        );
    });
    let revision = Revision { spec: &lost };
    let found = check(revision, revision, &Walk::compare(revision, revision));
    let operations: Vec<&str> = found.same[0]
        .operations
        .iter()
        .map(String::as_str)
        .collect();
    assert!(operations.contains(&"get_thing"), "{operations:?}");
}
