//! `cargo xtask approve` in a temporary repository.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::edit;
use super::history::{git, repository, review, run};

/// The command in the repository: its exit code and its output.
fn approve(folder: &Path, arguments: &[&str]) -> (i32, String) {
    run(folder, "approve", arguments)
}

/// The ids of the changes that break.
fn breaking(folder: &Path) -> Vec<String> {
    let (_, printed) = review(folder, &["--base", "main", "--format", "json"]);
    let report: Value = serde_json::from_str(&printed).unwrap();
    let changes = report["changes"].as_array().unwrap().iter();
    let breaking = changes.filter(|change| change["wire"] == "breaking");
    breaking
        .map(|change| change["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_approval_is_written_to_the_list_and_read_by_the_review() {
    let repository = repository();
    let at = repository.path();
    let spec = at.join("spec");
    edit(
        &spec,
        "sessions.yaml",
        "enum: [LIVE, ENDED]",
        "enum: [LIVE]",
    );
    edit(
        &spec,
        "sessions.yaml",
        "- name: search\n          in: query\n",
        "- name: search\n          in: query\n          required: true\n",
    );
    edit(
        &spec,
        "realtimekit.yaml",
        "  version: 0.1.0\n",
        "  version: 0.2.0\n",
    );
    let ids = breaking(at);
    let [first, second] = ids.as_slice() else {
        panic!("{ids:?}");
    };
    let list = spec.join("approved.yaml");

    // Neither an unknown id nor an empty reason writes anything, and what may be approved is listed.
    let (code, printed) = approve(at, &[first, "0123", "--reason", "It is so", "--by", "mary"]);
    assert_eq!(code, 2, "{printed}");
    for part in ["`0123`", first, second, "spec/sessions.yaml:"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    let (code, printed) = approve(at, &[first, "--reason", " ", "--by", "mary"]);
    assert_eq!(
        (code, printed.contains("`--reason` is empty")),
        (2, true),
        "{printed}"
    );
    assert!(!list.exists());

    let hidden = "mary\u{202e}";
    let (code, printed) = approve(at, &[first, "--reason", "It is so", "--by", hidden]);
    assert_eq!((code, printed.contains("U+202E")), (2, true), "{printed}");
    assert!(!list.exists());

    git(at, &["config", "user.name", "Mary Sue"]);
    let (code, printed) = approve(at, &[first, "--reason", "The service: \"it\" does # so"]);
    assert_eq!(
        (code, printed.contains("approved ")),
        (0, true),
        "{printed}"
    );
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{text}# the last line\n")).unwrap();
    let (code, printed) = approve(
        at,
        &[second, first, second, "--reason", "Too", "--by", "eve"],
    );
    assert_eq!(code, 0, "{printed}");
    assert!(
        printed.contains(&format!("{first} is already approved by Mary Sue")),
        "{printed}"
    );
    let whole = fs::read_to_string(&list).unwrap();
    let rest = whole
        .strip_prefix(&format!("{text}# the last line\n"))
        .unwrap();
    assert_eq!(rest.matches("- id: ").count(), 1, "{rest}");
    let (code, printed) = review(at, &["--base", "main"]);
    assert_eq!(code, 0, "{printed}");
    assert!(
        printed.contains("approved by Mary Sue: The service: \"it\" does # so"),
        "{printed}"
    );

    let (code, printed) = approve(at, &["0123", "--reason", "It is so"]);
    assert_eq!(
        (code, printed.contains("none needs one")),
        (2, true),
        "{printed}"
    );
}
