//! The files that `cargo xtask codegen` writes, keeps and removes, and its messages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use xtask::write::LIST;

use crate::{edit, entries, files, generated, run, workspace};

/// When each file was last written.
fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    let names = files(folder).into_keys();
    names
        .map(|name| {
            let about = fs::metadata(folder.join(&name)).unwrap();
            (name, about.modified().unwrap())
        })
        .collect()
}

/// Sets the time of every file back, so that a write is visible even with a coarse clock.
fn age(folder: &Path) {
    for name in files(folder).into_keys() {
        let file = fs::File::options().append(true).open(folder.join(name));
        file.unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }
}

#[test]
fn the_second_run_finds_everything_unchanged_and_lists_no_file() {
    let folder = workspace();
    let out = folder.path().join("out");
    let arguments = ["--spec", "spec", "--out", "out"];

    let first = generated(folder.path(), &arguments);
    let emitted = files(&out);
    for name in emitted.keys() {
        assert!(
            first.out.contains(&format!("written out/{name}\n")),
            "{}",
            first.out
        );
    }
    let summary = format!("out: {} written, 0 unchanged, 0 removed\n", emitted.len());
    assert!(first.out.ends_with(&summary), "{}", first.out);
    assert_eq!(first.out.lines().count(), emitted.len() + 1);

    age(&out);
    let second = generated(folder.path(), &arguments);
    let summary = format!("out: 0 written, {} unchanged, 0 removed\n", emitted.len());
    assert_eq!(second.out, summary);
    assert_eq!(files(&out), emitted);
    let times = times(&out);
    assert!(
        times.values().all(|time| *time == SystemTime::UNIX_EPOCH),
        "{times:?}"
    );
    assert_eq!(entries(folder.path()), ["out", "spec"]);
}

#[test]
fn a_change_writes_the_files_that_it_changes_and_no_others() {
    let folder = workspace();
    let out = folder.path().join("out");
    let arguments = ["--spec", "spec", "--out", "out"];
    generated(folder.path(), &arguments);
    let before = files(&out);
    age(&out);
    // Cargo's target folder is neither emitted nor a conflict.
    fs::create_dir(out.join("target")).unwrap();
    fs::write(out.join("target/built"), "x").unwrap();
    fs::write(out.join("Cargo.lock"), "lock").unwrap();

    edit(
        &folder.path().join("spec/things.yaml"),
        "A thing.",
        "One thing.",
    );
    let run = generated(folder.path(), &arguments);
    let written: Vec<_> = run
        .out
        .lines()
        .filter(|line| line.starts_with("written"))
        .collect();
    assert_eq!(
        written,
        [
            "written out/src/types/things.rs",
            "written out/generated-files.txt"
        ]
    );

    assert_eq!(fs::read(out.join("target/built")).unwrap(), b"x");
    assert_eq!(fs::read(out.join("Cargo.lock")).unwrap(), b"lock");
    fs::remove_dir_all(out.join("target")).unwrap();
    fs::remove_file(out.join("Cargo.lock")).unwrap();
    let (mut after, mut times) = (files(&out), times(&out));
    let changed = ["src/types/things.rs", "generated-files.txt"];
    for name in changed {
        assert_ne!(after[name], before[name]);
        assert_ne!(times.remove(name), Some(SystemTime::UNIX_EPOCH));
    }
    assert!(
        times.values().all(|time| *time == SystemTime::UNIX_EPOCH),
        "{times:?}"
    );
    after.extend(changed.map(|name| (name.to_owned(), before[name].clone())));
    assert_eq!(after, before);
}

#[test]
fn a_schema_file_that_is_gone_disappears_from_the_output() {
    let folder = workspace();
    let arguments = ["--spec", "spec", "--out", "out"];
    generated(folder.path(), &arguments);
    let out = folder.path().join("out");
    assert!(out.join("src/types/people.rs").exists());

    fs::remove_file(folder.path().join("spec/people.yaml")).unwrap();
    let run = generated(folder.path(), &arguments);
    assert!(
        run.out.contains("removed out/src/types/people.rs\n"),
        "{}",
        run.out
    );
    let fresh = ["--spec", "spec", "--out", "fresh"];
    generated(folder.path(), &fresh);
    assert_eq!(files(&out), files(&folder.path().join("fresh")));
}

