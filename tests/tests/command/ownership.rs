//! Codegen only changes and shows files that it wrote.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use xtask::write::LIST;

use crate::{Run, edit, files, generated, run, workspace};

const ARGUMENTS: [&str; 5] = ["codegen", "--spec", "spec", "--out", "out"];

fn check(folder: &Path) -> Run {
    run(folder, &[&ARGUMENTS[..], &["--check"]].concat())
}

/// Writes files below a folder.
fn put(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn sha256(file: &Path) -> String {
    let output = Command::new("sha256sum").arg(file).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.split(' ').next().unwrap().to_owned()
}

/// Runs git in a folder; it must succeed, or end with conflicts.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let who = [
        "-c",
        "user.name=Mary",
        "-c",
        "user.email=mary@example.org",
        "-c",
        "init.defaultBranch=main",
    ];
    let output = Command::new("git")
        .args(who)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() || out.contains("CONFLICT"),
        "{arguments:?}: {out}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.status.success()
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "Change"]);
}

/// Asserts that a run is refused with these words and changes nothing.
#[track_caller]
fn assert_refused(folder: &Path, words: &[&str]) {
    let before = files(folder);
    let run = run(folder, &ARGUMENTS);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    for word in words {
        assert!(run.err.contains(word), "{word} is not in {}", run.err);
    }
    assert_eq!(files(folder), before);
}

#[test]
fn the_users_files_in_the_output_folder_stay_as_they_are() {
    let folder = workspace();
    let out = folder.path().join("out");
    let mine = [
        (".env", "SECRET=1"),
        (".git/config", "SECRET"),
        ("notes.md", "SECRET"),
        ("src/.draft.rs", "SECRET"),
        ("src/types/mine.rs", "// SECRET"),
        ("tests/works.rs", "// SECRET"),
        ("target/debug/built", "SECRET"),
        ("Cargo.lock", "SECRET"),
    ];
    put(&out, &mine);
    let of_mine = || {
        let mut files = files(&out);
        files.retain(|name, _| mine.iter().any(|(own, _)| own == name));
        files
    };
    let before = of_mine();
    assert_eq!(before.len(), mine.len());
    generated(folder.path(), &ARGUMENTS[1..]);
    // Files are changed and removed, too.
    edit(
        &folder.path().join("spec/things.yaml"),
        "A thing.",
        "One thing.",
    );
    fs::remove_file(folder.path().join("spec/people.yaml")).unwrap();
    let stale = check(folder.path());
    assert_eq!(stale.code, Some(1));
    generated(folder.path(), &ARGUMENTS[1..]);
    let current = check(folder.path());
    assert_eq!(current.code, Some(0), "{}", current.err);
    for printed in [stale.out, stale.err, current.out, current.err] {
        assert!(!printed.contains("SECRET"), "{printed}");
    }
    assert_eq!(of_mine(), before);
    assert!(!out.join("src/types/people.rs").exists());
}

#[test]
fn a_user_file_at_a_generated_path_is_reported_and_kept() {
    for (name, text) in [
        ("Cargo.toml", "[package]\nname = \"things\" # SECRET\n"),
        ("src/lib.rs", "//! SECRET"),
        (LIST, "SECRET"),
    ] {
        let folder = workspace();
        put(&folder.path().join("out"), &[(name, text)]);
        assert_refused(folder.path(), &[&format!("out/{name}"), "move it away"]);
        let run = check(folder.path());
        assert!([Some(1), Some(2)].contains(&run.code), "{name}");
        assert!(run.err.contains(name), "{}", run.err);
        assert!(!(run.out + &run.err).contains("SECRET"), "{name}");
    }
}

#[test]
fn a_file_with_a_copied_header_or_list_entry_is_not_overwritten() {
    let folder = workspace();
    generated(folder.path(), &["--spec", "spec", "--out", "real"]);
    let real = files(&folder.path().join("real"));
    let manifest = String::from_utf8(real["Cargo.toml"].clone()).unwrap();
    let out = folder.path().join("out");
    let own = manifest.replace("[features]", "[features]\nmine = []");
    put(
        &out,
        &[("Cargo.toml", &own), ("src/main.rs", "fn main() {}")],
    );
    assert_refused(folder.path(), &["out/Cargo.toml has the header"]);

    fs::copy(folder.path().join("real").join(LIST), out.join(LIST)).unwrap();
    put(&out, &[("src/lib.rs", "//! mine")]);
    assert_refused(folder.path(), &["out/Cargo.toml was", "out/src/lib.rs was"]);
}

