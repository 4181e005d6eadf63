//! Whatever goes wrong, the old output stays whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use realtimekit_tests::copy;

use crate::{edit, entries, files, generated, run, workspace, xtask};

/// The hidden folder beside the output `out`.
const HIDDEN: &str = ".out.xtask-codegen";

const ARGUMENTS: [&str; 5] = ["codegen", "--spec", "spec", "--out", "out"];

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
        ("{type: string}", "{not: {type: string}}"),
    ] {
        edit(&things, from, to);
        let run = run(folder.path(), &ARGUMENTS);
        assert_eq!(run.code, Some(1), "{to}: {}{}", run.out, run.err);
        assert!(run.err.contains("spec/things.yaml:"), "{}", run.err);
        assert_eq!(files(&out), before, "{to}");
        fs::write(&things, &good).unwrap();
    }
    assert_eq!(entries(folder.path()), ["out", "spec"]);
}

#[test]
fn a_folder_that_is_no_earlier_output_is_refused() {
    let folder = workspace();
    generated(folder.path(), &["--spec", "spec", "--out", "other"]);
    edit(
        &folder.path().join("spec/things.yaml"),
        "package: things",
        "package: others",
    );
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(
        folder.path().join("mine/Cargo.toml"),
        "[package]\nname = \"others\"\n",
    )
    .unwrap();
    fs::write(folder.path().join("file"), "mine").unwrap();
    let before = files(folder.path());
    // Somebody's crate, the documents themselves, another emitted crate, a file, a folder below a file.
    for out in ["mine", "spec", ".", "other", "file", "file/below"] {
        for check in [&["--check"] as &[&str], &[]] {
            let arguments = ["codegen", "--spec", "spec", "--out", out];
            let run = run(folder.path(), &[&arguments, check].concat());
            // Below a file there is nothing, which --check finds stale.
            let code = if out == "file/below" && !check.is_empty() {
                1
            } else {
                2
            };
            assert_eq!(run.code, Some(code), "{out}: {}{}", run.out, run.err);
            assert_eq!(files(folder.path()), before, "{out}");
        }
    }
}

/// A folder beside the output that a dead run left, with nothing in it yet but the mark of the command.
fn left_over(folder: &Path) -> PathBuf {
    let hidden = folder.join(HIDDEN);
    fs::create_dir_all(&hidden).unwrap();
    fs::write(hidden.join("made-by-cargo-xtask-codegen"), "").unwrap();
    hidden
}

#[test]
fn a_folder_of_somebody_else_beside_the_output_is_left_alone() {
    let folder = workspace();
    let at = |name: &str| folder.path().join(name);
    // Names of which none is ours, and the one that is, without the mark.
    for name in [".out.next", ".out.previous", HIDDEN] {
        for below in ["next", "previous", ""] {
            fs::create_dir_all(at(name).join(below)).unwrap();
            fs::write(at(name).join(below).join("notes"), "mine").unwrap();
        }
    }
    generated(folder.path(), &["--spec", "spec", "--out", "other"]);
    let before = files(folder.path());
    // Where there is no output yet, and beside an earlier one.
    for has_output in [false, true] {
        let refused = run(folder.path(), &ARGUMENTS);
        assert_eq!(refused.code, Some(2), "{}{}", refused.out, refused.err);
        assert!(refused.err.contains(HIDDEN), "{}", refused.err);
        assert_eq!(at("out").exists(), has_output);
        if !has_output {
            assert_eq!(files(folder.path()), before);
            fs::rename(at("other"), at("out")).unwrap();
        }
    }
    // With the one name free, the others are in nobody's way.
    fs::remove_dir_all(at(HIDDEN)).unwrap();
    edit(&at("spec/things.yaml"), "A thing.", "One thing.");
    generated(folder.path(), &ARGUMENTS[1..]);
    let after = files(folder.path());
    for (name, text) in before {
        if [".out.next", ".out.previous"].contains(&name.split('/').next().unwrap()) {
            assert_eq!(after[&name], text, "{name}");
        }
    }
}

/// A killed run may not have come to mark the folder that it made.
#[test]
fn an_empty_folder_is_nobodys() {
    let folder = workspace();
    fs::create_dir(folder.path().join(HIDDEN)).unwrap();
    generated(folder.path(), &ARGUMENTS[1..]);
    assert_eq!(entries(folder.path()), ["out", "spec"]);
}

