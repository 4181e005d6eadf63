//! A run that fails, is killed, or runs at the same time as another one: each file is old or new, and the next run
//! completes the work.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Output, Stdio};

use realtimekit_tests::copy;
use xtask::lock::{For, Lock};
use xtask::write::LIST;

use crate::{edit, entries, files, generated, run, workspace, xtask};

const ARGUMENTS: [&str; 5] = ["codegen", "--spec", "spec", "--out", "out"];

type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn a_document_with_findings_changes_nothing() {
    let folder = workspace();
    let out = folder.path().join("out");
    generated(folder.path(), &ARGUMENTS[1..]);
    let before = files(&out);
    let things = folder.path().join("spec/things.yaml");
    let good = fs::read_to_string(&things).unwrap();
    for (from, to) in [
        // No YAML, a finding of lint, and something that only the generator finds.
        ("paths:", "paths: ["),
        ("schemas/Thing'", "schemas/Thin'"),
        (
            "{type: string}",
            "{allOf: [{type: string}, {type: object}]}",
        ),
    ] {
        edit(&things, from, to);
        let run = run(folder.path(), &ARGUMENTS);
        assert_eq!(run.code, Some(1), "{to}: {}{}", run.out, run.err);
        assert!(run.err.contains("spec/things.yaml:"), "{}", run.err);
        assert_eq!(files(&out), before, "{to}");
        // Nor does it make a folder.
        let elsewhere = ["codegen", "--spec", "spec", "--out", "else/where"];
        assert_eq!(super::run(folder.path(), &elsewhere).code, Some(1));
        fs::write(&things, &good).unwrap();
    }
    assert_eq!(entries(folder.path()), ["out", "spec"]);
}

/// Asserts that a folder has each file of the two outputs whole, as before or as after, and nothing else but the list,
/// and returns how many files are as after.
fn assert_old_or_new(left: &Files, old: &Files, new: &Files) -> usize {
    for (name, content) in left {
        if name != LIST {
            let is = |files: &Files| files.get(name) == Some(content);
            assert!(is(old) || is(new), "{name}");
        }
    }
    for name in old.keys().filter(|name| new.contains_key(*name)) {
        assert!(left.contains_key(name), "{name}");
    }
    let is_new = |(name, content): &(&String, &Vec<u8>)| {
        left.get(*name) == Some(*content) && old.get(*name) != Some(*content)
    };
    new.iter().filter(is_new).count()
}