#[test]
fn a_list_with_files_that_codegen_never_writes_is_refused() {
    let folder = workspace();
    generated(folder.path(), &ARGUMENTS[1..]);
    let list = folder.path().join("out").join(LIST);
    let good = fs::read_to_string(&list).unwrap();
    // The hash is that of the file, so that nothing but its path protects it.
    let (hash, _) = good.lines().last().unwrap().split_once(' ').unwrap();
    let line = good.lines().count() + 1;
    for (path, column) in [
        ("../spec/people.yaml", 67),
        (".git/config", 67),
        ("src/../../x", 71),
        ("/x", 67),
        ("src/LIB.rs", 67),
    ] {
        fs::write(&list, format!("{good}{hash}  {path}\n")).unwrap();
        let place = format!("out/{LIST}:{line}:{column}: `{path}`");
        assert_refused(folder.path(), &[&place, "move it away"]);
    }
    // A line for each, and nothing in it does anything.
    let odd = format!("{good}x\u{1b}[31m\n{hash}  \u{1b}[2J\n");
    fs::write(&list, odd).unwrap();
    assert_refused(folder.path(), &["`\\u{1b}[2J`"]);
    let run = run(folder.path(), &ARGUMENTS);
    assert_eq!(run.err.lines().count(), 2, "{}", run.err);
    assert!(!run.err.contains('\u{1b}'), "{}", run.err);
    fs::write(&list, good.replace("format: 1", "format: 2")).unwrap();
    assert_refused(folder.path(), &["format 2"]);
}

/// On file systems that ignore case, removing one would remove the other.
#[test]
fn a_listed_path_that_differs_from_an_emitted_one_in_case_is_refused() {
    let folder = workspace();
    generated(folder.path(), &ARGUMENTS[1..]);
    let list = folder.path().join("out").join(LIST);
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replace("src/lib.rs", "src/LIB.rs")).unwrap();
    let own = folder.path().join("out/src/LIB.rs");
    fs::copy(folder.path().join("out/src/lib.rs"), own).unwrap();
    assert_refused(folder.path(), &["in case only"]);
}

#[test]
fn adding_a_user_file_to_the_list_does_not_let_codegen_overwrite_it() {
    let folder = workspace();
    let out = folder.path().join("out");
    generated(folder.path(), &ARGUMENTS[1..]);
    put(&out, &[("notes.md", "mine\n")]);
    let list = out.join(LIST);
    let text = fs::read_to_string(&list).unwrap();
    // As `sha256sum notes.md >> generated-files.txt` does.
    let sum = sha256(&out.join("notes.md"));
    fs::write(&list, format!("{text}{sum}  notes.md\n")).unwrap();
    assert_refused(folder.path(), &["out/notes.md is in", "may be yours"]);
    // The same where codegen would write to it.
    let things = out.join("src/types/things.rs");
    fs::write(&things, "// mine\n").unwrap();
    let sum = sha256(&things);
    fs::write(&list, format!("{text}{sum}  src/types/things.rs\n")).unwrap();
    assert_refused(folder.path(), &["things.rs is in", "may be yours"]);
}

/// A stash takes the list back and leaves files that git does not know.
#[test]
fn a_generated_file_that_is_not_listed_is_reported() {
    let folder = workspace();
    let people = folder.path().join("spec/people.yaml");
    let text = fs::read_to_string(&people).unwrap();
    fs::remove_file(&people).unwrap();
    generated(folder.path(), &ARGUMENTS[1..]);
    git(folder.path(), &["init", "--quiet"]);
    commit(folder.path());
    fs::write(&people, &text).unwrap();
    generated(folder.path(), &ARGUMENTS[1..]);
    git(folder.path(), &["stash", "--quiet"]);
    edit(&people, "{name:", "{age: {type: integer}, name:");
    let left = folder.path().join("out/src/types/people.rs");
    assert!(left.is_file());
    let reason = format!("people.rs has the header of codegen and is not in {LIST}");
    assert_refused(folder.path(), &[&reason, "stash", "commit it"]);
    fs::remove_file(left).unwrap();
    generated(folder.path(), &ARGUMENTS[1..]);
}

/// The text of another file goes to the terminal like any other.
#[test]
fn text_of_the_lock_file_is_escaped() {
    let folder = workspace();
    let text = "[[package]]\nname = \"things\"\nversion = \"1\u{1b}[2J\"\n";
    put(folder.path(), &[("Cargo.lock", text)]);
    let run = generated(folder.path(), &ARGUMENTS[1..]);
    assert!(run.err.contains("things 1\\u{1b}[2J"), "{}", run.err);
    assert!(!run.err.contains('\u{1b}'), "{}", run.err);
}

