//! Asks git about files: whether it has a version of one, so that overwriting it loses nothing, and which it ignores.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::lock;

/// The commits whose versions git keeps: the last one, and the other side of a merge, a rebase or a cherry-pick. A version
/// that is only staged is not enough, because the next `git add` replaces it. `git stash pop` stages files by itself.
const COMMITS: [&str; 4] = ["HEAD", "MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD"];

/// Whether the version of `name` in one of the [`COMMITS`] has this content, or a merge of two of them has it. `false`
/// without git or outside of a repository.
///
/// Git has a content that it stores, or that it writes when it checks the version out, for example with other line ends.
/// That it reports the file as unmodified is not enough: a filter may hide an edit.
pub fn keeps(folder: &Path, name: &str, content: &[u8]) -> bool {
    let has = |tree: &str, is_same: &dyn Fn(&[u8]) -> bool| {
        let revision = format!("{tree}:./{name}");
        ["blob", "--filters"].into_iter().any(|how| {
            let version = run(folder, &["cat-file", how, &revision]);
            version.is_some_and(|kept| is_same(&kept))
        })
    };
    COMMITS
        .into_iter()
        .any(|commit| has(commit, &|kept| kept == content))
        || Merge::all(folder).any(|merge| has(&merge.tree, &|kept| merge.is_same(kept, content)))
}

/// A merge that git makes again of the last commit and the other side of a merge, a rebase or a cherry-pick. What git
/// remembers of it may contain an edit that `git stash pop` has merged since.
struct Merge<'f> {
    folder: &'f Path,
    tree: String,
    /// The other side, as one of the [`COMMITS`].
    other: &'static str,
}

impl<'f> Merge<'f> {
    fn all(folder: &'f Path) -> impl Iterator<Item = Self> {
        let [last, others @ ..] = COMMITS;
        others.into_iter().filter_map(move |other| {
            commit(folder, other)?;
            let base = (other != "MERGE_HEAD").then(|| format!("--merge-base={other}^"));
            let mut arguments = vec!["merge-tree", "--write-tree", "--no-messages"];
            arguments.extend(base.as_deref());
            arguments.extend([last, other]);
            let merged = output(folder, &arguments)?;
            // With conflicts, git lists them below.
            let is_made = matches!(merged.status.code(), Some(0 | 1));
            let tree = String::from_utf8_lossy(&merged.stdout);
            let tree = tree.lines().next().filter(|_| is_made)?.to_owned();
            Some(Self {
                folder,
                tree,
                other,
            })
        })
    }

    /// Whether a file has this content after the merge. At the marks of a conflict it may have the other names that git
    /// writes for the other side, and nothing else.
    fn is_same(&self, made: &[u8], content: &[u8]) -> bool {
        let lines = |text| <[u8]>::split(text, |byte| *byte == b'\n');
        let (mut made, mut content) = (lines(made), lines(content));
        loop {
            match (made.next(), content.next()) {
                (None, None) => return true,
                (Some(made), Some(line)) if made == line || self.is_same_mark(made, line) => {}
                _ => return false,
            }
        }
    }

    /// Whether both lines are the same mark of a conflict. Behind the name may be the path of a renamed file.
    fn is_same_mark(&self, made: &[u8], line: &[u8]) -> bool {
        let parent = format!("{}^", self.other);
        let marks = [(">>>>>>> ", self.other), ("||||||| ", &parent)];
        marks.into_iter().any(|(mark, name)| {
            let path = made
                .strip_prefix(mark.as_bytes())
                .and_then(|made| made.strip_prefix(name.as_bytes()));
            let label = path.and_then(|path| {
                let label = line.strip_prefix(mark.as_bytes())?;
                str::from_utf8(label.strip_suffix(path)?).ok()
            });
            label.is_some_and(|label| match name == self.other {
                true => self.is_name(label),
                false => self.is_name_of_parent(label),
            })
        })
    }

    /// Whether git calls the other side so: `git merge` by the name that it was given, `git rebase` and `git cherry-pick` by
    /// commit and subject, `git rebase --apply` by the subject.
    fn is_name(&self, label: &str) -> bool {
        let format = ["log", "-1", "--format=%B", self.other];
        let message = run(self.folder, &format).unwrap_or_default();
        let message = String::from_utf8_lossy(&message);
        let subject = message.trim_start().lines().next().unwrap_or_default();
        let revision = label.strip_suffix(&format!(" ({subject})"));
        let revision = revision.unwrap_or(label);
        let is_it = || commit(self.folder, revision) == commit(self.folder, self.other);
        label == subject || !revision.contains(char::is_whitespace) && is_it()
    }

    fn is_name_of_parent(&self, label: &str) -> bool {
        let of = label.strip_prefix("parent of ");
        label == "constructed merge base" || of.is_some_and(|label| self.is_name(label))
    }
}

/// The id of the commit with this name.
fn commit(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let name = format!("{name}^{{commit}}");
    let parse = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
    run(folder, &[&parse[..], &[&name]].concat())
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

/// Which of these paths, relative to a folder, git ignores. None without git or outside of a repository.
pub fn ignored(folder: &Path, paths: &[&str]) -> BTreeSet<String> {
    let output = || {
        let mut git = command(folder, &["check-ignore", "-z", "--stdin"]);
        git.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut git = git.stderr(Stdio::null()).spawn().ok()?;
        let mut stdin = git.stdin.take()?;
        let paths = paths.join("\0");
        // In a thread, because git writes before it has read everything.
        thread::scope(|scope| {
            scope.spawn(move || stdin.write_all(paths.as_bytes()));
            git.wait_with_output().ok()
        })
    };
    let paths = output().map(|output| output.stdout).unwrap_or_default();
    let paths = String::from_utf8_lossy(&paths);
    paths.split_terminator('\0').map(str::to_owned).collect()
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
    let output = command(folder, arguments).output().ok()?;
    lock::report_nested(&output.stderr);
    Some(output)
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
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
        // A filter or a merge driver may be a program that runs codegen.
        .env(lock::HELD, folder);
    git
}