/// A run on a machine that lets no file grow beyond this many blocks of half a kilobyte.
#[cfg(unix)]
fn run_without_space(folder: &Path, prepare: &str, blocks: usize) -> Output {
    let program = xtask().get_program().to_owned();
    let script = format!("{prepare} ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).arg(program).args(ARGUMENTS);
    shell.current_dir(folder).output().unwrap()
}

/// A folder with an earlier output, and a document that makes one file of types larger than all others and makes a
/// schema file disappear.
fn changed() -> (tempfile::TempDir, Files, Files) {
    let folder = workspace();
    generated(folder.path(), &ARGUMENTS[1..]);
    let old = files(&folder.path().join("out"));
    let things = folder.path().join("spec/things.yaml");
    edit(&things, "A thing.", &"Things. ".repeat(20_000));
    fs::remove_file(folder.path().join("spec/people.yaml")).unwrap();
    generated(folder.path(), &["--spec", "spec", "--out", "new"]);
    let new = files(&folder.path().join("new"));
    fs::remove_dir_all(folder.path().join("new")).unwrap();
    (folder, old, new)
}

#[cfg(unix)]
#[test]
fn the_next_run_completes_the_work_of_a_killed_one() {
    use std::os::unix::process::ExitStatusExt;
    let (folder, old, new) = changed();
    let out = folder.path().join("out");

    // The signal for a file that is too large ends the process in the middle of writing one, as SIGKILL would.
    let dead = run_without_space(folder.path(), "", 64);
    assert!(dead.status.signal().is_some(), "{dead:?}");
    let mut left = files(&out);
    let is_temporary = |name: &str| name.ends_with(".tmp");
    let temporary: Vec<_> = left.keys().filter(|name| is_temporary(name)).collect();
    assert_eq!(temporary.len(), 1, "{temporary:?}");
    assert!(temporary[0].starts_with("src/types/.things.rs."));
    left.retain(|name, _| !is_temporary(name));
    assert_old_or_new(&left, &old, &new);
    let check = run(folder.path(), &[&ARGUMENTS[..], &["--check"]].concat());
    assert_eq!(check.code, Some(1));
    assert!(check.out.contains("src/types/things.rs"), "{}", check.out);
    assert!(check.err.contains("src/types/people.rs"), "{}", check.err);

    generated(folder.path(), &ARGUMENTS[1..]);
    assert_eq!(files(&out), new);
    assert_eq!(entries(folder.path()), ["out", "spec"]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_one_message_and_exit_code_2() {
    let (folder, old, new) = changed();
    let out = folder.path().join("out");

    // With the signal ignored, the write fails as it does without space.
    let failed = run_without_space(folder.path(), "trap '' XFSZ;", 64);
    let err = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(2), "{err}");
    let words = ["out/src/types/things.rs", "run `cargo xtask codegen` again"];
    assert!(words.iter().all(|word| err.contains(word)), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert_old_or_new(&files(&out), &old, &new);

    generated(folder.path(), &ARGUMENTS[1..]);
    assert_eq!(files(&out), new);
}

/// Killed at points that are spread over its work, a run leaves each file as it was or as it becomes.
#[test]
fn a_killed_run_leaves_each_file_old_or_new() {
    let folder = workspace();
    let spec = folder.path().join("spec");
    // Many files with one schema each.
    for number in 0..20 {
        let people = super::PEOPLE.replace("eople", &format!("eople{number}"));
        let people = people.replace("Person", &format!("Person{number}"));
        fs::write(spec.join(format!("people{number}.yaml")), people).unwrap();
    }
    generated(folder.path(), &["--spec", "spec", "--out", "old"]);
    for number in 0..20 {
        let file = spec.join(format!("people{number}.yaml"));
        edit(&file, "{type: object,", "{type: object, description: New.,");
    }
    generated(folder.path(), &["--spec", "spec", "--out", "new"]);
    let old = files(&folder.path().join("old"));
    let new = files(&folder.path().join("new"));
    let changed = changed_files(&folder.path().join("new"), &old);
    assert!(changed > 10, "{changed} files are too few for a mixture");

    let out = folder.path().join("out");
    // How many files it may have written before it is killed; without a number, at once.
    for written in [None, Some(1), Some(2), Some(changed / 2), Some(changed - 1)] {
        let _ = fs::remove_dir_all(&out);
        copy(&folder.path().join("old"), &out);
        let mut child = start(folder.path(), "spec");
        if let Some(written) = written {
            while child.try_wait().unwrap().is_none() && changed_files(&out, &old) < written {}
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut left = files(&out);
        left.retain(|name, _| !name.ends_with(".tmp"));
        assert_old_or_new(&left, &old, &new);

        generated(folder.path(), &ARGUMENTS[1..]);
        assert_eq!(files(&out), new);
        assert_eq!(entries(folder.path()), ["new", "old", "out", "spec"]);
    }
}

fn start(folder: &Path, spec: &str) -> Child {
    let mut command = xtask();
    command.args(["codegen", "--spec", spec, "--out", "out"]);
    command.current_dir(folder);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// How many files below a folder that may be changing are not as they were.
fn changed_files(folder: &Path, old: &Files) -> usize {
    let same = |name: &String, bytes: &Vec<u8>| {
        fs::read(folder.join(name)).is_ok_and(|read| read == *bytes)
    };
    old.iter()
        .filter(|(name, bytes)| !same(name, bytes))
        .count()
}

#[test]
fn concurrent_runs_write_one_after_another() {
    let folder = workspace();
    let other = folder.path().join("other");
    copy(&folder.path().join("spec"), &other);
    edit(&other.join("things.yaml"), "A thing.", "Another thing.");
    fs::remove_file(other.join("people.yaml")).unwrap();
    let specs = ["spec", "other"];
    let outputs = specs.map(|spec| {
        generated(folder.path(), &["--spec", spec, "--out", "alone"]);
        files(&folder.path().join("alone"))
    });
    // From nothing, and from an earlier output.
    for _ in 0..2 {
        let running: Vec<Child> = (0..8)
            .map(|turn| start(folder.path(), specs[turn % 2]))
            .collect();
        for child in running {
            let ended = child.wait_with_output().unwrap();
            let err = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(ended.status.code(), Some(0), "{err}");
        }
        let left = files(&folder.path().join("out"));
        assert!(outputs.contains(&left), "{:?}", left.keys());
    }
}

#[test]
fn a_run_that_waits_for_another_one_says_so() {
    let folder = workspace();
    let out = folder.path().join("out");
    let lock = Lock::make(&out, || {}).unwrap();
    let mut waiting = start(folder.path(), "spec");
    let mut printed = String::new();
    let mut err = BufReader::new(waiting.stderr.take().unwrap());
    err.read_line(&mut printed).unwrap();
    assert_eq!(
        printed,
        "waiting for another `cargo xtask codegen` that uses out\n"
    );
    assert_eq!(entries(&out), [""; 0]);
    drop(lock);
    assert_eq!(waiting.wait().unwrap().code(), Some(0));
    assert!(out.join("src/lib.rs").is_file());
}

/// A folder that another run is writing to is half old and half new: the check waits. Those that read do not wait for one
/// another.
#[test]
fn a_check_waits_for_a_run_that_writes() {
    let folder = workspace();
    let out = folder.path().join("out");
    generated(folder.path(), &ARGUMENTS[1..]);
    let lock = Lock::make(&out, || {}).unwrap();
    let start = || {
        let mut command = xtask();
        command.args(ARGUMENTS).arg("--check");
        command.current_dir(folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let mut waiting = start();
    let mut printed = String::new();
    let mut err = BufReader::new(waiting.stderr.take().unwrap());
    err.read_line(&mut printed).unwrap();
    assert!(printed.starts_with("waiting for another"), "{printed}");
    drop(lock);
    assert_eq!(waiting.wait().unwrap().code(), Some(0));

    let reads = Lock::take(&out, For::Reading, || panic!("nobody else is there"));
    let _reads = reads.unwrap().unwrap();
    let ended = start().wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()));
}

/// The list is set back to an older one while temporary files of the killed run exist.
#[cfg(unix)]
#[test]
fn an_older_list_does_not_keep_the_next_run_from_completing_the_work() {
    let (folder, old, new) = changed();
    let out = folder.path().join("out");
    run_without_space(folder.path(), "", 64);
    let is_temporary = |name: &String| name.ends_with(".tmp");
    assert!(files(&out).keys().any(is_temporary));
    fs::write(out.join(LIST), &old[LIST]).unwrap();
    generated(folder.path(), &ARGUMENTS[1..]);
    assert_eq!(files(&out), new);
}
