use std::fs;
use std::process::Command;

use super::*;

const SPEC: [(&str, &str); 2] = [("a.rs", "a"), ("b.rs", "b")];

fn emitted(files: &[(&str, &str)]) -> Files {
    let file = |(name, text): &(&str, &str)| ((*name).to_owned(), format!("// {HEADER}\n{text}\n"));
    files.iter().map(file).collect()
}

/// A folder with the output of a run.
fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    run(out.path(), files).unwrap();
    out
}

fn run(out: &Path, files: &[(&str, &str)]) -> Result<()> {
    let files = emitted(files);
    apply(out, &files, &plan(out, &files)?)
}

#[track_caller]
fn assert_refused(outcome: Result<()>, words: &str) {
    let error = format!("{:#}", outcome.unwrap_err());
    assert!(error.contains(words), "{error}");
}

fn git(out: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Mary", "-c", "user.email=mary@example.org"]);
    let status = git.arg("-C").arg(out).args(arguments).status().unwrap();
    assert!(status.success(), "{arguments:?}");
}

fn commit(out: &Path) {
    git(out, &["add", "--all"]);
    git(out, &["commit", "--quiet", "--message", "Change"]);
}

fn append(path: &Path, text: &str) {
    let before = fs::read_to_string(path).unwrap();
    fs::write(path, before + text).unwrap();
}

#[test]
fn nothing_is_written_if_a_file_name_is_too_long() {
    let out = tempfile::tempdir().unwrap();
    let long = |length: usize| format!("z/{}", "n".repeat(length));
    let outcome = run(out.path(), &[("a.rs", ""), (&long(LONGEST + 1), "")]);
    assert_refused(outcome, "is too long: shorten");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    run(out.path(), &[("a.rs", ""), (&long(LONGEST), "")]).unwrap();
}

#[test]
fn a_file_that_is_saved_while_codegen_writes_is_not_replaced() {
    let out = written(&SPEC);
    let path = out.path().join("a.rs");
    let plan = plan(out.path(), &emitted(&[("a.rs", "new")])).unwrap();
    let folder = Folder(out.path());
    let written = folder.write("a.rs", "new", || {
        // By then the new content is on the disk, beside the old one.
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 4);
        fs::write(&path, "saved").unwrap();
        plan.is_as_planned(folder, "a.rs")
    });
    assert_refused(written, "changed while codegen ran");
    assert_eq!(fs::read_to_string(&path).unwrap(), "saved");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 3);
}

#[test]
fn a_note_that_is_saved_in_the_list_while_codegen_runs_is_not_lost() {
    let out = written(&SPEC);
    let (files, list) = (emitted(&[("a.rs", "new")]), out.path().join(LIST));
    let plan = plan(out.path(), &files).unwrap();
    append(&list, "# mine\n");
    let changed = format!("{LIST} changed while codegen ran");
    assert_refused(apply(out.path(), &files, &plan), &changed);
    assert!(fs::read_to_string(&list).unwrap().ends_with("# mine\n"));

    // The next run names the line. Behind a conflict marker it is a note, too.
    let text = fs::read_to_string(&list).unwrap();
    for note in ["# mine", "======= mine", "<<<<<<< mine"] {
        fs::write(&list, text.replace("# mine", note)).unwrap();
        let line = format!("{LIST}:{}: codegen did not write", text.lines().count());
        assert_refused(run(out.path(), &[("a.rs", "new")]), &line);
    }
    fs::write(&list, text.replace("# mine\n", "")).unwrap();
    run(out.path(), &[("a.rs", "new")]).unwrap();
}

/// Tools that stash unstaged edits take one away and put it back.
#[test]
fn an_edit_that_is_away_while_git_is_asked_is_not_overwritten() {
    let out = written(&SPEC);
    git(out.path(), &["init", "--quiet"]);
    commit(out.path());
    let (files, path) = (emitted(&[("a.rs", "new")]), out.path().join("a.rs"));
    let kept = fs::read(&path).unwrap();
    append(&path, "// mine\n");
    let plan_of_edit = plan(out.path(), &files).unwrap();
    fs::write(&path, kept).unwrap();
    let outcome = apply(out.path(), &files, &plan_of_edit);
    assert_refused(outcome, "a.rs was changed after codegen wrote it");

    // The same with the version in git.
    append(&path, "// mine\n");
    commit(out.path());
    let plan = plan(out.path(), &files).unwrap();
    let folder = Folder(out.path());
    plan.is_as_planned(folder, "a.rs").unwrap();
    git(out.path(), &["reset", "--quiet", "HEAD~"]);
    let outcome = plan.is_as_planned(folder, "a.rs");
    assert_refused(outcome, "a.rs changed while codegen ran");
}

#[test]
fn only_what_a_killed_run_left_of_the_same_content_is_removed() {
    let out = written(&SPEC);
    let folder = Folder(out.path());
    let put = |name: &str, text: &str| fs::write(out.path().join(name), text).unwrap();
    let left = folder::temporary("a.rs", "content");
    for text in ["", "con", "content"] {
        put(&left, text);
        folder.clean("a.rs", "content").unwrap();
        assert!(!out.path().join(&left).exists());
    }
    for text in ["mine", "content, and mine"] {
        put(&left, text);
        assert_refused(
            folder.clean("a.rs", "content"),
            "was not written by codegen",
        );
    }
    // With another name, nothing is removed, whatever it begins with.
    let others = [".a.rs.0123456789abcdef.tmp", ".generated-files.txt.tmp"];
    for name in others {
        put(name, &emitted(&SPEC)["a.rs"]);
    }
    run(out.path(), &[("a.rs", "new")]).unwrap();
    assert!(others.iter().all(|name| out.path().join(name).exists()));
}

