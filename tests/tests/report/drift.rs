//! Upstream's description compared with ours: names are ignored, values are compared.

use std::fs;
use std::path::{Path, PathBuf};

use realtimekit_tests::building::xtask;
use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::drift::{Deviations, Extent, FILE, drift};
use xtask::review::Review;
use xtask::source::{Listing, LoadError};
use xtask::workspace;

use super::load;

/// Our own document in the style of upstream: other names of schemas, objects composed with `allOf`, one file, and
/// many other parts.
fn upstream(change: impl FnOnce(&mut Value)) -> (TempDir, PathBuf) {
    let mut document = load(&workspace::spec()).document;
    document["paths"]["/accounts/{id}/workers"] = json!({"get": {
        "operationId": "workers", "responses": {"200": {"description": "Somebody else's."}},
    }});
    change(&mut document);
    renamed(&mut document);
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    let names: Vec<String> = schemas.keys().cloned().collect();
    for name in names {
        let schema = schemas.remove(&name).unwrap();
        let schema = match schema.get("properties") {
            Some(_) => json!({"allOf": [schema, {"type": "object"}]}),
            None => schema,
        };
        schemas.insert(format!("realtimekit_{name}"), schema);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("upstream.json");
    fs::write(&file, document.to_string()).unwrap();
    (folder, file)
}

fn renamed(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if key == "$ref" => {
                        *text = text.replace("/schemas/", "/schemas/realtimekit_");
                    }
                    value => renamed(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(renamed),
        _ => {}
    }
}

fn compared(file: &Path, deviations: &Deviations) -> Review {
    let ours = load(&workspace::spec());
    drift(
        ("upstream", &load(file), Extent::Whole),
        ("spec", &ours),
        deviations,
    )
    .unwrap()
}

fn reported(review: &Review) -> Vec<(&str, &str)> {
    let changes = review.changes.iter();
    changes
        .map(|change| (change.rule.id, change.pointer.as_str()))
        .collect()
}

#[test]
fn other_names_and_other_pieces_are_no_difference() {
    let (_folder, file) = upstream(|_| {});
    let review = compared(&file, &Deviations::default());
    assert_eq!(reported(&review), []);
    assert!(!review.needs_action());
}

#[test]
fn differences_of_upstream_are_reported_at_our_place() {
    let (_folder, file) = upstream(|document| {
        let schemas = &mut document["components"]["schemas"];
        schemas["Participant"]["properties"]["mood"] = json!({"type": "string"});
        schemas["Participant"]["required"] = json!(["id"]);
        schemas["SessionStatus"]["enum"] = json!(["LIVE", "ENDED", "PAUSED"]);
        schemas["EditParticipant"]["properties"]["name"]["nullable"] = json!(false);
        schemas["SummarizationConfig"]["properties"]["word_limit"]["maximum"] = json!(9000);
        let sessions = "/accounts/{account_id}/realtime/kit/{app_id}/sessions";
        let list = &mut document["paths"][sessions]["get"];
        let parameters = list["parameters"].as_array_mut().unwrap();
        parameters.retain(|parameter| parameter["name"] != "search");
        parameters.push(json!({"name": "fresh", "in": "query", "schema": {"type": "string"}}));
        document["paths"][format!("{sessions}/new")] = json!({"get": {
            "operationId": "new_sessions", "responses": {"200": {"description": "New."}},
        }});
        let meeting = "/accounts/{account_id}/realtime/kit/{app_id}/meetings/{meeting_id}";
        document["paths"][meeting]
            .as_object_mut()
            .unwrap()
            .remove("put");
    });
    let review = compared(&file, &Deviations::default());
    let found = reported(&review);
    let list =
        "/paths/~1accounts~1{account_id}~1realtime~1kit~1{app_id}~1sessions/get/parameters/query:";
    for wanted in [
        ("property-removed", "/components/schemas/Participant/properties/mood".to_owned()),
        ("property-became-required", "/components/schemas/Participant/properties/preset_name".to_owned()),
        ("enum-value-removed", "/components/schemas/SessionStatus/enum/PAUSED".to_owned()),
        ("became-nullable", "/components/schemas/EditParticipant/properties/name/nullable".to_owned()),
        ("bound-tightened", "/components/schemas/SummarizationConfig/properties/word_limit/maximum".to_owned()),
        ("parameter-added", format!("{list}search")),
        ("parameter-removed", "/paths/~1accounts~1{account_id}~1realtime~1kit~1{app_id}~1sessions/get/parameters/query:fresh".to_owned()),
        ("operation-removed", "/paths/~1accounts~1{account_id}~1realtime~1kit~1{app_id}~1sessions~1new/get".to_owned()),
        ("operation-added", "/paths/~1accounts~1{account_id}~1realtime~1kit~1{app_id}~1meetings~1{meeting_id}/put".to_owned()),
    ] {
        assert!(found.contains(&(wanted.0, wanted.1.as_str())), "{wanted:?} is not in {found:#?}");
    }
    assert!(
        !found.iter().any(|(_, place)| place.contains("workers")),
        "not ours: {found:#?}"
    );
    assert!(review.needs_action());
    for change in &review.changes {
        assert!(change.at.file.starts_with("spec/"), "{}", change.message);
    }
}

#[test]
fn a_deviation_is_intended_until_it_no_longer_applies() {
    let (_folder, file) = upstream(|document| {
        let parameter = &mut document["components"]["schemas"]["AppId"];
        parameter["maxLength"] = json!(32);
    });
    let listed = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), text).unwrap();
        let listing = Listing::of(folder.path(), "spec", FILE).unwrap();
        Deviations::read(&listing)
    };
    let one =
        "deviations:\n  - {at: /components/schemas/AppId, rule: bound-loosened, reason: UUIDs.}\n";
    let review = compared(&file, &listed(one).unwrap());
    assert_eq!(
        reported(&review),
        [("bound-loosened", "/components/schemas/AppId")]
    );
    assert!(!review.needs_action());
    assert!(compared(&file, &Deviations::default()).needs_action());

    let two = format!(
        "{one}  - {{at: /components/schemas/MeetingId, rule: format-widened, reason: x.}}\n"
    );
    let review = compared(&file, &listed(&two).unwrap());
    let over = review
        .changes
        .iter()
        .find(|change| change.needs_action())
        .unwrap();
    assert_eq!(over.rule.id, "deviation-over");
    assert_eq!(
        (over.at.file.as_str(), over.at.line),
        ("spec/deviations.yaml", 3)
    );

    for (text, wanted) in [
        (
            "deviations:\n  - {at: /x, rule: nonsense, reason: y}\n",
            "there is no rule `nonsense`",
        ),
        (
            "deviations:\n  - {at: /x, rule: type-changed}\n",
            "`reason` is missing",
        ),
        ("deviations: 7\n", "`deviations` must be a list"),
    ] {
        let Err(LoadError::Findings(findings)) = listed(text) else {
            panic!("{text} was taken");
        };
        assert!(
            findings[0].message.contains(wanted),
            "{}",
            findings[0].message
        );
    }
}