#[test]
fn an_edit_that_only_the_folder_has_is_not_overwritten() {
    let folder = workspace();
    let out = folder.path().join("out");
    generated(folder.path(), &ARGUMENTS[1..]);
    let emitted = files(&out);
    let (things, people) = (
        out.join("src/types/things.rs"),
        out.join("src/types/people.rs"),
    );
    for file in [&things, &people] {
        let text = fs::read_to_string(file).unwrap();
        fs::write(file, text + "// by hand\n").unwrap();
    }
    // One of them is still emitted, the other is not.
    let spec = folder.path().join("spec/people.yaml");
    let text = fs::read_to_string(&spec).unwrap();
    fs::remove_file(&spec).unwrap();
    let names = ["out/src/types/things.rs was", "out/src/types/people.rs was"];
    assert_refused(folder.path(), &names);
    // The check prints what codegen would take back.
    let stale = check(folder.path());
    assert_eq!(stale.code, Some(1));
    assert!(stale.out.contains("-// by hand"), "{}", stale.out);

    // A commit has this version: overwriting loses nothing.
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "out/src/types/people.rs"]);
    git(folder.path(), &["commit", "--quiet", "--message", "One"]);
    assert_refused(folder.path(), &names[..1]);
    commit(folder.path());
    generated(folder.path(), &ARGUMENTS[1..]);
    assert!(!people.exists());

    // To delete it is the user's word, too.
    fs::write(&spec, text).unwrap();
    generated(folder.path(), &ARGUMENTS[1..]);
    assert_eq!(files(&out), emitted);
    fs::write(&things, "// by hand\n").unwrap();
    assert_refused(folder.path(), &names[..1]);
    fs::remove_file(&things).unwrap();
    generated(folder.path(), &ARGUMENTS[1..]);
    assert_eq!(files(&out), emitted);
}

/// Git has seen the edit, and would give it back only to somebody who searches its objects, or until the next `git add`.
#[test]
fn an_edit_that_git_has_only_seen_is_not_overwritten() {
    let ways = [
        "add --all",
        "stash --quiet; merge --quiet --no-commit --no-ff other; stash pop --quiet",
        "stash --quiet; stash pop --quiet",
        "commit --quiet --all --message Edit; reset --quiet HEAD~1",
        "add --all; reset --quiet",
    ];
    for way in ways {
        let folder = workspace();
        generated(folder.path(), &ARGUMENTS[1..]);
        git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
        commit(folder.path());
        git(folder.path(), &["checkout", "--quiet", "-b", "other"]);
        put(folder.path(), &[("other.txt", "")]);
        commit(folder.path());
        git(folder.path(), &["checkout", "--quiet", "main"]);
        let file = folder.path().join("out/src/types/things.rs");
        fs::write(&file, "// by hand\n").unwrap();
        for command in way.split("; ") {
            git(folder.path(), &command.split(' ').collect::<Vec<_>>());
        }
        assert_refused(folder.path(), &["out/src/types/things.rs was"]);
    }
}

/// A filter of git makes the committed text of what was edited.
#[test]
fn an_edit_that_a_filter_hides_is_not_overwritten() {
    let folder = workspace();
    generated(folder.path(), &ARGUMENTS[1..]);
    git(folder.path(), &["init", "--quiet"]);
    fs::write(folder.path().join(".gitattributes"), "out/** ident\n").unwrap();
    let file = folder.path().join("out/src/types/things.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}// $Id$\n")).unwrap();
    commit(folder.path());
    fs::write(&file, format!("{text}// $Id: notes by hand $\n")).unwrap();
    assert_refused(folder.path(), &["out/src/types/things.rs was"]);
}

/// Two branches change the document, and their outputs meet in a merge or a rebase.
#[test]
fn after_merges_and_rebases_codegen_runs_as_always() {
    for how in ["merge", "rebase"] {
        let folder = workspace();
        let spec = |name: &str| folder.path().join("spec").join(name);
        generated(folder.path(), &ARGUMENTS[1..]);
        git(folder.path(), &["init", "--quiet"]);
        commit(folder.path());
        git(folder.path(), &["branch", "other"]);

        // The same line of a schema, and a line of another file each.
        let title = |text: &str| edit(&spec("things.yaml"), "A thing.", text);
        title("Our thing.");
        generated(folder.path(), &ARGUMENTS[1..]);
        commit(folder.path());
        git(folder.path(), &["checkout", "--quiet", "other"]);
        title("Their thing.");
        edit(
            &spec("people.yaml"),
            "{name:",
            "{age: {type: integer}, name:",
        );
        generated(folder.path(), &ARGUMENTS[1..]);
        commit(folder.path());

        assert!(!git(folder.path(), &[how, "main"]), "{how} has conflicts");
        let marked = fs::read_to_string(folder.path().join("out").join(LIST)).unwrap();
        assert!(marked.contains("<<<<<<<"), "{marked}");
        let generated_file = folder.path().join("out/src/types/things.rs");
        let marked = fs::read_to_string(generated_file).unwrap();
        assert!(marked.contains("<<<<<<<"), "{marked}");

        // The author settles the document and nothing else.
        let text = fs::read_to_string(spec("things.yaml")).unwrap();
        let is_settled = |line: &&str| {
            !["<<<<<<<", "=======", ">>>>>>>"].contains(&line.get(..7).unwrap_or_default())
                && !line.contains("Their thing.")
        };
        let settled: Vec<&str> = text.lines().filter(is_settled).collect();
        fs::write(spec("things.yaml"), settled.join("\n")).unwrap();
        generated(folder.path(), &ARGUMENTS[1..]);
        let (out, merged) = (folder.path().join("out"), folder.path().join("merged"));
        fs::rename(&out, &merged).unwrap();
        generated(folder.path(), &ARGUMENTS[1..]);
        assert_eq!(files(&merged), files(&out), "{how}");
    }
}