/// After a change of `x-client.version`, `cargo … --locked` fails.
#[test]
fn an_outdated_lock_file_is_reported_with_the_command_to_run() {
    let folder = workspace();
    let arguments = ["--spec", "spec", "--out", "out"];
    let lock = folder.path().join("Cargo.lock");
    let locked = |name: &str, version: &str, source: &str| {
        let text = format!(
            "version = 4\n\n[[package]]\nname = \"other\"\nversion = \"9.0.0\"\n\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{source}"
        );
        fs::write(&lock, text).unwrap();
    };
    locked("things", "0.1.0", "");
    assert_eq!(generated(folder.path(), &arguments).err, "");
    edit(
        &folder.path().join("spec/things.yaml"),
        "{package: things}",
        "{package: things, version: 0.2.0}",
    );
    let bumped = generated(folder.path(), &arguments);
    let printed = "Cargo.lock has things 0.1.0, and it is 0.2.0 now, which `--locked` refuses: run `cargo update --workspace`\n";
    assert_eq!(bumped.err, printed);
    let check = run(
        folder.path(),
        &[&["codegen", "--check"], &arguments[..]].concat(),
    );
    assert_eq!(
        (check.code, check.err.as_str()),
        (Some(1), printed),
        "{}",
        check.out
    );
    // Nothing is printed about a crate of that name from elsewhere, nor where the crate is not locked.
    for (name, version, source) in [
        ("things", "0.2.0", ""),
        (
            "things",
            "0.1.0",
            "source = \"registry+https://example.com\"\n",
        ),
        ("thing", "0.1.0", ""),
    ] {
        locked(name, version, source);
        assert_eq!(
            generated(folder.path(), &arguments).err,
            "",
            "{name} {version}"
        );
    }
}

#[test]
fn comments_in_the_list_are_not_overwritten() {
    let folder = workspace();
    let arguments = ["codegen", "--spec", "spec", "--out", "out"];
    generated(folder.path(), &arguments[1..]);
    let list = folder.path().join("out").join(LIST);
    let text = fs::read_to_string(&list).unwrap();
    let noted = format!("# Ask Mary before you delete this.\n{text}");
    fs::write(&list, &noted).unwrap();
    let refused = run(folder.path(), &arguments);
    assert_eq!(refused.code, Some(2), "{}", refused.out);
    assert!(
        refused.err.contains(":1: codegen did not write"),
        "{}",
        refused.err
    );
    assert_eq!(fs::read_to_string(&list).unwrap(), noted);
}

#[test]
fn check_writes_nothing_and_reports_outdated_files() {
    let folder = workspace();
    let out = folder.path().join("out");
    let check = ["codegen", "--spec", "spec", "--out", "out", "--check"];

    // Nothing there yet: stale, and still nothing there.
    let absent = run(folder.path(), &check);
    assert_eq!(absent.code, Some(1), "{}", absent.err);
    assert!(
        absent.out.contains("+++ b/src/types/things.rs"),
        "{}",
        absent.out
    );
    assert_eq!(entries(folder.path()), ["spec"]);

    generated(folder.path(), &["--spec", "spec", "--out", "out"]);
    let current = run(folder.path(), &check);
    assert_eq!(current.code, Some(0), "{}{}", current.out, current.err);
    assert!(current.out.contains("out is up to date"), "{}", current.out);

    edit(
        &folder.path().join("spec/things.yaml"),
        "A thing.",
        "One thing.",
    );
    let (before, aged) = (files(&out), {
        age(&out);
        times(&out)
    });
    let stale = run(folder.path(), &check);
    assert_eq!(stale.code, Some(1));
    let diff: Vec<_> = stale.out.lines().collect();
    assert_eq!(
        diff[..2],
        ["--- a/src/types/things.rs", "+++ b/src/types/things.rs"]
    );
    assert!(diff[2].starts_with("@@ -"), "{}", stale.out);
    let changed: Vec<_> = diff[3..]
        .iter()
        .filter(|line| line.starts_with(['-', '+']))
        .collect();
    assert_eq!(changed[..2], [&"-/// A thing.", &"+/// One thing."]);
    // The line of that file in the list.
    assert!(changed[2..].iter().all(|line| {
        line.contains("generated-files.txt") || line.ends_with("  src/types/things.rs")
    }));
    assert!(stale.err.contains("cargo xtask codegen"), "{}", stale.err);
    assert_eq!((files(&out), times(&out)), (before, aged));
    assert_eq!(entries(folder.path()), ["out", "spec"]);
}

