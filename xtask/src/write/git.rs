//! Whether git keeps a version of a file, so that overwriting it loses nothing.

use std::path::Path;
use std::process::{Command, Output};

/// Whether the repository around `folder` has the content that `name` has now: committed, staged, or written by a merge or
/// a rebase, with its conflict markers. Without git, or outside of a repository, it has not.
pub fn keeps(folder: &Path, name: &str) -> bool {
    let Some(object) = git(folder, &["hash-object", "--", name]) else {
        return false;
    };
    let object = String::from_utf8_lossy(&object.stdout).trim().to_owned();
    git(folder, &["cat-file", "-e", &object]).is_some()
}

fn git(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        // A partial clone would ask its server for what it does not have.
        .env("GIT_NO_LAZY_FETCH", "1")
        .output()
        .ok()?;
    output.status.success().then_some(output)
}
