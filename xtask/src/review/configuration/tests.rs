#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;

use super::{Configuration, FILE, FailOn};
use crate::review::approvals::Approvals;
use crate::review::report::{self, Dress, Format};
use crate::review::verdict::Wire;
use crate::review::{Review, Side, review_wire};
use crate::source::{self, Listing, LoadError};
use crate::workspace;

const DRESS: Dress = Dress {
    colours: false,
    width: 80,
};

const OLD: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    get:
      operationId: list
      responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
  /internal/things:
    get:
      operationId: inside
      responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
    delete:
      operationId: remove
      x-internal: true
      responses: {'204': {description: Done.}}
components:
  schemas:
    S:
      type: object
      properties:
        state: {type: string, enum: [a]}
        old: {type: string}
        note: {type: string, x-internal: true}
";

/// A value more, a property less, another type of what is internal, and an operation less.
fn new() -> String {
    let text = OLD.replace("enum: [a]", "enum: [a, b]");
    let text = text.replace("        old: {type: string}\n", "");
    let text = text.replace("note: {type: string,", "note: {type: integer,");
    let gone = text.find("    delete:").unwrap();
    let end = text.find("components:").unwrap();
    format!("{}{}", &text[..gone], &text[end..])
}

fn read(text: &str) -> Result<Configuration, String> {
    let listing = Listing::of_text(FILE, text).unwrap_or_else(|_| panic!("{text}"));
    Configuration::read(&listing).map_err(|error| match error {
        LoadError::CouldNotRun(why) => why,
        LoadError::Findings(found) => found
            .iter()
            .map(|one| format!("{}: {} ({})", one.position, one.message, one.help))
            .collect(),
    })
}

fn reviewed(configuration: Configuration) -> Review {
    let side = |text: &str| {
        let files = [("api.yaml".to_owned(), text.to_owned())];
        let spec = source::texts(&workspace::spec(), "spec", files);
        let spec = spec.unwrap_or_else(|_| panic!("{text}"));
        Side::new("side".to_owned(), spec, Approvals::default())
    };
    review_wire(&side(OLD), &side(&new()).with(configuration)).unwrap()
}

/// The rules of the changes with their levels on the wire.
fn changes(review: &Review) -> Vec<(&str, Wire)> {
    let changes = review.changes.iter();
    changes
        .map(|change| (change.rule.id, change.wire))
        .collect()
}

#[test]
fn levels_of_rules_are_those_of_the_team() {
    let configuration = read(
        "rules:
  - {id: property-removed, level: risky, reason: Nobody reads it.}
  - {id: operation-removed, level: none, reason: Never used.}
  - {id: type-changed, level: safe, reason: Not public.}\n",
    );
    let found = reviewed(configuration.unwrap());
    assert!(!found.needs_action());
    let changed = changes(&found);
    assert!(
        changed.contains(&("property-removed", Wire::Risky)),
        "{changed:?}"
    );
    assert!(
        changed.contains(&("operation-removed", Wire::None)),
        "{changed:?}"
    );
    let counts: Vec<usize> = found.configuration.iter().map(|one| one.changes).collect();
    assert_eq!(counts, [1, 1, 1]);
    let mut configured = found
        .changes
        .iter()
        .filter_map(|change| change.configured.as_ref());
    assert!(configured.all(|before| before.wire == Wire::Breaking));
    assert!(reviewed(Configuration::default()).needs_action());
}

#[test]
fn paths_and_extensions_are_left_out() {
    let ignore = |entry: &str| read(&format!("ignore:\n  - {{{entry}, reason: r}}\n")).unwrap();
    let found = reviewed(ignore("path: /internal/*"));
    assert!(!changes(&found).contains(&("operation-removed", Wire::Breaking)));
    let removed = found
        .changes
        .iter()
        .find(|one| one.rule.id == "property-removed");
    let reached: Vec<&str> = removed.unwrap().operations().into_iter().collect();
    assert_eq!(reached, ["list"]);
    assert_eq!(found.configuration[0].changes, 1);
    let found = reviewed(ignore("extension: x-internal"));
    let rules: Vec<&str> = changes(&found).iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, ["property-removed", "enum-value-added"]);
    assert_eq!(found.configuration[0].changes, 2);
    let found = reviewed(ignore("path: /nowhere"));
    assert_eq!(
        (found.changes.len(), found.configuration[0].changes),
        (4, 0)
    );
}

#[test]
fn what_fails_the_review_is_chosen() {
    let fails = |fail_on: &[FailOn], text: &str| {
        let mut configuration = read(text).unwrap();
        configuration.fail_on = fail_on.to_vec();
        reviewed(configuration).needs_action()
    };
    assert!(fails(&[FailOn::Breaking], ""));
    assert!(!fails(&[FailOn::Never], ""));
    assert!(!fails(&[FailOn::RustMajor], ""));
    let quiet = "rules:
  - {id: property-removed, level: safe, reason: r}
  - {id: operation-removed, level: safe, reason: r}
  - {id: type-changed, level: safe, reason: r}\n";
    assert!(!fails(&[FailOn::Breaking], quiet));
    assert!(fails(&[FailOn::Risky], quiet));
    assert!(FailOn::check(&[FailOn::Breaking, FailOn::RustMajor]).is_ok());
    assert!(FailOn::check(&[FailOn::Never]).is_ok());
    assert!(FailOn::check(&[FailOn::Never, FailOn::Breaking]).is_err());
}

#[test]
fn a_file_of_settings_with_another_ending_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("api.yaml");
    fs::write(&document, "").unwrap();
    fs::write(folder.path().join("review.yml"), "rules: []").unwrap();
    match Listing::of(&document, "v2/api.yaml", FILE) {
        Err(LoadError::CouldNotRun(why)) => {
            assert_eq!(why, "v2/review.yml is not read: rename it to review.yaml");
        }
        _ => panic!("it was ignored"),
    }
}

#[test]
fn annotations_state_the_effect_of_settings() {
    let configuration = read("ignore:\n  - {path: /no/such, reason: r}\n").unwrap();
    let text = report::render(&reviewed(configuration), Format::Github, DRESS);
    let wanted = "::notice file=review.yaml,line=2,col=5,title=settings::paths /no/such are left out: r (0 changes)";
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn unknown_settings_are_findings() {
    for (text, wanted) in [
        (
            "rules:\n  - {id: propery-removed, level: safe, reason: r}\n",
            "review.yaml:2:6: there is no rule `propery-removed` (did you mean `property-removed`?)",
        ),
        (
            "rules:\n  - {id: property-removed, level: info, reason: r}\n",
            "review.yaml:2:28: `info` is no level (a level is breaking, risky, safe or none)",
        ),
        (
            "rules:\n  - {id: property-removed, level: safe}\n",
            "review.yaml:2:5: `reason` is missing or not a string",
        ),
        (
            "rule:\n  - {id: a}\n",
            "review.yaml:1:1: there is no `rule` here",
        ),
        (
            "ignore:\n  - {path: internal, reason: r}\n",
            "review.yaml:2:6: `internal` is no path (a path begins with `/`; `*` is any text)",
        ),
        (
            "ignore:\n  - {reason: r}\n",
            "review.yaml:2:5: an entry has either `path` or `extension`",
        ),
    ] {
        let found = read(text).unwrap_err();
        assert!(found.starts_with(wanted), "{found}");
    }
}