#[test]
fn check_reports_a_file_that_is_no_longer_generated() {
    let folder = workspace();
    generated(folder.path(), &["--spec", "spec", "--out", "out"]);
    fs::remove_file(folder.path().join("spec/people.yaml")).unwrap();
    let check = ["codegen", "--spec", "spec", "--out", "out", "--check"];
    let run = run(folder.path(), &check);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let message = "out/src/types/people.rs is no longer generated";
    assert!(run.err.contains(message), "{}", run.err);
}

#[test]
fn the_output_depends_on_its_folder_only_by_the_path_to_the_runtime() {
    let folder = workspace();
    for out in ["here", "down/below/there"] {
        generated(folder.path(), &["--spec", "spec", "--out", out]);
    }
    let here = files(&folder.path().join("here"));
    let there = files(&folder.path().join("down/below/there"));
    let without_path = |files: &BTreeMap<String, Vec<u8>>| {
        let manifest = String::from_utf8(files["Cargo.toml"].clone()).unwrap();
        let lines = manifest
            .lines()
            .filter(|line| !line.starts_with("realtimekit-runtime = "));
        let rest = lines.collect::<Vec<_>>().join("\n");
        let mut files = files.clone();
        files.insert("Cargo.toml".to_owned(), rest.into_bytes());
        // The list has its hash.
        let list = String::from_utf8(files["generated-files.txt"].clone()).unwrap();
        let lines = list.lines().filter(|line| !line.ends_with("  Cargo.toml"));
        let rest = lines.collect::<Vec<_>>().join("\n");
        files.insert("generated-files.txt".to_owned(), rest.into_bytes());
        files
    };
    assert_ne!(here["Cargo.toml"], there["Cargo.toml"]);
    assert_eq!(without_path(&here), without_path(&there));
}

#[test]
fn the_manifest_has_only_the_licence_and_pages_of_the_document() {
    let folder = workspace();
    let manifest = |info: &str, client: &str| {
        let things = folder.path().join("spec/things.yaml");
        let good = fs::read_to_string(&things).unwrap();
        edit(
            &things,
            "version: 0.1.0}\nx-client: {",
            &format!("version: 0.1.0{info}}}\nx-client: {{{client}"),
        );
        generated(folder.path(), &["--spec", "spec", "--out", "out"]);
        fs::write(&things, good).unwrap();
        let out = folder.path().join("out");
        let readme = fs::read_to_string(out.join("README.md")).unwrap();
        (fs::read_to_string(out.join("Cargo.toml")).unwrap(), readme)
    };
    for info in ["", ", license: {name: Proprietary}"] {
        let (cargo, readme) = manifest(info, "");
        assert!(cargo.contains("\npublish = false\n"), "{cargo}");
        for claim in ["license =", "documentation =", "docs.rs/"] {
            assert!(!cargo.contains(claim), "{claim}\n{cargo}");
        }
        assert!(!readme.contains("Licence"), "{readme}");
    }
    for (info, client) in [
        (", license: {name: MIT OR ISC}", ""),
        (", license: {name: Ours, identifier: MIT OR ISC}", ""),
        (", license: {name: Zlib}", "license: MIT OR ISC, "),
    ] {
        let (cargo, readme) = manifest(info, client);
        assert!(cargo.contains("\nlicense = \"MIT OR ISC\"\n"), "{cargo}");
        assert!(!cargo.contains("publish"), "{cargo}");
        assert!(readme.contains("## Licence\n\nMIT OR ISC\n"), "{readme}");
    }
    let (cargo, _) = manifest("", "documentation: 'https://docs.example', ");
    assert!(cargo.contains("\ndocumentation = \"https://docs.example\"\n"));
}

/// The path to the runtime in a manifest, from the folder of the manifest.
fn runtime_of(out: &Path) -> std::path::PathBuf {
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    let (_, path) = manifest.split_once("path = \"").unwrap();
    let (path, _) = path.split_once('"').unwrap();
    fs::canonicalize(out.join(path)).unwrap()
}