#[test]
fn what_a_killed_run_left_of_a_listed_content_is_removed() {
    let out = written(&SPEC);
    let left = folder::temporary("a.rs", &emitted(&SPEC)["a.rs"]);
    let put = |text: &str| fs::write(out.path().join(&left), text).unwrap();
    put(&emitted(&SPEC)["a.rs"]);
    run(out.path(), &[("a.rs", "new")]).unwrap();
    assert!(!out.path().join(&left).exists());
    put("mine");
    run(out.path(), &SPEC[..1]).unwrap_err();
    run(out.path(), &[("a.rs", "newer")]).unwrap();
    assert_eq!(fs::read_to_string(out.path().join(&left)).unwrap(), "mine");
}

#[test]
fn a_line_of_the_list_does_not_give_codegen_a_file_that_git_does_not_track() {
    let out = written(&SPEC);
    git(out.path(), &["init", "--quiet"]);
    commit(out.path());
    let mine = out.path().join("mine.rs");
    fs::copy(out.path().join("a.rs"), &mine).unwrap();
    let line = format!("{}  mine.rs\n", hash(&fs::read(&mine).unwrap()));
    append(&out.path().join(LIST), &line);
    let untracked = "mine.rs is in generated-files.txt and git does not track it";
    assert_refused(run(out.path(), &SPEC), untracked);
    let with_mine = [SPEC[0], SPEC[1], ("mine.rs", "new")];
    // A line of a commit is no reason to replace it; a new file of codegen has a line that git does not have.
    git(out.path(), &["add", LIST]);
    assert_refused(run(out.path(), &with_mine), untracked);
    git(out.path(), &["reset", "--quiet"]);
    run(out.path(), &with_mine).unwrap();
    commit(out.path());
    run(out.path(), &SPEC).unwrap();
    assert!(!mine.exists());
}

#[test]
fn a_listed_file_that_only_quotes_the_mark_is_kept() {
    let out = written(&SPEC);
    let text = format!("# notes\n\nsee {HEADER}\n");
    fs::write(out.path().join("mine.md"), &text).unwrap();
    let line = format!("{}  mine.md\n", hash(text.as_bytes()));
    append(&out.path().join(LIST), &line);
    assert_refused(run(out.path(), &SPEC), "mine.md is in");
}

#[test]
fn line_ends_are_kept_by_git_only_if_it_writes_them() {
    let out = written(&SPEC);
    git(out.path(), &["init", "--quiet"]);
    commit(out.path());
    let path = out.path().join("a.rs");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    assert_refused(run(out.path(), &SPEC), "a.rs was changed");
    // A checkout on Windows writes such line ends.
    git(out.path(), &["config", "core.autocrlf", "true"]);
    run(out.path(), &SPEC).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

/// A folder with the output of a run on two branches, of which the other has a file of its own, in a merge with conflicts.
fn in_conflict(how: &[&str], style: &str) -> (tempfile::TempDir, String) {
    let out = written(&SPEC);
    let path = out.path().join("a.rs");
    git(out.path(), &["init", "--quiet", "--initial-branch=main"]);
    git(out.path(), &["config", "merge.conflictStyle", style]);
    commit(out.path());
    git(out.path(), &["checkout", "--quiet", "-b", "other"]);
    run(out.path(), &[("a.rs", "theirs"), SPEC[1]]).unwrap();
    commit(out.path());
    git(out.path(), &["checkout", "--quiet", "main"]);
    run(out.path(), &[("a.rs", "ours"), SPEC[1]]).unwrap();
    commit(out.path());
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Mary", "-c", "user.email=mary@example.org"]);
    let status = git.arg("-C").arg(out.path()).args(how).output().unwrap();
    assert!(!status.status.success());
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("<<<<<<< "), "{text}");
    (out, text)
}

#[test]
fn the_names_that_git_writes_at_a_conflict_are_no_edit() {
    let here = |how: &'static str| how.split(' ').collect::<Vec<_>>();
    for how in [
        "merge --quiet other",
        "merge --quiet refs/heads/other",
        "merge --quiet other~0",
        "cherry-pick other",
        "rebase --quiet main other",
        "rebase --quiet --apply main other",
    ] {
        for style in ["merge", "diff3", "zdiff3"] {
            let (out, text) = in_conflict(&here(how), style);
            let ran = run(out.path(), &[("a.rs", "new"), SPEC[1]]);
            assert!(ran.is_ok(), "{how} {style}: {ran:?}\n{text}");
        }
    }
}

#[test]
fn a_note_at_the_mark_of_a_conflict_is_not_overwritten() {
    let marks = ["<<<<<<< ", "||||||| ", "=======", ">>>>>>> "];
    for how in [&["merge", "other"][..], &["cherry-pick", "other"]] {
        let (out, text) = in_conflict(how, "diff3");
        for mark in marks {
            let line = text.lines().find(|line| line.starts_with(mark)).unwrap();
            for edited in [
                format!("{line} my note"),
                format!("{line}  "),
                format!("{mark} my note"),
                format!("{mark}note"),
            ] {
                fs::write(out.path().join("a.rs"), text.replace(line, &edited)).unwrap();
                let outcome = run(out.path(), &[("a.rs", "new"), SPEC[1]]);
                assert_refused(outcome, "a.rs was changed after codegen wrote it");
            }
        }
    }
}
