//! Pairs of documents after public reports about other diff tools, compared in both directions.
//!
//! `pairs/*.yaml` lists pairs of schemas; a schema is both the body that `send` takes and what `read` responds with. Each
//! pair says what the change means to those who send and to those who read, forwards and backwards. `documents/` has pairs
//! of whole documents. Messages and places are in a snapshot.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::case::{expect, failed};
use crate::review::approvals::Approvals;
use crate::review::verdict::Wire;
use crate::review::{Review, Side, review_wire};
use crate::source::{self, Spec};
use crate::workspace;

fn folder() -> PathBuf {
    workspace::root().join("xtask/src/review/rules/tests/pairs")
}

/// The files of a folder by name, with their texts.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut found: Vec<(String, String)> = files
        .filter(|file| file.file_type().unwrap().is_file())
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, fs::read_to_string(file.path()).unwrap())
        })
        .collect();
    found.sort();
    found
}

fn spec(name: &str, text: String) -> Spec {
    let file = (name.to_owned(), text);
    expect(source::texts(&folder(), "pairs", [file]))
}

/// A document of a version of OpenAPI in which a schema is sent and read.
fn around(version: &str, schema: &Value, components: &Value) -> String {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S"}}});
    let mut schemas = components.clone();
    if schemas.is_null() {
        schemas = json!({});
    }
    schemas["S"] = schema.clone();
    json!({
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/t": {
            "post": {
                "operationId": "send",
                "requestBody": {"required": true, "content": content},
                "responses": {"204": {"description": "Done."}},
            },
            "get": {
                "operationId": "read",
                "responses": {"200": {"description": "Done.", "content": content}},
            },
        }},
        "components": {"schemas": schemas},
    })
    .to_string()
}

fn compare(from: &str, to: &str) -> Review {
    let side = |name: &str, text: &str| {
        let spec = spec(&format!("{name}.yaml"), text.to_owned());
        Side::new(name.to_owned(), spec, Approvals::default())
    };
    let found = review_wire(&side("from", from), &side("to", to));
    found.unwrap_or_else(|found| failed(&[*found]))
}

/// The worst that a change means to those who send, and to those who read. An entry that both reach counts for both, as far
/// as its rule says so.
fn worst(review: &Review) -> [Wire; 2] {
    let of = |sends: bool| {
        let reached = review.changes.iter().filter(|change| {
            let operations = match sends {
                true => &change.reach.request,
                false => &change.reach.response,
            };
            !operations.is_empty()
        });
        reached.map(|change| change.wire).max().unwrap_or_default()
    };
    [of(true), of(false)]
}

fn shown(review: &Review) -> String {
    let changes = review.changes.iter().map(|change| {
        format!(
            "    {} {}: {}\n      {}:{}:{} {}\n",
            change.rule.id,
            change.wire,
            change.message,
            change.at.file,
            change.at.line,
            change.at.column,
            change.pointer,
        )
    });
    let not_assessed = review.not_assessed.iter().map(|place| {
        format!(
            "    not assessed: {}\n      {}\n",
            place.message, place.pointer
        )
    });
    changes.chain(not_assessed).collect()
}

/// A schema that is only sent, or only read: what both reach would have the worse of the two verdicts.
fn one_way(text: &str, method: &str) -> String {
    let mut document = source::parsed(text).unwrap();
    document["paths"]["/t"]
        .as_object_mut()
        .unwrap()
        .shift_remove(method);
    document.to_string()
}

#[test]
fn pairs_of_schemas_have_the_expected_verdicts() {
    let mut faults = Vec::new();
    let mut snapshot = String::new();
    let mut count = 0;
    for (file, text) in texts(&folder()) {
        let pairs = source::parsed(&text).unwrap();
        for pair in pairs.as_array().unwrap() {
            count += 1;
            let name = pair["name"].as_str().unwrap();
            let components = [&pair["components"], &pair["components_to"]];
            let new = if components[1].is_null() {
                components[0]
            } else {
                components[1]
            };
            let version = pair["version"].as_str().unwrap_or("3.0.3");
            let from = around(version, &pair["from"], components[0]);
            let to = around(version, &pair["to"], new);
            for (direction, from, to) in [("forwards", &from, &to), ("backwards", &to, &from)] {
                for (column, (verb, other)) in
                    [("sent", "get"), ("read", "post")].iter().enumerate()
                {
                    let found = compare(&one_way(from, other), &one_way(to, other));
                    let wire = worst(&found)[column].to_string();
                    let wanted = pair[*verb].as_str().unwrap();
                    let mut wanted = wanted.split(' ');
                    let wanted = match direction {
                        "forwards" => wanted.next(),
                        _ => wanted.nth(1),
                    };
                    let printed = format!("{name}, {direction}, {verb}\n{}", shown(&found));
                    if Some(wire.as_str()) != wanted {
                        faults.push(format!("{file}: {wire} and not {wanted:?}: {printed}"));
                    }
                    snapshot.push_str(&printed);
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {count}\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(count >= LEAST, "{count}");
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        omit_expression => true,
        snapshot_path => "snapshots",
    }, { insta::assert_snapshot!("pairs_of_schemas", snapshot) });
}

/// Verdicts of rules for which only pairs are cases.
pub const GIVEN: [(&str, &str); 17] = [
    ("choice-nesting-changed", "none"),
    ("choice-kind-changed", "risky"),
    ("condition-loosened", "risky"),
    ("condition-loosened", "safe"),
    ("condition-tightened", "breaking"),
    ("condition-tightened", "safe"),
    ("discriminator-changed", "risky"),
    ("encoding-changed", "safe"),
    ("enum-replaced", "breaking"),
    ("media-type-changed", "safe"),
    ("media-type-removed", "safe"),
    ("overlapping-choice-added", "breaking"),
    ("overlapping-choice-added", "risky"),
    ("parameters-grouped", "none"),
    ("property-undescribed", "breaking"),
    ("property-undescribed", "safe"),
    ("path-parameters-swapped", "risky"),
];

/// How many pairs of schemas there are at least.
const LEAST: usize = 296;

#[test]
fn pairs_of_documents_have_the_expected_verdicts() {
    let mut faults = Vec::new();
    let mut snapshot = String::new();
    for (file, text) in texts(&folder().join("documents")) {
        let (expected, rest) = text.split_once('\n').unwrap();
        let (from, to) = rest.split_once("\n---\n").unwrap();
        let expected = expected.trim_start_matches("# ");
        let (forwards, backwards) = expected.split_once(' ').unwrap();
        for (direction, from, to, wanted) in [
            ("forwards", from, to, forwards),
            ("backwards", to, from, backwards),
        ] {
            let found = compare(from, to);
            let [sent, read] = worst(&found);
            let wire = sent.max(read).to_string();
            let printed = format!("{file}, {direction}\n{}", shown(&found));
            if wire != wanted {
                faults.push(format!("{wire} and not {wanted}: {printed}"));
            }
            snapshot.push_str(&printed);
        }
    }
    assert!(
        faults.is_empty(),
        "{} documents\n{}",
        faults.len(),
        faults.join("\n")
    );
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        omit_expression => true,
        snapshot_path => "snapshots",
    }, { insta::assert_snapshot!("pairs_of_documents", snapshot) });
    for (rule, wire) in GIVEN {
        let files = ["pairs_of_documents", "pairs_of_schemas"];
        let given = files.iter().any(|file| {
            let path = folder().join(format!("../snapshots/{file}.snap"));
            let text = fs::read_to_string(path).unwrap();
            text.contains(&format!("{rule} {wire}: "))
        });
        assert!(given, "{rule} {wire}");
    }
}
