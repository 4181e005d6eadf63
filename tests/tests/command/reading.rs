//! Which files are read: regular files, and in a folder only files inside it.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

use crate::{Run, edit, entries, run, workspace};

#[track_caller]
fn assert_refused(run: &Run, code: i32, words: &[&str]) {
    assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
    for word in words {
        assert!(run.err.contains(word), "{word} is not in {}", run.err);
    }
    assert!(!(run.out.clone() + &run.err).contains("SECRET"));
}

/// A pipe that nothing is written into: reading it never ends.
fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[test]
fn pipes_sockets_and_devices_are_not_read() {
    let folder = workspace();
    pipe(&folder.path().join("pipe"));
    let _socket = UnixListener::bind(folder.path().join("socket")).unwrap();
    for special in ["pipe", "socket", "/dev/zero"] {
        for arguments in [
            &["codegen", "--out", "out", "--spec", special] as &[&str],
            &["lint", "--spec", special],
            &["review", "--from", special, "--to", "spec"],
            &["review", "--from", "spec", "--to", special],
            &["drift", "--spec", "spec", "--upstream", special],
        ] {
            let words = [special, "a pipe, a socket or a device"];
            assert_refused(&run(folder.path(), arguments), 2, &words);
        }
    }
    assert_eq!(entries(folder.path()), ["pipe", "socket", "spec"]);
    // In a folder of documents, too, and as a list of decisions.
    for name in ["extra.yaml", "approved.yaml"] {
        let path = folder.path().join("spec").join(name);
        pipe(&path);
        let arguments = ["review", "--from", "spec", "--to", "spec"];
        let name = format!("spec/{name} cannot be read");
        assert_refused(&run(folder.path(), &arguments), 2, &[&name]);
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn links_that_lead_out_of_the_folder_are_not_read() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, "//! SECRET\nfn main() {}\n").unwrap();
    let folder = workspace();
    let spec = folder.path().join("spec");
    let lint = || run(folder.path(), &["lint", "--spec", "spec"]);

    symlink(&secret, spec.join("extra.yaml")).unwrap();
    assert_refused(&lint(), 2, &["spec/extra.yaml", "leads out of the folder"]);
    fs::remove_file(spec.join("extra.yaml")).unwrap();
    symlink("nowhere", spec.join("extra.yaml")).unwrap();
    assert_refused(&lint(), 2, &["spec/extra.yaml"]);
    fs::remove_file(spec.join("extra.yaml")).unwrap();
    // One that stays in the folder is read.
    fs::rename(spec.join("people.yaml"), spec.join("people.txt")).unwrap();
    symlink("people.txt", spec.join("people.yaml")).unwrap();
    assert_eq!(lint().code, Some(0));

    // Recipes: the folder, and a file in it.
    edit(
        &spec.join("things.yaml"),
        "x-client: {",
        "x-client: {recipes: cookbook, ",
    );
    let place = "spec/things.yaml:3:";
    symlink(outside.path(), spec.join("cookbook")).unwrap();
    assert_refused(&lint(), 1, &[place, "leads out of the folder"]);
    fs::remove_file(spec.join("cookbook")).unwrap();
    fs::create_dir(spec.join("cookbook")).unwrap();
    symlink(&secret, spec.join("cookbook/run.rs")).unwrap();
    assert_refused(
        &lint(),
        1,
        &[place, "cookbook/run.rs", "leads out of the folder"],
    );
    fs::remove_file(spec.join("cookbook/run.rs")).unwrap();
    fs::write(spec.join("cookbook/run.rs"), "//! Runs.\nfn main() {}\n").unwrap();
    assert_eq!(lint().code, Some(0));

    // Examples in files of their own, which the house rules look at.
    edit(
        &spec.join("things.yaml"),
        "x-client: {",
        "x-client: {house-rules: true, ",
    );
    edit(
        &spec.join("things.yaml"),
        "application/json: {",
        "application/json: {examples: {one: {externalValue: examples/one.json}}, ",
    );
    fs::create_dir(spec.join("examples")).unwrap();
    let example = spec.join("examples/one.json");
    symlink(&secret, &example).unwrap();
    assert_refused(
        &lint(),
        1,
        &["spec/things.yaml:8:", "one.json", "leads out of the folder"],
    );
    fs::remove_file(&example).unwrap();
    pipe(&example);
    assert_refused(&lint(), 1, &["spec/things.yaml:8:", "a pipe"]);
}

/// The variable is for threads without a stack size of their own.
#[test]
fn the_stack_does_not_depend_on_the_environment() {
    let folder = workspace();
    let mut xtask = crate::xtask();
    let xtask = xtask.args(["review", "--from", "spec", "--to", "spec"]);
    let xtask = xtask.env("RUST_MIN_STACK", "0").current_dir(folder.path());
    let run = Run::from(xtask.output().unwrap());
    assert_eq!(run.code, Some(0), "{}", run.err);
}
