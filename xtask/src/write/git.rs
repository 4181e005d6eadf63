//! Asks whether git has a version of a file, so that overwriting it loses nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Versions that git keeps: staged, committed, or on either side of a merge. An object with the same content is not
/// enough, because git later deletes objects that were stashed, unstaged or reset.
const VERSIONS: [&str; 4] = [":", "HEAD:", OURS, THEIRS];
const OURS: &str = ":2:";
const THEIRS: &str = ":3:";
/// The result of a merge or a rebase, with conflict markers. `git stash pop` leaves it, too.
const MERGED: &str = "AUTO_MERGE:";

/// Whether one of the [`VERSIONS`] of `name` has this content, or a merge with conflicts has written it. `false` without
/// git or outside of a repository.
///
/// Git has a content that it stores, or that it writes when it checks the version out, for example with other line ends.
/// That it reports the file as unmodified is not enough: a filter may hide an edit.
pub fn keeps(folder: &Path, name: &str, content: &[u8]) -> bool {
    let version = |how: &str, version: &str| {
        let revision = format!("{version}./{name}");
        run(folder, &["cat-file", how, &revision])
    };
    let has = |place: &str| {
        ["blob", "--filters"]
            .into_iter()
            .any(|how| version(how, place).is_some_and(|kept| kept == content))
    };
    let is_conflict = || {
        [OURS, THEIRS]
            .into_iter()
            .any(|side| version("blob", side).is_some())
    };
    VERSIONS.into_iter().any(has) || (has(MERGED) && is_conflict())
}

/// The texts of the [`VERSIONS`] of a file that git keeps.
pub fn versions(folder: &Path, name: &str) -> impl Iterator<Item = String> {
    VERSIONS.into_iter().filter_map(move |version| {
        let text = run(folder, &["cat-file", "blob", &format!("{version}./{name}")])?;
        Some(String::from_utf8_lossy(&text).into_owned())
    })
}

/// The paths below a folder that git tracks. None without git or outside of a repository.
pub fn tracked(folder: &Path) -> BTreeSet<String> {
    let paths = run(folder, &["ls-files", "-z"]).unwrap_or_default();
    let paths = String::from_utf8_lossy(&paths);
    paths.split('\0').map(str::to_owned).collect()
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

/// The output of git, if it succeeds.
fn run(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut git = Command::new("git");
    for variable in OF_A_HOOK {
        git.env_remove(variable);
    }
    let output = git
        // Files of the output folder could make it a bare repository, whose settings name programs to run.
        .args(["-c", "safe.bareRepository=explicit", "-C"])
        .arg(folder)
        .args(arguments)
        // A partial clone would ask its server for missing objects.
        .env("GIT_NO_LAZY_FETCH", "1")
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}
