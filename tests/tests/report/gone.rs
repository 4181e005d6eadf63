//! Removed parts are annotated on a line that the diff of the pull request shows.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::edit;
use super::history::{repository, review};

/// The lines of each file that `git diff` shows of the working tree.
fn shown(folder: &Path) -> Vec<(String, RangeInclusive<usize>)> {
    let diff = Command::new("git")
        .args([
            "-c",
            "diff.noprefix=false",
            "diff",
            "--unified=3",
            "main",
            "--",
            "spec",
        ])
        .current_dir(folder)
        .output()
        .unwrap();
    let mut file = String::new();
    let mut shown = Vec::new();
    for line in String::from_utf8(diff.stdout).unwrap().lines() {
        if let Some(name) = line.strip_prefix("+++ b/") {
            file = name.to_owned();
        }
        let Some(hunk) = line.strip_prefix("@@ ") else {
            continue;
        };
        let new = hunk.split(' ').nth(1).unwrap().trim_start_matches('+');
        let (start, length) = new.split_once(',').unwrap_or((new, "1"));
        let (start, length): (usize, usize) = (start.parse().unwrap(), length.parse().unwrap());
        shown.push((file.clone(), start..=start + length - 1));
    }
    shown
}

/// The review of the working tree, for HTTP clients.
fn report(folder: &Path) -> Value {
    let arguments = ["--base", "main", "--wire-only", "--format", "json"];
    serde_json::from_str(&review(folder, &arguments).1).unwrap()
}

/// The places of the changes of this rule, by file and line.
fn places(report: &Value, rule: &str) -> Vec<(String, usize)> {
    let changes = report["changes"].as_array().unwrap().iter();
    let of_rule = changes.filter(|change| change["rule"] == rule);
    of_rule
        .map(|change| {
            let line = change["at"]["line"].as_u64().unwrap();
            let file = change["at"]["file"].as_str().unwrap();
            (file.to_owned(), usize::try_from(line).unwrap())
        })
        .collect()
}

/// Removes the lines of a file from the one that begins with `from` up to the one that begins with `to`.
fn cut(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join("spec").join(file);
    let text = fs::read_to_string(&path).unwrap();
    let begin = text.find(&format!("\n{from}")).unwrap() + 1;
    let end = text[begin..].find(&format!("\n{to}")).unwrap() + begin + 1;
    fs::write(path, format!("{}{}", &text[..begin], &text[end..])).unwrap();
}

const SESSIONS: &str = "  /accounts/{account_id}/realtime/kit/{app_id}/sessions";

#[test]
fn a_removal_is_on_a_line_of_the_diff() {
    let repository = repository();
    let at = repository.path();
    // A path between others, the last path of a file, and an operation of a path.
    let chat = format!("{SESSIONS}/{{session_id}}/chat:");
    cut(at, "sessions.yaml", &chat, "  /");
    let transcript = format!("{SESSIONS}/{{session_id}}/transcript:");
    cut(at, "sessions.yaml", &transcript, "components:");
    cut(at, "participants.yaml", "    delete:", "  /");
    // A parameter, a property and a value far from the beginning of their lists.
    let parameter = "        - name: associated_id";
    cut(at, "sessions.yaml", parameter, "      responses:");
    let property = "        ended_at:";
    cut(at, "sessions.yaml", property, "        created_at:");
    let values = "enum: [LIVE, ENDED]";
    edit(&at.join("spec"), "sessions.yaml", values, "enum: [LIVE]");

    let (shown, report) = (shown(at), report(at));
    for (rule, least) in [
        ("operation-removed", 3),
        ("parameter-removed", 1),
        ("property-removed", 1),
        ("enum-value-removed", 1),
    ] {
        let places = places(&report, rule);
        assert!(places.len() >= least, "{rule}: {places:?}");
        for (file, line) in places {
            let is_shown = |(name, lines): &(String, RangeInclusive<usize>)| {
                *name == file && lines.contains(&line)
            };
            assert!(
                shown.iter().any(is_shown),
                "{rule}: {file}:{line} of {shown:?}"
            );
        }
    }
}

#[test]
fn removals_with_their_file_are_placed_in_the_old_file() {
    let repository = repository();
    let at = repository.path();
    fs::remove_file(at.join("spec/peer_report.yaml")).unwrap();
    for file in ["call_quality.yaml", "call_summary.yaml"] {
        fs::remove_file(at.join("spec").join(file)).unwrap();
    }
    let places = places(&report(at), "operation-removed");
    assert_eq!(places.len(), 1);
    assert_eq!(places[0].0, "spec/peer_report.yaml");
}