/// What a dead run leaves is half an output in the hidden folder beside the output.
#[test]
fn what_a_dead_run_left_is_not_taken_over() {
    let folder = workspace();
    let out = folder.path().join("out");
    generated(folder.path(), &ARGUMENTS[1..]);
    let left_over = left_over(folder.path()).join("next");
    fs::create_dir_all(left_over.join("src")).unwrap();
    fs::write(left_over.join("src/lib.rs"), "half a fi").unwrap();
    fs::write(left_over.join("stray"), "").unwrap();
    let check = run(
        folder.path(),
        &[&ARGUMENTS as &[&str], &["--check"]].concat(),
    );
    assert_eq!(check.code, Some(0), "{}{}", check.out, check.err);

    edit(
        &folder.path().join("spec/things.yaml"),
        "A thing.",
        "One thing.",
    );
    generated(folder.path(), &ARGUMENTS[1..]);
    generated(folder.path(), &["--spec", "spec", "--out", "fresh"]);
    assert_eq!(files(&out), files(&folder.path().join("fresh")));
    assert_eq!(entries(folder.path()), ["fresh", "out", "spec"]);
}

/// A kill may come between any two of the renames by which the folders change places: each arrangement that it can leave.
#[test]
fn what_a_kill_between_two_renames_left_is_brought_to_an_end() {
    let folder = workspace();
    let at = |name: &str| folder.path().join(name);
    let changed = workspace();
    edit(
        &changed.path().join("spec/things.yaml"),
        "A thing.",
        "One thing.",
    );
    generated(folder.path(), &["--spec", "spec", "--out", "old"]);
    let spec = changed.path().join("spec");
    generated(
        folder.path(),
        &["--spec", spec.to_str().unwrap(), "--out", "new"],
    );
    let (old, new) = (files(&at("old")), files(&at("new")));
    let built = |out: &str| {
        fs::create_dir(at(out).join("target")).unwrap();
        fs::write(at(out).join("target/built"), "x").unwrap();
        fs::write(at(out).join("Cargo.lock"), "lock").unwrap();
    };
    let next = &format!("{HIDDEN}/next");
    let previous = &format!("{HIDDEN}/previous");
    let arrangements: [&[(&str, &str)]; 4] = [
        // The old output is set aside, and nothing took its place yet.
        &[("old", previous), ("new", next)],
        // The new one took its place, and what was built is still in the old one.
        &[("old", previous), ("new", "out")],
        // As where a file system exchanges two folders in one step.
        &[("old", next), ("new", "out")],
        // The first run of all was killed: there is no old output.
        &[("new", next)],
    ];
    for arrangement in arrangements {
        let has_old = arrangement.iter().any(|(from, _)| *from == "old");
        // The document as it was, and as it is now: something to write, or nothing.
        for (spec, emitted) in [("spec", &old), (spec.to_str().unwrap(), &new)] {
            left_over(folder.path());
            for (from, to) in arrangement {
                copy(&at(from), &at(to));
                if *from == "old" {
                    built(to);
                }
            }
            let before = entries(folder.path());
            let arguments = ["codegen", "--spec", spec, "--out", "out"];
            run(
                folder.path(),
                &[&arguments as &[&str], &["--check"]].concat(),
            );
            assert_eq!(entries(folder.path()), before, "--check changes nothing");

            generated(folder.path(), &arguments[1..]);
            assert_eq!(entries(folder.path()), ["new", "old", "out", "spec"]);
            if has_old {
                assert_eq!(fs::read(at("out/target/built")).unwrap(), b"x");
                assert_eq!(fs::read(at("out/Cargo.lock")).unwrap(), b"lock");
                fs::remove_dir_all(at("out/target")).unwrap();
                fs::remove_file(at("out/Cargo.lock")).unwrap();
            }
            assert_eq!(&files(&at("out")), emitted);
            fs::remove_dir_all(at("out")).unwrap();
        }
    }

    // The last good output comes back even where the document has findings by now.
    copy(&at("old"), &left_over(folder.path()).join("previous"));
    edit(
        &at("spec/things.yaml"),
        "{type: string}",
        "{not: {type: string}}",
    );
    assert_eq!(run(folder.path(), &ARGUMENTS).code, Some(1));
    assert_eq!(files(&at("out")), old);
}