#[test]
fn an_output_without_a_list_is_adopted_where_nothing_can_be_lost() {
    let folder = workspace();
    let out = folder.path().join("out");
    generated(folder.path(), &ARGUMENTS[1..]);
    let emitted = files(&out);

    // Identical files are codegen's, and stay as they are.
    fs::remove_file(out.join(LIST)).unwrap();
    let library = fs::File::options()
        .append(true)
        .open(out.join("src/lib.rs"));
    let library = library.unwrap();
    library.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(check(folder.path()).code, Some(1));
    let adopted = generated(folder.path(), &ARGUMENTS[1..]);
    let summary = format!(
        "out: 1 written, {} unchanged, 0 removed\n",
        emitted.len() - 1
    );
    assert!(adopted.out.ends_with(&summary), "{}", adopted.out);
    let modified = library.metadata().unwrap().modified().unwrap();
    assert_eq!(modified, SystemTime::UNIX_EPOCH);
    assert_eq!(files(&out), emitted);

    // Older ones may have been edited since: git must keep them.
    fs::remove_file(out.join(LIST)).unwrap();
    let things = folder.path().join("spec/things.yaml");
    edit(&things, "A thing.", "One thing.");
    assert_refused(
        folder.path(),
        &["out/src/types/things.rs has the header", "commit it"],
    );
    git(folder.path(), &["init", "--quiet"]);
    commit(folder.path());
    generated(folder.path(), &ARGUMENTS[1..]);
    assert_eq!(check(folder.path()).code, Some(0));
}

#[test]
fn the_output_of_another_crate_is_refused() {
    let folder = workspace();
    generated(folder.path(), &ARGUMENTS[1..]);
    let things = folder.path().join("spec/things.yaml");
    edit(&things, "package: things", "package: others");
    assert_refused(folder.path(), &["another crate", "things", "others"]);
    fs::write(folder.path().join("file"), "mine").unwrap();
    for out in ["file", "file/below"] {
        let run = run(folder.path(), &["codegen", "--spec", "spec", "--out", out]);
        assert_eq!(run.code, Some(2), "{out}: {}{}", run.out, run.err);
        assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"mine");
    }
}

/// A link may lead anywhere: nothing is written, removed or shown through one.
#[cfg(unix)]
#[test]
fn links_in_the_output_folder_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    for (linked, target) in [
        ("src/types/things.rs", "things.rs"),
        ("src/types/people.rs", "people.rs"),
        ("src/types", "types"),
        ("src", "src"),
        (LIST, "list"),
    ] {
        let folder = workspace();
        generated(folder.path(), &ARGUMENTS[1..]);
        let link = folder.path().join("out").join(linked);
        let target = outside.path().join(target);
        // The original content at another place, so that it matches the hash in the list.
        fs::rename(&link, &target).unwrap();
        symlink(&target, &link).unwrap();
        let before = files(outside.path());
        edit(
            &folder.path().join("spec/things.yaml"),
            "A thing.",
            "One thing.",
        );
        fs::remove_file(folder.path().join("spec/people.yaml")).unwrap();
        let message = format!("out/{linked} is a symbolic link");
        assert_refused(folder.path(), &[&message]);
        let stale = check(folder.path());
        assert!(stale.err.contains(&message), "{}", stale.err);
        // However many files are behind the link, it is reported once, on a line of its own.
        let refused = run(folder.path(), &ARGUMENTS);
        for printed in [stale.err, refused.err] {
            assert_eq!(printed.matches(&message).count(), 1, "{printed}");
            assert!(!printed.contains("\\n"), "{printed}");
        }
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(files(outside.path()), before);
    }
}

/// A file that was made read-only stays so; what it says follows the document.
#[cfg(unix)]
#[test]
fn permissions_of_a_file_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = workspace();
    generated(folder.path(), &ARGUMENTS[1..]);
    let file = folder.path().join("out/src/types/things.rs");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let things = folder.path().join("spec/things.yaml");
    edit(&things, "A thing.", "One thing.");
    generated(folder.path(), &ARGUMENTS[1..]);
    assert!(fs::read_to_string(&file).unwrap().contains("One thing."));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o444
    );
}
