//! The time of a review, and of the comparison with a large upstream document, with the command line.
//!
//! `cargo bench -p realtimekit-tests --bench review` prints the medians and the most memory that was in use. The large
//! document is ours, many times over.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use realtimekit_tests::building::xtask;
use realtimekit_tests::{copy, load};
use serde_json::{Value, json};
use xtask::workspace;

/// Runs of which the median counts.
const RUNS: usize = 5;
/// In bytes.
const LARGE: usize = 30_000_000;

fn main() {
    // without it this is a test run, which has nothing to do here
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let head = folder.path().join("head");
    copy(&workspace::spec(), &head);
    let sessions = head.join("sessions.yaml");
    let text = fs::read_to_string(&sessions).unwrap();
    fs::write(
        sessions,
        text.replace("[LIVE, ENDED]", "[LIVE, ENDED, PAUSED]"),
    )
    .unwrap();

    let mut review = xtask();
    review.arg("review").arg("--from").arg(workspace::spec());
    review.arg("--to").arg(&head);
    measure("review of the whole spec", review);

    let document = large();
    let json = folder.path().join("upstream.json");
    fs::write(&json, serde_json::to_string_pretty(&document).unwrap()).unwrap();
    let yaml = folder.path().join("upstream.yaml");
    let mut text = String::new();
    block(&document, 0, &mut text);
    fs::write(&yaml, text.trim_start()).unwrap();
    for (name, file) in [("JSON", json), ("YAML", yaml)] {
        measure(
            &format!("drift from {} of {name}", size(&file)),
            drift(&file),
        );
    }
}

fn drift(file: &Path) -> Command {
    let mut drift = xtask();
    drift.arg("drift").arg("--upstream").arg(file);
    drift
}

fn size(file: &PathBuf) -> String {
    let bytes = fs::metadata(file).unwrap().len();
    format!("{} MB", bytes / 1_000_000)
}

fn measure(what: &str, mut command: Command) {
    command.stdout(Stdio::null());
    let mut times = Vec::new();
    let mut most = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut child = command.spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        while child.try_wait().unwrap().is_none() {
            most = most.max(memory(&status));
            thread::sleep(Duration::from_millis(2));
        }
        times.push(start.elapsed());
    }
    times.sort();
    println!("{what:<32}{:>8.2?}{most:>8} MB", times[RUNS / 2]);
}

/// The most memory that a process has used, in megabytes; 0 where the system does not report it.
fn memory(status: &str) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1_000
}

/// Our document with all its paths and schemas again and again under other names.
fn large() -> Value {
    let ours = load().document;
    let mut all = ours.clone();
    let one = ours.to_string().len();
    for round in 0..LARGE / one * 4 / 5 {
        for (path, item) in ours["paths"].as_object().unwrap() {
            let mut item = item.clone();
            for (_, operation) in item.as_object_mut().unwrap() {
                if let Some(id) = operation["operationId"].as_str() {
                    operation["operationId"] = json!(format!("{id}_{round}"));
                }
            }
            all["paths"][format!("/round_{round}{path}")] = item;
        }
        for (name, schema) in ours["components"]["schemas"].as_object().unwrap() {
            all["components"]["schemas"][format!("Round{round}{name}")] = schema.clone();
        }
    }
    all
}

/// A value as YAML in block style, as people and most programs write it.
fn block(value: &Value, depth: usize, text: &mut String) {
    let indent = " ".repeat(2 * depth);
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                write!(text, "\n{indent}{}:", Value::from(key.as_str())).unwrap();
                block(value, depth + 1, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                write!(text, "\n{indent}-").unwrap();
                block(item, depth + 1, text);
            }
        }
        other => write!(text, " {other}").unwrap(),
    }
}