/// A run on a machine that lets no file grow beyond a kilobyte.
#[cfg(unix)]
fn run_without_space(folder: &Path, prepare: &str) -> std::process::Output {
    let program = xtask().get_program().to_owned();
    let script = format!("{prepare} ulimit -f 1; exec \"$0\" \"$@\"");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).arg(program).args(ARGUMENTS);
    shell.current_dir(folder).output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_run_that_dies_while_it_writes_leaves_the_old_output_and_the_next_cleans_up() {
    use std::os::unix::process::ExitStatusExt;
    let folder = workspace();
    let out = folder.path().join("out");
    generated(folder.path(), &ARGUMENTS[1..]);
    let before = files(&out);
    edit(
        &folder.path().join("spec/things.yaml"),
        "A thing.",
        &"Things. ".repeat(200),
    );

    // The signal for a file that is too large ends the process in the middle of writing one, as SIGKILL would.
    let dead = run_without_space(folder.path(), "");
    assert!(dead.status.signal().is_some(), "{dead:?}");
    assert_eq!(entries(folder.path()), [HIDDEN, "out", "spec"]);
    assert_eq!(files(&out), before);

    generated(folder.path(), &ARGUMENTS[1..]);
    assert_ne!(files(&out), before);
    assert_eq!(entries(folder.path()), ["out", "spec"]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_exit_code_2_and_leaves_the_old_output() {
    let folder = workspace();
    let out = folder.path().join("out");
    generated(folder.path(), &ARGUMENTS[1..]);
    let before = files(&out);
    edit(
        &folder.path().join("spec/things.yaml"),
        "A thing.",
        &"Things. ".repeat(200),
    );

    // With the signal ignored, the write fails as it does without space.
    let failed = run_without_space(folder.path(), "trap '' XFSZ;");
    let err = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(2), "{err}");
    assert!(
        err.contains("src/types/things.rs") && err.contains("nothing was changed"),
        "{err}"
    );
    assert_eq!(files(&out), before);
    assert_eq!(entries(folder.path()), ["out", "spec"]);

    // Where there was nothing, there is nothing.
    fs::remove_dir_all(&out).unwrap();
    let failed = run_without_space(folder.path(), "trap '' XFSZ;");
    assert_eq!(failed.status.code(), Some(2));
    assert_eq!(entries(folder.path()), ["spec"]);
}

/// Killed at points that are spread over its work, a run leaves either the old output or the new one, never a mixture.
#[test]
fn a_killed_run_leaves_one_whole_output() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    copy(&xtask::workspace::spec(), &spec);
    generated(folder.path(), &["--spec", "spec", "--out", "old"]);
    for name in files(&spec)
        .into_keys()
        .filter(|name| name.ends_with(".yaml"))
    {
        let text = fs::read_to_string(spec.join(&name)).unwrap();
        fs::write(
            spec.join(name),
            text.replace("description: The ", "description: Now, the "),
        )
        .unwrap();
    }
    generated(folder.path(), &["--spec", "spec", "--out", "new"]);
    let old = files(&folder.path().join("old"));
    let new = files(&folder.path().join("new"));
    let changed = changed(&folder.path().join("new"), &old);
    assert!(changed > 10, "{changed} files are too few for a mixture");

    let out = folder.path().join("out");
    let next = folder.path().join(HIDDEN).join("next");
    // How many files it may have written, wherever that is, before it is killed; without a number, at once.
    for written in [None, Some(1), Some(2), Some(changed / 2), Some(changed - 1)] {
        let _ = fs::remove_dir_all(&out);
        copy(&folder.path().join("old"), &out);
        let mut child = xtask()
            .args(ARGUMENTS)
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        if let Some(written) = written {
            while child.try_wait().unwrap().is_none()
                && count(&next).max(self::changed(&out, &old)) < written
            {}
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = files(&out);
        assert!(left == old || left == new, "{written:?}: {:?}", left.keys());

        generated(folder.path(), &ARGUMENTS[1..]);
        assert_eq!(files(&out), new);
        assert_eq!(entries(folder.path()), ["new", "old", "out", "spec"]);
    }
}

/// How many files below a folder that may be changing or not there are not as they were.
fn changed(folder: &Path, old: &BTreeMap<String, Vec<u8>>) -> usize {
    let same = |name: &String, bytes: &Vec<u8>| {
        fs::read(folder.join(name)).is_ok_and(|read| read == *bytes)
    };
    old.iter()
        .filter(|(name, bytes)| !same(name, bytes))
        .count()
}

/// How many files there are below a folder that may be changing or not there.
fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => count(&entry.path()),
            _ => 1,
        })
        .sum()
}
