//! Checks the imports between the files of each crate: no files import each other in a cycle, and no folder or file at the
//! root of the sources imports from one above it.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use imports::Imports;

const RUNTIME: &str = "crates/runtime/src/lib.rs";
const XTASK: &str = "xtask/src/lib.rs";
const CLI: &str = "crates/cli/src/main.rs";
const FAKE: &str = "crates/fake/src/lib.rs";

fn path(root: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    workspace.join(root)
}

/// The folders of the runtime, from the highest to the lowest, from the list in the documentation of its root.
fn runtime_folders() -> Vec<String> {
    let text = fs::read_to_string(path(RUNTIME)).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("//! - `"));
    let folders = lines.filter_map(|line| line.split_once("/`:"));
    folders.map(|(folder, _)| folder.to_owned()).collect()
}

/// Files that import each other in a loop: each of them can be reached from each other one.
fn cycles(imports: &Imports) -> Vec<BTreeSet<String>> {
    let mut cycles: Vec<BTreeSet<String>> = Vec::new();
    let reached: BTreeMap<&String, BTreeSet<&String>> = imports
        .keys()
        .map(|file| (file, reached(imports, file)))
        .collect();
    for file in imports.keys() {
        if cycles.iter().any(|cycle| cycle.contains(file)) || !reached[file].contains(file) {
            continue;
        }
        let back = reached[file]
            .iter()
            .filter(|other| reached[*other].contains(file));
        cycles.push(back.map(|other| (*other).clone()).collect());
    }
    cycles
}

fn reached<'a>(imports: &'a Imports, file: &'a String) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        open.extend(imports[file].keys().filter(|next| reached.insert(*next)));
    }
    reached
}

/// The imports for which the condition is true, one on each line.
fn arrows(imports: &Imports, is_reported: impl Fn(&str, &str) -> bool) -> String {
    let mut lines = String::new();
    for (from, all) in imports {
        for (to, names) in all.iter().filter(|(to, _)| is_reported(from, to)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            writeln!(lines, "  {from} -> {to}: {}", names.join(", ")).unwrap();
        }
    }
    lines
}

fn assert_no_cycle(root: &str) {
    let imports = imports::of_crate(&path(root));
    let cycles = cycles(&imports).into_iter().map(|cycle| {
        let is_inside = |from: &str, to: &str| cycle.contains(from) && cycle.contains(to);
        arrows(&imports, is_inside)
    });
    let cycles: Vec<String> = cycles.collect();
    let found = cycles.join("\n");
    assert!(cycles.is_empty(), "{root}: imports in a cycle\n{found}");
}

/// The folder or file at the root of the sources that contains a file.
fn folder(file: &str) -> &str {
    let first = file.split('/').next().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// `folders` are sorted from the highest to the lowest.
fn assert_no_upward_import(root: &str, folders: &[&str]) {
    let imports = imports::of_crate(&path(root));
    let place = |file: &str| {
        let place = folders.iter().position(|known| *known == folder(file));
        place.unwrap_or_else(|| panic!("{root}: add {} to the list of folders", folder(file)))
    };
    let upward = arrows(&imports, |from, to| place(to) < place(from));
    assert!(upward.is_empty(), "{root}: imports from above\n{upward}");
}

#[test]
fn no_files_of_the_runtime_import_each_other_in_a_cycle() {
    assert_no_cycle(RUNTIME);
}

#[test]
fn no_folder_of_the_runtime_imports_from_a_higher_one() {
    let folders = runtime_folders();
    let below_the_root = folders.iter().map(String::as_str);
    let folders: Vec<&str> = ["lib"].into_iter().chain(below_the_root).collect();
    assert_no_upward_import(RUNTIME, &folders);
}

#[test]
fn no_files_of_the_workbench_import_each_other_in_a_cycle() {
    assert_no_cycle(XTASK);
}

#[test]
fn no_folder_of_the_workbench_imports_from_a_higher_one() {
    let folders = [
        "lib",
        "drift",
        "review",
        "new_operation",
        "codegen",
        "emit",
        "model",
        "lower",
        "diff",
        "lint",
        "source",
        "openapi",
        "cargo_lock",
        "write",
        "lock",
        "output",
        "diagnostics",
        "text",
        "workspace",
        "stack",
    ];
    assert_no_upward_import(XTASK, &folders);
}

#[test]
fn no_files_of_the_fake_server_import_each_other_in_a_cycle() {
    assert_no_cycle(FAKE);
}

#[test]
fn no_folder_of_the_fake_server_imports_from_a_higher_one() {
    let folders = [
        "lib",
        "server",
        "http",
        "control",
        "files",
        "deliveries",
        "core",
        "operations",
        "faults",
        "response",
        "requests",
        "seed",
        "seed_reports",
        "state",
        "contract",
    ];
    assert_no_upward_import(FAKE, &folders);
}

#[test]
fn no_files_of_the_command_line_import_each_other_in_a_cycle() {
    assert_no_cycle(CLI);
}

#[test]
fn no_folder_of_the_command_line_imports_from_a_higher_one() {
    let folders = [
        "main",
        "commands",
        "jobs",
        "operations",
        "page",
        "time",
        "confirm",
        "global",
        "settings",
        "output",
        "description",
        "signals",
        "failure",
        "input",
    ];
    assert_no_upward_import(CLI, &folders);
}
