//! Where the two revisions come from: files, or this repository's history.

use std::io::Write;
use std::panic::resume_unwind;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use proc_macro2::TokenStream;

use super::approvals::{self, Approvals};
use super::configuration::{self, Configuration};
use super::rust::items::{Items, items};
use super::side::{Revisions, Side};
use crate::diagnostics::Finding;
use crate::source::{self, Listing, LoadError, Spec, too_deep};
use crate::{stack, workspace};

/// Why there are not two revisions to compare.
#[derive(Debug)]
pub enum Missing {
    /// It could not be read or found in the history.
    CouldNotRun(anyhow::Error),
    /// It was read, and it is wrong.
    Findings(Vec<Finding>),
}

impl From<anyhow::Error> for Missing {
    fn from(error: anyhow::Error) -> Self {
        Self::CouldNotRun(error)
    }
}

impl From<LoadError> for Missing {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::CouldNotRun(why) => Self::CouldNotRun(anyhow::anyhow!(why)),
            LoadError::Findings(findings) => Self::Findings(findings),
        }
    }
}

/// Two files or folders.
///
/// # Errors
///
/// One of them cannot be read.
pub fn of_files(from: &Path, to: &Path) -> Result<Revisions, Missing> {
    let (base_name, head_name) = (workspace::shown(from), workspace::shown(to));
    let (base, head) = documents((from, &base_name), (to, &head_name))?;
    // Approvals beside two files are for the change from one to the other.
    let before = match from.is_dir() {
        true => approved(from, &base_name)?,
        false => Approvals::default(),
    };
    let after = approved(to, &head_name)?;
    Ok(Revisions {
        base: Side::new(base_name, base, before),
        head: Side::new(head_name.clone(), head, after).with(configured(to, &head_name)?),
        kept: None,
    })
}

/// The merge base of `revision` and HEAD, and the working tree.
///
/// # Errors
///
/// There is no git, no such revision, no common history, or the documents cannot be compared.
pub fn of_history(revision: &str) -> Result<Revisions, Missing> {
    let root = workspace::root();
    let commit = merge_base(&root, revision)?;
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    check_out(&root, &commit, folder.path())?;
    let spec = folder.path().join("spec");
    let short: String = commit.chars().take(12).collect();
    if !spec.is_dir() {
        return Err(anyhow::anyhow!("there is no spec/ at {revision} ({short})").into());
    }
    let head_name = workspace::shown(&workspace::spec());
    let (base, head) = documents((&spec, &head_name), (&workspace::spec(), &head_name))?;
    let before = approved(&spec, &head_name)?;
    let after = approved(&workspace::spec(), &head_name)?;
    let kept = if generator_changed(&root, &commit)? {
        kept_surface(&folder.path().join("generated"))?
    } else {
        None
    };
    let configuration = configured(&workspace::spec(), &head_name)?;
    Ok(Revisions {
        base: Side::new(format!("{revision} ({short})"), base, before),
        head: Side::new("the working tree".to_owned(), head, after).with(configuration),
        kept,
    })
}

fn configured(documents: &Path, shown: &str) -> Result<Configuration, Missing> {
    let listing = Listing::of(documents, shown, configuration::FILE)?;
    Ok(Configuration::read(&listing)?)
}

fn approved(documents: &Path, shown: &str) -> Result<Approvals, Missing> {
    let listing = Listing::of(documents, shown, approvals::FILE)?;
    Ok(Approvals::read(&listing)?)
}

/// Both documents, each loaded on its own thread.
fn documents(
    (from, from_name): (&Path, &str),
    (to, to_name): (&Path, &str),
) -> Result<(Spec, Spec), Missing> {
    thread::scope(|scope| {
        let load = || source::load(from, from_name);
        let base = stack::thread().spawn_scoped(scope, load);
        let base = base.context("cannot start a thread")?;
        let head = source::load(to, to_name);
        let base = base.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok((base?, head?))
    })
}

fn merge_base(root: &Path, revision: &str) -> Result<String> {
    let named = format!("{revision}^{{commit}}");
    let arguments = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &named,
    ];
    let Some(commit) = git(root, &arguments)? else {
        bail!(
            "there is no revision `{revision}` here: name a branch, a tag or a commit{}",
            shallow(root)?
        );
    };
    let Some(base) = git(root, &["merge-base", &commit, "HEAD"])? else {
        bail!(
            "`{revision}` and HEAD have no common history here{}",
            shallow(root)?
        );
    };
    Ok(base)
}

