//! Asks whether git has a version of a file, so that overwriting it loses nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

/// The commits whose versions git keeps: the last one, and the other side of a merge, a rebase or a cherry-pick. A version
/// that is only staged is not enough, because the next `git add` replaces it. `git stash pop` stages files by itself.
const COMMITS: [&str; 4] = ["HEAD", "MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD"];

/// Whether the version of `name` in one of the [`COMMITS`] has this content, or a merge of two of them has it. `false`
/// without git or outside of a repository.
///
/// Git has a content that it stores, or that it writes when it checks the version out, for example with other line ends.
/// That it reports the file as unmodified is not enough: a filter may hide an edit.
pub fn keeps(folder: &Path, name: &str, content: &[u8]) -> bool {
    let has = |tree: &str, is_same: fn(&[u8], &[u8]) -> bool| {
        let revision = format!("{tree}:./{name}");
        ["blob", "--filters"].into_iter().any(|how| {
            let version = run(folder, &["cat-file", how, &revision]);
            version.is_some_and(|kept| is_same(&kept, content))
        })
    };
    COMMITS
        .into_iter()
        .any(|commit| has(commit, |kept, content| kept == content))
        || merged(folder).any(|tree| has(&tree, is_same_merge))
}

/// The trees that git makes of the last commit and the other side of a merge, a rebase or a cherry-pick. Each is made
/// again: what git remembers of a merge may contain an edit that `git stash pop` has merged since.
fn merged(folder: &Path) -> impl Iterator<Item = String> {
    let [last, others @ ..] = COMMITS;
    others.into_iter().filter_map(move |other| {
        run(folder, &["rev-parse", "--verify", "--quiet", other])?;
        let base = (other != "MERGE_HEAD").then(|| format!("--merge-base={other}^"));
        let mut arguments = vec!["merge-tree", "--write-tree", "--no-messages"];
        arguments.extend(base.as_deref());
        arguments.extend([last, other]);
        let merged = output(folder, &arguments)?;
        // With conflicts, git lists them below.
        let is_made = matches!(merged.status.code(), Some(0 | 1));
        let tree = String::from_utf8_lossy(&merged.stdout);
        let tree = tree.lines().next().filter(|_| is_made)?;
        Some(tree.to_owned())
    })
}

/// Whether two results of a merge are the same. The names of the sides at the marks of a conflict do not count.
fn is_same_merge(one: &[u8], other: &[u8]) -> bool {
    let lines = |text| {
        <[u8]>::split(text, |byte| *byte == b'\n').map(|line| {
            let is_mark = MARKS.iter().any(|mark| line.starts_with(mark));
            if is_mark {
                &line[..MARKS[0].len()]
            } else {
                line
            }
        })
    };
    lines(one).eq(lines(other))
}

/// The marks of a conflict that have names behind them.
const MARKS: [&[u8]; 3] = [b"<<<<<<< ", b"||||||| ", b">>>>>>> "];

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

/// What git prints, if it succeeds.
fn run(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let output = output(folder, arguments)?;
    output.status.success().then_some(output.stdout)
}

fn output(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let mut git = Command::new("git");
    for variable in OF_A_HOOK {
        git.env_remove(variable);
    }
    git
        // Files of the output folder could make it a bare repository, whose settings name programs to run.
        .args(["-c", "safe.bareRepository=explicit", "-C"])
        .arg(folder)
        .args(arguments)
        // A partial clone would ask its server for missing objects.
        .env("GIT_NO_LAZY_FETCH", "1")
        .output()
        .ok()
}
