//! Keys that OpenAPI does not have: what a change of one means cannot be judged.

use super::unknown_keywords;
use crate::diff::Revision;
use crate::diff::edit::Document;
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

/// The pointers of what cannot be judged.
fn unjudged(before: &Spec, after: &Spec) -> Vec<String> {
    let findings = unknown_keywords(Revision { spec: before }, Revision { spec: after });
    findings
        .into_iter()
        .map(|finding| finding.pointer)
        .collect()
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
fn an_unknown_key_that_differs_is_told_wherever_it_stands() {
    let without = edited(|_| {});
    for place in PLACES {
        let at = format!("{place}/zzz");
        let one = edited(|d| d.set(&at, json!(1)));
        let two = edited(|d| d.set(&at, json!(2)));
        for (before, after) in [(&without, &one), (&one, &two), (&one, &without)] {
            let found = unjudged(before, after);
            assert!(
                matches!(found.as_slice(), [pointer] if pointer.ends_with("/zzz")),
                "{place}: {found:?}"
            );
        }
        assert_eq!(unjudged(&one, &one), [""; 0], "{place}");
    }
}

#[test]
fn operations_by_unknown_methods_and_what_later_versions_have_are_unknown_keys() {
    let without = edited(|_| {});
    for place in ["/paths/~1things~1{id}/fetch", "/webhooks"] {
        let with = edited(|d| d.set(place, json!({"responses": {}})));
        assert_eq!(unjudged(&without, &with), [place]);
    }
}

#[test]
fn what_means_nothing_and_what_stays_can_be_judged() {
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
    assert_eq!(unjudged(&one, &other), [""; 0]);
}
