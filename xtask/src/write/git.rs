//! Asks whether git has a version of a file, so that overwriting it loses nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The commits whose versions git keeps: the last one, and the other side of a merge, a rebase or a cherry-pick. A version
/// that is only staged is not enough, because the next `git add` replaces it. `git stash pop` stages files by itself.
const COMMITS: [&str; 4] = ["HEAD", "MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD"];
/// The result of a merge with conflicts. `git stash pop` leaves it, too, but then a part of it is in no commit.
const MERGED: &str = "AUTO_MERGE";

/// Whether the version of `name` in one of the [`COMMITS`] has this content, or git has merged it from two commits. `false`
/// without git or outside of a repository.
///
/// Git has a content that it stores, or that it writes when it checks the version out, for example with other line ends.
/// That it reports the file as unmodified is not enough: a filter may hide an edit.
pub fn keeps(folder: &Path, name: &str, content: &[u8]) -> bool {
    let has = |commit: &str| {
        let revision = format!("{commit}:./{name}");
        ["blob", "--filters"].into_iter().any(|how| {
            let version = run(folder, &["cat-file", how, &revision]);
            version.is_some_and(|kept| kept == content)
        })
    };
    let is_merging = || {
        let [_, others @ ..] = COMMITS;
        let mut others = others.into_iter();
        others.any(|other| run(folder, &["rev-parse", "--verify", "--quiet", other]).is_some())
    };
    COMMITS.into_iter().any(has) || has(MERGED) && is_merging()
}

/// The texts of a file in the [`COMMITS`], and the staged one.
pub fn versions(folder: &Path, name: &str) -> impl Iterator<Item = String> {
    let staged = "";
    COMMITS
        .into_iter()
        .chain([staged])
        .filter_map(move |commit| {
            let text = run(folder, &["cat-file", "blob", &format!("{commit}:./{name}")])?;
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
