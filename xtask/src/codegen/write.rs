//! The one function that either writes the output folder or verifies it.
//!
//! What is to be written is prepared whole in a hidden folder beside the output, unchanged files as links to the old
//! ones, and the new output and the old one change places in one step. Whatever fails before that step (no space, no
//! permission, Ctrl-C) leaves the old output as it was, and what a killed run leaves beside it the next one brings to an
//! end. A file in the hidden folder marks it as ours: one without is never touched.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use similar::TextDiff;

use super::package::{Files, HEADER};
use crate::workspace;

/// What building the crate leaves in the output folder: neither emitted nor in the way.
const BUILD_PRODUCTS: [&str; 2] = ["target", "Cargo.lock"];

/// The file that marks the hidden folder as ours. Its name alone does: a full disk may take what it says.
const MARKER: &str = "made-by-cargo-xtask-codegen";

/// What is to happen to the files of the output folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// New or changed.
    pub written: Vec<String>,
    /// As they should be.
    pub left: Vec<String>,
    /// There, but not emitted.
    pub removed: Vec<String>,
    /// Unified diff of everything that is not as it should be.
    pub diff: String,
}

impl Plan {
    /// Whether the output folder is as it should be.
    pub fn is_current(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

/// Compares the output folder with what was emitted.
///
/// # Errors
///
/// When `out` is not a folder, cannot be read, or holds something that this command did not write.
pub fn plan(out: &Path, files: &Files) -> Result<Plan> {
    refuse_foreign(out, files)?;
    let mut plan = Plan::default();
    let mut existing = existing(out)?;
    for (name, new) in files {
        match existing.remove(name) {
            Some(old) if old == new.as_bytes() => plan.left.push(name.clone()),
            old => {
                let old = old.unwrap_or_default();
                plan.diff
                    .push_str(&diff(name, &String::from_utf8_lossy(&old), new));
                plan.written.push(name.clone());
            }
        }
    }
    for (name, old) in existing {
        plan.diff
            .push_str(&diff(&name, &String::from_utf8_lossy(&old), ""));
        plan.removed.push(name);
    }
    Ok(plan)
}

fn diff(name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

/// A folder that is not empty must be an earlier output, of the same crate: nobody's files are removed by a slip in
/// `--out`.
fn refuse_foreign(out: &Path, files: &Files) -> Result<()> {
    if !out.exists() {
        return Ok(());
    }
    if !out.is_dir() {
        bail!("{} is not a folder; give another --out", out.display());
    }
    let mut entries =
        fs::read_dir(out).with_context(|| format!("cannot read {}", out.display()))?;
    if entries.next().is_none() {
        return Ok(());
    }
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap_or_default();
    if !manifest.starts_with(&format!("# {HEADER}")) {
        bail!(
            "{} holds files that this command did not write; give an empty or a new folder with --out",
            out.display()
        );
    }
    let name = |manifest: &str| {
        manifest
            .lines()
            .find(|line| line.starts_with("name = "))
            .map(str::to_owned)
    };
    let emitted = files.get("Cargo.toml").and_then(|manifest| name(manifest));
    if name(&manifest) != emitted {
        bail!(
            "{} holds another crate ({}) than the one to be written ({}); give another --out",
            out.display(),
            name(&manifest).unwrap_or_default(),
            emitted.unwrap_or_default(),
        );
    }
    Ok(())
}

/// The files below the output folder, by path with `/`.
fn existing(out: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    if out.is_dir() {
        collect(out, "", &mut found)?;
    }
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if prefix.is_empty() && BUILD_PRODUCTS.contains(&name.as_str()) {
            continue;
        }
        let (path, shown) = (entry.path(), format!("{prefix}{name}"));
        let kind = entry
            .file_type()
            .with_context(|| format!("cannot read {}", path.display()))?;
        if kind.is_dir() {
            collect(&path, &format!("{shown}/"), found)?;
        } else if kind.is_file() {
            let bytes =
                fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            found.insert(shown, bytes);
        } else {
            // A link is never emitted; what it leads to is nobody's business here.
            found.insert(shown, Vec::new());
        }
    }
    Ok(())
}

/// Brings the output folder to what was emitted, all of it or nothing.
///
/// # Errors
///
/// What could not be written and why; the old output is whole then.
pub fn apply(out: &Path, files: &Files, plan: &Plan) -> Result<()> {
    if plan.is_current() {
        return Ok(());
    }
    let beside = Beside::of(out)?;
    if let Some(parent) = beside.out.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    }
    recover(out)?;
    let prepared = prepare(&beside, files, plan).and_then(|()| swap(&beside));
    if prepared.is_err() {
        // The failure is what the user must hear of; the next run removes what stays.
        let _ = recover(out);
    }
    prepared?;
    tidy(&beside)
}

/// Brings to an end what a run began that was killed: the old output comes back where it was set aside and nothing took
/// its place, what was built in it goes along, and half an output goes.
///
/// # Errors
///
/// When the hidden folder is not ours, or a folder cannot be renamed or removed.
pub fn recover(out: &Path) -> Result<()> {
    let beside = Beside::of(out)?;
    if !beside.is_there()? {
        return Ok(());
    }
    if !beside.out.exists() && beside.previous.exists() {
        fs::rename(&beside.previous, &beside.out)
            .with_context(|| format!("cannot bring back {}", beside.out.display()))?;
    }
    tidy(&beside)
}

/// The output folder without links and dots, and the hidden folder beside it that a run uses.
struct Beside {
    out: PathBuf,
    /// The hidden folder, with nothing in it but the marker and the two below.
    hidden: PathBuf,
    /// The new output while it is prepared; the old one once they have changed places.
    next: PathBuf,
    /// The old output for a moment, where a file system cannot exchange two folders in one step.
    previous: PathBuf,
}

impl Beside {
    fn of(out: &Path) -> Result<Self> {
        let out = workspace::settled(out)?;
        let parent = out.parent().context("--out names no folder")?;
        let name = out.file_name().unwrap_or(OsStr::new("out"));
        let hidden = parent.join(format!(".{}.xtask-codegen", name.to_string_lossy()));
        Ok(Self {
            next: hidden.join("next"),
            previous: hidden.join("previous"),
            hidden,
            out,
        })
    }

