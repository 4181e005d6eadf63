//! Codegen in a hook of git, which describes the repository and its index in variables.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::{Run, edit, generated, run, workspace, xtask};

const ARGUMENTS: [&str; 5] = ["codegen", "--spec", "spec", "--out", "out"];

fn git(folder: &Path, index: &str, arguments: &[&str]) {
    let mut git = Command::new("git");
    let git = git.args(arguments).env("GIT_INDEX_FILE", index);
    assert!(git.current_dir(folder).status().unwrap().success());
}

/// `git commit --all` adds edits to an index of its own, and deletes it if the hook fails.
#[test]
fn an_edit_that_only_the_index_of_a_hook_has_is_not_overwritten() {
    let folder = workspace();
    generated(folder.path(), &ARGUMENTS[1..]);
    git(folder.path(), ".git/index", &["init", "--quiet"]);
    git(folder.path(), ".git/index", &["add", "--all"]);
    let file = folder.path().join("out/src/types/things.rs");
    let mut edited = OpenOptions::new().append(true).open(&file).unwrap();
    edited.write_all(b"// by hand\n").unwrap();

    let index = folder.path().join(".git/index.lock");
    let index = index.to_str().unwrap();
    fs::copy(folder.path().join(".git/index"), index).unwrap();
    git(folder.path(), index, &["add", "--all"]);
    let run = |variables: &[(&str, &str)]| {
        let mut xtask = xtask();
        let xtask = xtask.args(ARGUMENTS).envs(variables.iter().copied());
        Run::from(xtask.current_dir(folder.path()).output().unwrap())
    };
    let refused = run(&[("GIT_INDEX_FILE", index)]);
    assert_eq!(refused.code, Some(2), "{}{}", refused.out, refused.err);
    assert!(
        refused.err.contains("things.rs was changed"),
        "{}",
        refused.err
    );

    // The paths in the variables are not those of the output folder.
    fs::rename(index, folder.path().join(".git/index")).unwrap();
    let commit = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b",
        "commit",
        "--quiet",
        "--message",
        "Edit",
    ];
    git(folder.path(), ".git/index", &commit);
    let run = run(&[("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/index")]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

/// A merge driver that makes generated files anew. Git runs it again when codegen asks for the result of the merge.
#[cfg(unix)]
#[test]
fn codegen_inside_of_git_that_codegen_runs_is_refused() {
    let folder = workspace();
    let who = ["-c", "user.name=A", "-c", "user.email=a@b"];
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(who).args(arguments).current_dir(folder.path());
        git.output().unwrap();
    };
    let commit = || {
        git(&["add", "--all"]);
        git(&["commit", "--quiet", "--message", "Change"]);
    };
    let title = |before: &str, after: &str| {
        edit(&folder.path().join("spec/things.yaml"), before, after);
        generated(folder.path(), &ARGUMENTS[1..]);
        commit();
    };
    generated(folder.path(), &ARGUMENTS[1..]);
    git(&["init", "--quiet", "--initial-branch=main"]);
    commit();
    git(&["checkout", "--quiet", "-b", "other"]);
    title("A thing.", "Their thing.");
    git(&["checkout", "--quiet", "main"]);
    title("A thing.", "Our thing.");
    git(&["merge", "--quiet", "other"]);
    git(&["checkout", "--quiet", "--ours", "spec"]);

    let program = xtask().get_program().to_str().unwrap().to_owned();
    let driver = format!("'{program}' {}", ARGUMENTS.join(" "));
    for (attribute, setting) in [
        ("merge", "merge.own.driver"),
        ("filter", "filter.own.smudge"),
    ] {
        let attributes = format!("out/** {attribute}=own\n");
        fs::write(folder.path().join(".git/info/attributes"), attributes).unwrap();
        git(&["config", setting, &driver]);
        let run = run(folder.path(), &ARGUMENTS);
        let refused = "another `cargo xtask` that uses";
        assert_eq!(
            run.err.matches(refused).count(),
            1,
            "{}{}",
            run.out,
            run.err
        );
        git(&["config", "--unset", setting]);
    }
}
