//! No dependency of the crates requires a newer Rust than the stated minimum version.
//!
//! The crates' own code is checked by clippy (`incompatible_msrv`), which CI denies.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use realtimekit_tests::{building, copy};
use serde_json::Value;
use xtask::workspace;

#[test]
fn no_dependency_asks_for_a_newer_rust_than_is_stated() {
    let folder = default_members();
    let arguments = [
        "metadata",
        "--format-version=1",
        // Dependencies of other platforms are not downloaded.
        "--filter-platform",
        &host(),
    ];
    let output = building::cargo(&folder, &arguments).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let package = |id: &Value| {
        let packages = metadata["packages"].as_array().unwrap();
        packages
            .iter()
            .find(|package| package["id"] == *id)
            .unwrap()
    };
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let client = packages
        .iter()
        .find(|package| package["name"] == "realtimekit");
    let stated = version(&client.unwrap()["rust_version"]).unwrap();

    // README.md states the same for its two commands, the tests included.
    let members = metadata["workspace_members"].as_array().unwrap();
    let mut waiting = members.clone();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id.to_string()) {
            continue;
        }
        let needed = version(&package(&id)["rust_version"]);
        assert!(
            needed.is_none_or(|needed| needed <= stated),
            "{} needs Rust {needed:?}, and spec/realtimekit.yaml states {stated:?}",
            package(&id)["name"],
        );
        let node = nodes.iter().find(|node| node["id"] == id).unwrap();
        let dependencies = node["deps"].as_array().unwrap();
        waiting.extend(dependencies.iter().map(|needed| needed["pkg"].clone()));
    }
    assert!(members.len() > 3, "{members:?}");
    assert!(
        seen.len() > 100,
        "the whole tree was walked, not only {} packages",
        seen.len()
    );
}

fn version(value: &Value) -> Option<(u32, u32)> {
    let mut parts = value.as_str()?.split('.').map(|part| part.parse().unwrap());
    Some((parts.next()?, parts.next()?))
}

/// A copy of the workspace without the members that `cargo test` leaves alone, since what only they need may not have
/// been downloaded.
fn default_members() -> PathBuf {
    let root = workspace::root();
    let folder = building::folder("msrv").unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let lines = manifest.lines();
    let default = lines
        .clone()
        .find_map(|line| line.strip_prefix("default-members = "));
    let members: Vec<String> = serde_json::from_str(default.unwrap()).unwrap();
    let kept = lines.filter(|line| !line.starts_with("members = "));
    let lines: Vec<&str> = kept
        .map(|line| line.strip_prefix("default-").unwrap_or(line))
        .collect();
    fs::write(folder.join("Cargo.toml"), lines.join("\n")).unwrap();
    for member in &members {
        copy(&root.join(member), &folder.join(member));
    }
    folder
}

/// The platform that the tests run on.
fn host() -> String {
    let output = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.unwrap().to_owned()
}
