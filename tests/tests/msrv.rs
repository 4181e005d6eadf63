//! The stated minimum Rust version is true: nothing that the crates pull in asks for a newer one.
//!
//! That their own code keeps to it is clippy's business (`incompatible_msrv`), which CI denies.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use xtask::workspace;

#[test]
fn no_dependency_asks_for_a_newer_rust_than_is_stated() {
    // What other platforms would need is not on this machine.
    let host = rustc_host();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", &host])
        .current_dir(workspace::root())
        .output()
        .unwrap();
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

    // README.md states the same for the whole workspace, its tests included.
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
    assert!(members.len() > 4, "{members:?}");
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

fn rustc_host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.unwrap().to_owned()
}