/// Whether the generator, or a crate that it is made of, is another one than at `commit`: what the same one made of the same
/// document is the same.
fn generator_changed(root: &Path, commit: &str) -> Result<bool> {
    let generator = ["diff", "--quiet", commit, "--", "xtask", "Cargo.lock"];
    let unchanged = git(root, &generator)?;
    Ok(unchanged.is_none())
}

/// Git's `user.name`, if it is set.
///
/// # Errors
///
/// There is no git.
pub fn user_name() -> Result<Option<String>> {
    let name = git(&workspace::root(), &["config", "user.name"])?;
    Ok(name.filter(|name| !name.is_empty()))
}

/// What to do about history that was not fetched, if that may be the reason.
fn shallow(root: &Path) -> Result<&'static str> {
    let output = git(root, &["rev-parse", "--is-shallow-repository"])?;
    Ok(match output.as_deref() {
        Some("true") => {
            "; this clone is shallow: `git fetch --unshallow`, for a branch that it does not have \
             `git fetch origin main:refs/remotes/origin/main`, or `fetch-depth: 0` in a workflow"
        }
        _ => "",
    })
}

/// Writes the folders that are compared as they were at `commit` below `to`, through an index of its own.
fn check_out(root: &Path, commit: &str, to: &Path) -> Result<()> {
    let index = to.join("index");
    let tree = format!("--prefix={}/", to.display());
    let mut read = command(root);
    read.env("GIT_INDEX_FILE", &index)
        .args(["read-tree", commit]);
    run(read, b"")?;
    let mut list = command(root);
    list.args(["ls-tree", "-r", "-z", "--name-only", commit]);
    list.args(["--", "spec", "generated/src"]);
    let names = run(list, b"")?;
    let mut write = command(root);
    write.env("GIT_INDEX_FILE", &index);
    write.args(["checkout-index", "--stdin", "-z", "--quiet", &tree]);
    run(write, &names)?;
    Ok(())
}

/// The output of a git command that may fail; `None` if it failed.
fn git(root: &Path, arguments: &[&str]) -> Result<Option<String>> {
    let output = command(root)
        .args(arguments)
        .output()
        .context("cannot run git, which is needed to compare with an earlier revision")?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(output.status.success().then_some(text))
}

fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root);
    command
}

/// Runs a command that must succeed.
fn run(mut command: Command, input: &[u8]) -> Result<Vec<u8>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run git, which is needed to compare with an earlier revision")?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input).context("git does not listen")?;
    }
    let output = child.wait_with_output().context("git did not end")?;
    if !output.status.success() {
        bail!(
            "git could not read the base: {}",
            String::from_utf8_lossy(&output.stderr)
                .trim()
                .replace('\n', "; ")
        );
    }
    Ok(output.stdout)
}

/// The public items of the crate that is kept beside the documents.
fn kept_surface(folder: &Path) -> Result<Option<Items>> {
    let source = folder.join("src");
    if !source.is_dir() {
        return Ok(None);
    }
    let mut files = Vec::new();
    gather(&source, "src", &mut files)?;
    let mut parsed = Vec::new();
    for (path, text) in &files {
        // What is no Rust was not made by this generator.
        let Ok(tokens) = text.parse::<TokenStream>() else {
            return Ok(None);
        };
        if let Some(place) = too_deep(&tokens) {
            let (line, column) = (place.start().line, place.start().column + 1);
            bail!(
                "the base cannot be read: generated/{path}:{line}:{column}: the syntax is nested too deeply; run \
                 `cargo xtask codegen` there, or compare with another revision"
            );
        }
        let Ok(file) = syn::parse2(tokens) else {
            return Ok(None);
        };
        parsed.push((path, file));
    }
    Ok(Some(items(parsed)))
}

fn gather(folder: &Path, shown: &str, files: &mut Vec<(String, String)>) -> Result<()> {
    let cannot = || format!("cannot read {shown} of the base");
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let path = entry.path();
        let name = format!("{shown}/{}", entry.file_name().to_string_lossy());
        // A link is nothing that the generator made; it is not followed.
        let kind = entry.file_type().with_context(cannot)?;
        if kind.is_dir() {
            gather(&path, &name, files)?;
        } else if kind.is_file() && name.ends_with(".rs") {
            files.push((name, std::fs::read_to_string(&path).with_context(cannot)?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_code_that_is_too_deep_for_the_parser_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("src");
        std::fs::create_dir(&source).unwrap();
        let code = format!("const A: bool =\n {}true;\n", "!".repeat(1_000_000));
        std::fs::write(source.join("lib.rs"), code).unwrap();
        let error = kept_surface(folder.path()).err().unwrap().to_string();
        let place = "generated/src/lib.rs:2:9997: the syntax is nested too deeply";
        assert!(error.contains(place), "{error}");
    }
}
