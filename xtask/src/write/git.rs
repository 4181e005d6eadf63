//! Whether git keeps a version of a file, so that overwriting it loses nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Where git keeps a version for good: staged, committed, or on either side of a merge. That an object with the content exists
/// is not enough: git deletes what was stashed, unstaged or reset when it cleans up.
const VERSIONS: [&str; 4] = [":", "HEAD:", OURS, THEIRS];
const OURS: &str = ":2:";
const THEIRS: &str = ":3:";
/// The result of a merge or a rebase, with conflict markers. `git stash pop` leaves it, too.
const MERGED: &str = "AUTO_MERGE:";

/// Whether the repository around `folder` has the content that `name` has now in one of [`VERSIONS`], or a merge with
/// conflicts has written it. Without git, or outside of a repository, it has not.
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

/// Git may convert line ends when it writes a file; nobody changed the file then.
fn with_plain_line_ends(content: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(content.len());
    for (at, byte) in content.iter().enumerate() {
        if *byte != b'\r' || content.get(at + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    plain
}

fn version_of(folder: &Path, revision: &str) -> Option<Vec<u8>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["cat-file", "blob", revision])
        // A partial clone would ask its server for what it does not have.
        .env("GIT_NO_LAZY_FETCH", "1")
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}