    /// Whether an earlier run left the hidden folder; one that is not ours is refused.
    fn is_there(&self) -> Result<bool> {
        let mut entries = match fs::read_dir(&self.hidden) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot read {}", self.hidden.display()));
            }
        };
        // A run that is killed before it makes the marker leaves an empty folder.
        if !self.hidden.join(MARKER).is_file() && entries.next().is_some() {
            bail!(
                "{} is in the way and not of this command: move it away, or give another --out",
                self.hidden.display()
            );
        }
        Ok(true)
    }

    /// Makes the hidden folder, the marker before all else.
    fn make(&self) -> Result<()> {
        let about = "`cargo xtask codegen` prepares its output here and removes this folder.\n";
        fs::create_dir(&self.hidden)
            .and_then(|()| fs::write(self.hidden.join(MARKER), about))
            .with_context(|| format!("cannot make {}", self.hidden.display()))
    }

    /// Removes the hidden folder, the marker after all else.
    fn clear(&self) -> Result<()> {
        if !self.is_there()? {
            return Ok(());
        }
        for part in [&self.previous, &self.next] {
            if_there(fs::remove_dir_all(part))
                .with_context(|| format!("cannot remove {}", part.display()))?;
        }
        if_there(fs::remove_file(self.hidden.join(MARKER)))
            .and_then(|()| fs::remove_dir(&self.hidden))
            .with_context(|| format!("cannot remove {}", self.hidden.display()))
    }
}

/// What is not there need not be removed.
fn if_there(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Removes the hidden folder. What was built in an old output stays with the new one.
fn tidy(beside: &Beside) -> Result<()> {
    for old in [&beside.previous, &beside.next] {
        for product in BUILD_PRODUCTS {
            let (from, to) = (old.join(product), beside.out.join(product));
            if beside.out.exists() && from.exists() && !to.exists() {
                fs::rename(from, to).with_context(|| format!("cannot keep {product}"))?;
            }
        }
    }
    beside.clear()
}

fn prepare(beside: &Beside, files: &Files, plan: &Plan) -> Result<()> {
    let (out, staged) = (&beside.out, &beside.next);
    beside.make()?;
    fs::create_dir(staged).with_context(|| format!("cannot make {}", staged.display()))?;
    let left: BTreeSet<&String> = plan.left.iter().collect();
    for (name, text) in files {
        let path = staged.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        // A link keeps the time of an unchanged file, so that cargo does not build it again.
        if left.contains(name) && fs::hard_link(out.join(name), &path).is_ok() {
            continue;
        }
        write(&path, text).with_context(|| format!("cannot write {name}; nothing was changed"))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    let mut file = fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    // Some file systems say only now that there is no space.
    file.sync_all()
}

/// Puts the prepared folder in the place of the old one, and the old one in its place.
fn swap(beside: &Beside) -> Result<()> {
    let out = &beside.out;
    if !out.exists() {
        return fs::rename(&beside.next, out)
            .with_context(|| format!("cannot make {}", out.display()));
    }
    exchange(beside)
        .with_context(|| format!("cannot replace {}; nothing was changed", out.display()))
}

/// Two folders change places in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(beside: &Beside) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, &beside.next, CWD, &beside.out, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot.
        Err(_) => exchange_by_steps(beside),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(beside: &Beside) -> io::Result<()> {
    exchange_by_steps(beside)
}

/// Two renames; when the second fails the first is taken back. [`recover`] takes it back where this run cannot.
fn exchange_by_steps(beside: &Beside) -> io::Result<()> {
    fs::rename(&beside.out, &beside.previous)?;
    if let Err(error) = fs::rename(&beside.next, &beside.out) {
        fs::rename(&beside.previous, &beside.out)?;
        return Err(error);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way in which the file system can be asked gives the same result.
    #[test]
    fn folders_change_places_by_steps_too() {
        let folder = tempfile::tempdir().unwrap();
        let beside = Beside::of(&folder.path().join("out")).unwrap();
        beside.make().unwrap();
        for (at, text) in [(&beside.out, "old"), (&beside.next, "new")] {
            fs::create_dir(at).unwrap();
            fs::write(at.join("file"), text).unwrap();
        }
        fs::write(beside.out.join("Cargo.lock"), "lock").unwrap();
        exchange_by_steps(&beside).unwrap();
        tidy(&beside).unwrap();
        assert_eq!(fs::read(beside.out.join("file")).unwrap(), b"new");
        assert_eq!(fs::read(beside.out.join("Cargo.lock")).unwrap(), b"lock");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_step_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let beside = Beside::of(&folder.path().join("out")).unwrap();
        beside.make().unwrap();
        fs::create_dir(&beside.out).unwrap();
        // Nothing was prepared that could take its place.
        assert!(exchange_by_steps(&beside).is_err());
        assert!(beside.out.exists() && !beside.previous.exists());
    }
}