#[test]
fn out_may_be_relative_absolute_or_a_link() {
    let folder = workspace();
    let runtime = fs::canonicalize(xtask::workspace::root().join("crates/runtime")).unwrap();
    let absolute = folder.path().join("absolute");
    let absolute = absolute.to_str().unwrap();
    for (out, at) in [
        ("relative/deep", "relative/deep"),
        ("./spec/../other/", "other"),
        (absolute, "absolute"),
        ("./nope/../b", "b"),
        ("nope/deeper/../../relative/not/../deep", "relative/deep"),
    ] {
        generated(folder.path(), &["--spec", "spec", "--out", out]);
        let at = folder.path().join(at);
        assert_eq!(runtime_of(&at), runtime, "{out}");
        assert!(at.join("src/lib.rs").is_file(), "{out}");
    }
    assert_eq!(
        entries(folder.path()),
        ["absolute", "b", "other", "relative", "spec"]
    );
    assert_eq!(entries(&folder.path().join("relative")), ["deep"]);

    // Its parent folder, empty.
    let here = folder.path().join("here");
    fs::create_dir(&here).unwrap();
    generated(&here, &["--spec", "../spec", "--out", "."]);
    assert_eq!(runtime_of(&here), runtime);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_output_folder_stays_a_link() {
    use std::os::unix::fs::symlink;
    let folder = workspace();
    let elsewhere = tempfile::tempdir().unwrap();
    let real = elsewhere.path().join("a/b/real");
    fs::create_dir_all(&real).unwrap();
    symlink(&real, folder.path().join("link")).unwrap();
    // Through a link to a folder above it, too.
    symlink(elsewhere.path(), folder.path().join("above")).unwrap();

    generated(folder.path(), &["--spec", "spec", "--out", "link"]);
    edit(
        &folder.path().join("spec/things.yaml"),
        "A thing.",
        "One thing.",
    );
    for out in ["link", "above/a/b/real", "above/new"] {
        generated(folder.path(), &["--spec", "spec", "--out", out]);
    }
    let about = fs::symlink_metadata(folder.path().join("link")).unwrap();
    assert!(about.is_symlink());
    let runtime = fs::canonicalize(xtask::workspace::root().join("crates/runtime")).unwrap();
    for out in [real, elsewhere.path().join("new")] {
        assert!(files(&out).contains_key("src/types/things.rs"));
        assert_eq!(runtime_of(&out), runtime);
    }
    assert_eq!(entries(&elsewhere.path().join("a/b")), ["real"]);
}

#[test]
fn without_flags_codegen_reads_spec_and_writes_generated() {
    let folder = tempfile::tempdir().unwrap();
    let run = run(folder.path(), &["codegen", "--check"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let shown = xtask::workspace::generated();
    let start = format!("{} is up to date", shown.display());
    assert!(run.out.starts_with(&start), "{}", run.out);
    assert_eq!(entries(folder.path()), [""; 0]);
}

#[test]
fn help_lists_every_command_and_flag() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (&["--help"] as &[&str], &["codegen", "lint"] as &[&str]),
        (
            &["codegen", "--help"],
            &[
                "--spec <FILE|DIR>",
                "--out <DIR>",
                "--check",
                "spec/",
                "generated/",
                "Exit code",
            ],
        ),
        (
            &["lint", "--help"],
            &["--spec <FILE|DIR>", "spec/", "Exit code"],
        ),
    ] {
        let run = run(folder.path(), arguments);
        assert_eq!(run.code, Some(0), "{arguments:?}");
        for word in words {
            assert!(run.out.contains(word), "{word} is not in\n{}", run.out);
        }
    }
}

#[test]
fn wrong_arguments_are_exit_code_2() {
    let folder = workspace();
    for arguments in [
        &["codegen", "--spec", "spec", "--out", "out", "--chekc"] as &[&str],
        &["codegen", "--spec", "spec", "--out"],
        &["codegen", "spec", "out"],
        &["codgen"],
        &[],
    ] {
        let run = run(folder.path(), arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.err);
        assert!(run.err.contains("--help"), "{}", run.err);
        assert_eq!(entries(folder.path()), ["spec"]);
    }
    let misspelt = run(folder.path(), &["codegen", "--chekc"]);
    assert!(misspelt.err.contains("'--check'"), "{}", misspelt.err);
}