#[test]
fn the_deviations_of_this_fragment_are_read_by_the_command() {
    let (_folder, file) = upstream(|_| {});
    let output = xtask()
        .args(["drift", "--format", "json", "--upstream"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = report["changes"].as_array().unwrap();
    // Upstream is equal to ours, so no deviation applies any more.
    assert!(changes.len() > 20);
    assert!(
        changes
            .iter()
            .all(|change| change["rule"] == "deviation-over")
    );

    let output = xtask()
        .args(["drift", "--upstream", "nowhere.json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(printed.contains("nowhere.json cannot be read"), "{printed}");
}

#[test]
fn a_part_of_another_api_is_the_wrong_file() {
    let (_folder, file) = upstream(|document| {
        let paths = document["paths"].as_object_mut().unwrap();
        paths.retain(|path, _| path.ends_with("/workers"));
    });
    let output = xtask()
        .args(["drift", "--part", "--upstream"])
        .arg(&file)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{printed}");
    assert!(
        printed.contains("has none of the operations of"),
        "{printed}"
    );
}

#[test]
fn operations_outside_of_a_part_are_not_compared() {
    let (_folder, file) = upstream(|document| {
        let paths = document["paths"].as_object_mut().unwrap();
        paths.retain(|path, _| path.ends_with("/sessions"));
        document["components"]["schemas"]["SessionStatus"]["enum"] = json!(["LIVE"]);
    });
    let output = xtask()
        .args(["drift", "--part", "--format", "json", "--upstream"])
        .arg(&file)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = report["changes"].as_array().unwrap();
    let found: Vec<&str> = changes
        .iter()
        .filter_map(|change| change["rule"].as_str())
        .collect();
    assert!(found.contains(&"enum-value-added"), "{found:?}");
    assert!(!found.contains(&"operation-added"), "{found:?}");
    // for operations of the part, the deviation no longer applies; for others, it is unknown
    for over in changes
        .iter()
        .filter(|change| change["rule"] == "deviation-over")
    {
        let place = over["pointer"].as_str().unwrap();
        assert!(
            !place.contains("peer-report") && !place.contains("KickParticipants"),
            "{place}"
        );
    }
    let output = xtask()
        .args(["drift", "--part", "--upstream"])
        .arg(&file)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let way = r#"list it in deviations.yaml: - {at: "/components/schemas/SessionStatus/enum/ENDED", rule: enum-value-added, reason: …}"#;
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(printed.contains(way), "{printed}");
}
