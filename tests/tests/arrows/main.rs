//! Checks the imports between the files of a crate: there are no circles, and no folder imports from a higher one. What
//! is checked are the folders and files at the root of a crate's sources.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use imports::Imports;

/// A crate, and what is known to be wrong with it. Both lists may only shrink.
struct Crate {
    root: &'static str,
    /// Files that import each other in a circle: one a line, with an empty line between two circles.
    circles: &'static str,
    /// Rooms of which the first imports from the second, which is above it.
    upward: &'static [(&'static str, &'static str)],
}

const RUNTIME: Crate = Crate {
    root: "crates/runtime/src/lib.rs",
    circles: "",
    upward: &[],
};

const XTASK: Crate = Crate {
    root: "xtask/src/lib.rs",
    circles: include_str!("circles_of_xtask.txt"),
    upward: &[],
};

const CLI: Crate = Crate {
    root: "crates/cli/src/main.rs",
    circles: "",
    upward: &[],
};

const FAKE: Crate = Crate {
    root: "crates/fake/src/lib.rs",
    circles: "",
    upward: &[],
};

fn root(checked: &Crate) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    workspace.join(checked.root)
}

/// The rooms of the runtime, from the highest to the lowest, out of the list in the documentation of its root.
fn runtime_rooms() -> Vec<String> {
    let text = fs::read_to_string(root(&RUNTIME)).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("//! - `"));
    let rooms = lines.filter_map(|line| line.split_once("/`:"));
    rooms.map(|(room, _)| room.to_owned()).collect()
}

/// Files that import each other in a loop: each of them can be reached from each other one.
fn circles(imports: &Imports) -> Vec<BTreeSet<String>> {
    let mut circles: Vec<BTreeSet<String>> = Vec::new();
    let reached: BTreeMap<&String, BTreeSet<&String>> = imports
        .keys()
        .map(|file| (file, reached(imports, file)))
        .collect();
    for file in imports.keys() {
        if circles.iter().any(|circle| circle.contains(file)) || !reached[file].contains(file) {
            continue;
        }
        let back = reached[file]
            .iter()
            .filter(|other| reached[*other].contains(file));
        circles.push(back.map(|other| (*other).clone()).collect());
    }
    circles
}

fn reached<'a>(imports: &'a Imports, file: &'a String) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        open.extend(imports[file].keys().filter(|next| reached.insert(*next)));
    }
    reached
}

/// The arrows that this condition holds for, one a line.
fn arrows(imports: &Imports, is_meant: impl Fn(&str, &str) -> bool) -> String {
    let mut lines = String::new();
    for (from, all) in imports {
        for (to, names) in all.iter().filter(|(to, _)| is_meant(from, to)) {
            let names = names
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            writeln!(lines, "  {from} -> {to}: {names}").unwrap();
        }
    }
    lines
}

fn no_circle_but_the_known(checked: &Crate) {
    let imports = imports::of_crate(&root(checked));
    let known: Vec<BTreeSet<String>> = checked
        .circles
        .split_terminator("\n\n")
        .map(|circle| circle.lines().map(str::to_owned).collect())
        .collect();
    let circles = circles(&imports);
    let mut wrong = String::new();
    for circle in &circles {
        if !known.iter().any(|known| circle.is_subset(known)) {
            let is_inside = |from: &str, to: &str| circle.contains(from) && circle.contains(to);
            let arrows = arrows(&imports, is_inside);
            let count = circle.len();
            writeln!(
                wrong,
                "{count} files import each other in a circle:\n{arrows}"
            )
            .unwrap();
        }
    }
    let still: BTreeSet<&String> = circles.iter().flatten().collect();
    for file in known.iter().flatten().filter(|file| !still.contains(file)) {
        writeln!(
            wrong,
            "{file} is in no circle any longer: take it off the list"
        )
        .unwrap();
    }
    assert!(wrong.is_empty(), "{}\n{wrong}", checked.root);
}

fn room(file: &str) -> &str {
    let first = file.split('/').next().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The rooms are given from the highest to the lowest.
fn no_arrow_upward_but_the_known(checked: &Crate, rooms: &[&str]) {
    let imports = imports::of_crate(&root(checked));
    let place = |file: &str| {
        let place = rooms.iter().position(|known| *known == room(file));
        place.unwrap_or_else(|| panic!("{file} is in no room of {}: give it a place", checked.root))
    };
    let is_upward = |from: &str, to: &str| place(to) < place(from);
    let is_known = |from: &str, to: &str| checked.upward.contains(&(room(from), room(to)));
    let mut wrong = arrows(&imports, |from, to| {
        is_upward(from, to) && !is_known(from, to)
    });
    for (from, to) in checked.upward {
        let is_this = |one: &str, other: &str| room(one) == *from && room(other) == *to;
        if arrows(&imports, is_this).is_empty() {
            writeln!(
                wrong,
                "{from} imports nothing from {to} any longer: take it off the list"
            )
            .unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "{}: imports from a higher room\n{wrong}",
        checked.root
    );
}

#[test]
fn no_files_of_the_runtime_import_each_other_in_a_circle() {
    no_circle_but_the_known(&RUNTIME);
}

#[test]
fn no_folder_of_the_runtime_imports_from_a_higher_one() {
    let rooms = runtime_rooms();
    let below_the_root = rooms.iter().map(String::as_str);
    let rooms: Vec<&str> = ["lib"].into_iter().chain(below_the_root).collect();
    no_arrow_upward_but_the_known(&RUNTIME, &rooms);
}

#[test]
fn no_files_of_the_workbench_import_each_other_in_a_circle() {
    no_circle_but_the_known(&XTASK);
}

#[test]
fn no_folder_of_the_workbench_imports_from_a_higher_one() {
    let rooms = [
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
    ];
    no_arrow_upward_but_the_known(&XTASK, &rooms);
}

#[test]
fn no_files_of_the_fake_server_import_each_other_in_a_circle() {
    no_circle_but_the_known(&FAKE);
}

#[test]
fn no_folder_of_the_fake_server_imports_from_a_higher_one() {
    let rooms = [
        "lib",
        "server",
        "http",
        "control",
        "files",
        "deliveries",
        "core",
        "operations",
        "faults",
        "reply",
        "requests",
        "seed",
        "seed_reports",
        "state",
        "contract",
    ];
    no_arrow_upward_but_the_known(&FAKE, &rooms);
}

#[test]
fn no_files_of_the_command_line_import_each_other_in_a_circle() {
    no_circle_but_the_known(&CLI);
}

#[test]
fn no_folder_of_the_command_line_imports_from_a_higher_one() {
    let rooms = [
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
    no_arrow_upward_but_the_known(&CLI, &rooms);
}
