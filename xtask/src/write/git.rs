//! Asks whether git has a version of a file, so that overwriting it loses nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Versions that git keeps: staged, committed, or on either side of a merge. An object with the same content is not
/// enough, because git later deletes objects that were stashed, unstaged or reset.
const VERSIONS: [&str; 4] = [":", "HEAD:", OURS, THEIRS];
const OURS: &str = ":2:";
const THEIRS: &str = ":3:";
/// The result of a merge or a rebase, with conflict markers. `git stash pop` leaves it, too.
const MERGED: &str = "AUTO_MERGE:";

/// Whether one of the [`VERSIONS`] of `name` has its current content, or a merge with conflicts has written it. `false`
/// without git or outside of a repository.
pub fn keeps(folder: &Path, name: &str) -> bool {
    let Ok(content) = fs::read(folder.join(name)) else {
        return false;
    };
    let content = with_plain_line_ends(&content);
    let version = |version: &str| version_of(folder, &format!("{version}./{name}"));
    let has =
        |place: &str| version(place).is_some_and(|kept| with_plain_line_ends(&kept) == content);
    let is_conflict = || {
        [OURS, THEIRS]
            .into_iter()
            .any(|side| version(side).is_some())
    };
    VERSIONS.into_iter().any(has) || (has(MERGED) && is_conflict())
}

/// Git may convert line ends when it writes a file.
fn with_plain_line_ends(content: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(content.len());
    for (at, byte) in content.iter().enumerate() {
        if *byte != b'\r' || content.get(at + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    plain
}

/// The variables that describe the repository to a hook. `git commit --all` and `git commit FILE` give it an index that is
/// deleted if the hook fails, and the paths are not relative to the output folder.
const OF_A_HOOK: [&str; 6] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_WORK_TREE",
];

fn version_of(folder: &Path, revision: &str) -> Option<Vec<u8>> {
    let mut git = Command::new("git");
    for variable in OF_A_HOOK {
        git.env_remove(variable);
    }
    let output = git
        .arg("-C")
        .arg(folder)
        .args(["cat-file", "blob", revision])
        // A partial clone would ask its server for missing objects.
        .env("GIT_NO_LAZY_FETCH", "1")
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}
