//! The one place that either writes the output folder or verifies it.
//!
//! Codegen keeps a list of what it wrote ([`LIST`]) and compares, replaces and removes only that. Each file is written
//! under a temporary name and renamed. The list is written first, with the old and the new hash of each file, and last,
//! with the new hash alone: when a run is killed, the next one recognises its files and completes the work.
//!
//! For a path that codegen would write or remove:
//!
//! | the path has | codegen |
//! | --- | --- |
//! | the emitted content | leaves it unchanged and lists it |
//! | content that is in the list and begins with our header, of a file that git tracks if it tracks the list | writes or removes it |
//! | other content that git keeps, of a file that is in the list or begins with our header (an edit that was committed, a merge, a rebase, the output of a version that kept no list) | writes or removes it |
//! | anything else: a user's file, an edit that git does not keep, a link, a folder | reports an error that names it, and changes nothing |
//!
//! Git need not track a file yet whose line in the list is not in git either, to write it again. Outside of git, a line that
//! somebody adds to the list lets codegen remove a file with our header and the hash of that line.

mod files;
mod folder;
pub(crate) mod git;
mod list;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use similar::TextDiff;

use crate::lock::Lock;
use crate::output::Lines;
use files::is_marked;
pub use files::{Files, HEADER};
use folder::{Entry, Folder, LONGEST};
pub use list::LIST;
use list::{List, hash};

/// What a run does to the files of the output folder.
#[derive(Debug, Default)]
pub struct Plan {
    /// New or changed.
    pub written: Vec<String>,
    /// As they should be.
    pub unchanged: Vec<String>,
    /// Written by codegen once, and not emitted any more.
    pub removed: Vec<String>,
    /// Not written by codegen and not as they should be: a message for each.
    pub refused: Vec<String>,
    /// The content of the written files before.
    replaced: Vec<Vec<u8>>,
    /// Of those to be written or removed, the ones that are not what codegen wrote, with their content: git must keep it.
    edited: BTreeMap<String, Vec<u8>>,
    /// The hashes of those to be written or removed that are there.
    found: BTreeMap<String, String>,
    /// The line of a note in the list.
    note: Option<usize>,
    /// What codegen wrote so far, and will have written.
    before: List,
    after: List,
}

impl Plan {
    /// Whether the output folder is as it should be.
    pub fn is_current(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty() && self.refused.is_empty()
    }

    /// Unified diff of the emitted files that are not as they should be.
    pub fn diff(&self, files: &Files) -> String {
        let list = self.after.text();
        let both = self.written.iter().zip(&self.replaced);
        both.map(|(name, old)| {
            let old = String::from_utf8_lossy(old);
            TextDiff::from_lines(&*old, files.get(name).unwrap_or(&list))
                .unified_diff()
                .context_radius(3)
                .header(&format!("a/{name}"), &format!("b/{name}"))
                .to_string()
        })
        .collect()
    }

    /// The messages about what is refused, each of them once: a link may be above many files.
    pub fn reasons(&self) -> Vec<&str> {
        unique(&self.refused)
    }
}

fn unique(sentences: &[String]) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let all = sentences.iter().map(String::as_str);
    all.filter(|sentence| seen.insert(*sentence)).collect()
}

/// Compares the output folder with what was emitted.
///
/// # Errors
///
/// When `out` is not a folder, cannot be read, has a list that cannot be read, or holds the output of another crate.
pub fn plan(out: &Path, files: &Files) -> Result<Plan> {
    if out.exists() && !out.is_dir() {
        bail!("{} is not a folder; give another --out", out.display());
    }
    let folder = Folder(out);
    let list = folder.entry(LIST)?;
    let listed = read_list(folder, &list)?;
    let mut plan = Plan {
        before: listed.clone().unwrap_or_default(),
        after: List::of(files),
        ..Plan::default()
    };
    refuse_other_crate(folder, files)?;
    for (name, new) in files {
        plan.emitted(folder, name, new)?;
    }
    let emitted: BTreeMap<String, &String> = files
        .keys()
        .map(|name| (name.to_ascii_lowercase(), name))
        .collect();
    for (name, _) in plan.before.clone().entries() {
        match emitted.get(&name.to_ascii_lowercase()) {
            None => plan.stale(folder, name)?,
            Some(emitted) if *emitted == name => {}
            // On a file system that ignores case, removing one removes the other.
            Some(emitted) => plan.refused.push(format!(
                "{}: `{name}` differs from `{emitted}` in case only: restore the list from git, or move it away",
                out.join(LIST).display()
            )),
        }
    }
    let text = plan.after.text();
    match list {
        Entry::File(old) if old == text.as_bytes() => plan.unchanged.push(LIST.to_owned()),
        Entry::File(old) => {
            plan.note = List::note(&String::from_utf8_lossy(&old));
            if plan.note.is_some() {
                plan.edited.insert(LIST.to_owned(), old.clone());
            }
            plan.found.insert(LIST.to_owned(), hash(&old));
            plan.write(LIST, old);
        }
        _ => plan.write(LIST, Vec::new()),
    }
    Ok(plan)
}

/// The list of an earlier run.
fn read_list(folder: Folder, entry: &Entry) -> Result<Option<List>> {
    let here = folder.0.display();
    match entry {
        Entry::Missing => Ok(None),
        Entry::File(text) => {
            let text = String::from_utf8_lossy(text);
            let list = List::read(&text, &format!("{here}/{LIST}"));
            list.map(Some)
                .with_context(|| format!("cannot use {here}/{LIST}"))
        }
        Entry::Other(_, what) => {
            bail!("{here}/{LIST} is {what}: move it away, or give another --out")
        }
    }
}

/// Only the same crate is replaced: a mistake in `--out` must not overwrite another one.
fn refuse_other_crate(folder: Folder, files: &Files) -> Result<()> {
    let name = |manifest: &str| {
        manifest
            .lines()
            .find(|line| line.starts_with("name = "))
            .map(str::to_owned)
    };
    let manifest = match folder.entry("Cargo.toml")? {
        Entry::File(manifest) if is_marked(&manifest) => manifest,
        _ => return Ok(()),
    };
    let there = name(&String::from_utf8_lossy(&manifest));
    let emitted = files.get("Cargo.toml").and_then(|manifest| name(manifest));
    if let (Some(there), Some(emitted)) = (there, emitted)
        && there != emitted
    {
        bail!(
            "{} holds another crate ({there}) than the one to be written ({emitted}): give another --out, or delete \
             the Cargo.toml there",
            folder.0.display(),
        );
    }
    Ok(())
}

impl Plan {
    /// Plans for a path that is emitted.
    fn emitted(&mut self, folder: Folder, name: &str, new: &str) -> Result<()> {
        if name.split('/').any(|part| part.len() > LONGEST) {
            self.refused.push(format!(
                "{}: this file name is too long: shorten the name that it is made from (a tag, a path, a recipe or a file of \
                 the spec)",
                folder.0.join(name).display()
            ));
            return Ok(());
        }
        match folder.entry(name)? {
            Entry::Missing => self.write(name, Vec::new()),
            Entry::File(old) if old == new.as_bytes() => self.unchanged.push(name.to_owned()),
            Entry::File(old) if self.before.has(name) || is_marked(&old) => {
                self.replaces(name, &old);
                self.write(name, old);
            }
            Entry::File(_) => self.refused.push(format!(
                "{} was not written by codegen (it is not in {LIST}): move it away, or give another --out",
                folder.0.join(name).display()
            )),
            Entry::Other(at, what) => self.refused.push(other(folder, &at, what)),
        }
        Ok(())
    }

    /// Plans for a path that codegen wrote once and that is not emitted any more.
    fn stale(&mut self, folder: Folder, name: &str) -> Result<()> {
        match folder.entry(name)? {
            Entry::Missing => {}
            Entry::File(old) => {
                self.removed.push(name.to_owned());
                self.replaces(name, &old);
            }
            Entry::Other(at, what) => self.refused.push(other(folder, &at, what)),
        }
        Ok(())
    }

    /// Records the content that is replaced or removed. A list can be edited by hand, so a file counts as codegen's only if it
    /// has our header.
    fn replaces(&mut self, name: &str, old: &[u8]) {
        if !is_marked(old) || !self.before.has_content(name, old) {
            self.edited.insert(name.to_owned(), old.to_owned());
        }
        self.found.insert(name.to_owned(), hash(old));
    }

    fn write(&mut self, name: &str, old: Vec<u8>) {
        self.written.push(name.to_owned());
        self.replaced.push(old);
    }

    /// Whether a file is still what the plan was made for, and git still keeps it if it must.
    fn is_as_planned(&self, folder: Folder, name: &str) -> Result<()> {
        if let Some(content) = self.edited.get(name)
            && !git::keeps(folder.0, name, content)
        {
            bail!(
                "the version in git of {} changed while codegen ran",
                folder.0.join(name).display()
            );
        }
        is_still(folder, name, self.found.get(name))
    }

    /// The files that are in the list and that git does not track, while it tracks the list. Somebody may have added the line
    /// of a user's file. A file that is emitted may be new: it counts only if its line is in git.
    fn untracked(&self, out: &Path) -> Vec<String> {
        let replaced = self
            .written
            .iter()
            .filter(|name| self.found.contains_key(*name));
        if self.removed.is_empty() && replaced.clone().next().is_none() {
            return Vec::new();
        }
        let tracked = git::tracked(out);
        if !tracked.contains(LIST) {
            return Vec::new();
        }
        let committed: String = git::versions(out, LIST).collect();
        let is_committed = |name: &str| {
            let mut names = committed.lines().filter_map(|line| line.split_once("  "));
            names.any(|(_, committed)| committed.trim_end() == name)
        };
        let replaced = replaced.filter(|name| is_committed(name));
        let all = self.removed.iter().chain(replaced);
        let untracked = all.filter(|name| !tracked.contains(*name));
        untracked
            .map(|name| {
                format!(
                    "{} is in {LIST} and git does not track it, so it may be yours: delete it, move it away, or add it to \
                     git (`git add`)",
                    out.join(name).display()
                )
            })
            .collect()
    }

    /// Why a file whose content git does not keep is not replaced or removed, and what to do.
    fn why_kept(&self, folder: Folder, name: &str) -> String {
        let path = folder.0.join(name);
        let path = path.display();
        let git = "or commit it";
        let is_listed = self.before.has(name);
        if name == LIST {
            let line = self.note.unwrap_or_default();
            return format!("{path}:{line}: codegen did not write this line: remove it, {git}");
        }
        match self.found.get(name) {
            Some(hash) if is_listed && self.before.has_hash(name, hash) => format!(
                "{path} is in {LIST} and does not have the header of codegen, so it may be yours: move it away, {git}"
            ),
            _ if is_listed => format!(
                "{path} was changed after codegen wrote it: make the change in the spec and delete the file, or move \
                 it away, {git}"
            ),
            _ => format!(
                "{path} has the header of codegen and is not in {LIST}: it may be from another branch or from a \
                 stash. Delete it, {git}"
            ),
        }
    }
}

/// Whether a file still has the content with this hash: an editor may have saved it since.
fn is_still(folder: Folder, name: &str, hash_before: Option<&String>) -> Result<()> {
    let now = match folder.entry(name)? {
        Entry::Missing => None,
        Entry::File(now) => Some(hash(&now)),
        Entry::Other(at, what) => bail!(other(folder, &at, what)),
    };
    // A file that was deleted since needs no protection.
    if now.is_some() && now.as_ref() != hash_before {
        bail!(
            "{} changed while codegen ran",
            folder.0.join(name).display()
        );
    }
    Ok(())
}

fn other(folder: Folder, at: &str, what: &str) -> String {
    format!(
        "{} is {what}, and codegen writes there: move it away, or give another --out",
        folder.0.join(at).display()
    )
}

/// Brings the output folder, which must be there, to what was emitted, and reports what was done.
///
/// # Errors
///
/// As [`plan`]. Files that are not codegen's are where it would write: nothing is changed then. Otherwise what could not
/// be written and why; each file has its old or its new content then, and the next run completes the work.
pub fn write(out: &Path, files: &Files, _lock: &Lock) -> Result<Plan> {
    let plan = plan(out, files)?;
    apply(out, files, &plan)?;
    Ok(plan)
}

fn apply(out: &Path, files: &Files, plan: &Plan) -> Result<()> {
    let folder = Folder(out);
    let mut refused = plan.refused.clone();
    let only_here = plan
        .edited
        .iter()
        .filter(|(name, content)| !git::keeps(out, name, content));
    refused.extend(only_here.map(|(name, _)| plan.why_kept(folder, name)));
    refused.extend(plan.untracked(out));
    if !refused.is_empty() {
        let mut lines = vec!["nothing was changed".to_owned()];
        lines.extend(unique(&refused).iter().map(|line| format!("  {line}")));
        return Err(Lines(lines).into());
    }
    let others = || plan.written.iter().filter(|name| *name != LIST);
    let under_way = plan.before.clone().with(&plan.after);
    let is_listed_first =
        under_way != plan.before && others().chain(&plan.removed).next().is_some();
    let (under_way, after) = (under_way.text(), plan.after.text());
    for (name, content) in files {
        folder.clean(name, content)?;
    }
    for (name, hashes) in plan.before.entries() {
        for hash in hashes {
            folder.clean_listed(name, hash)?;
        }
    }
    folder.clean(LIST, &under_way)?;
    folder.clean(LIST, &after)?;
    let incomplete = "not all files are written: fix this and run `cargo xtask codegen` again";
    let check = |name: &str| plan.is_as_planned(folder, name);
    if is_listed_first {
        folder
            .write(LIST, &under_way, || check(LIST))
            .context(incomplete)?;
    }
    for name in others() {
        let content = files.get(name).map_or("", String::as_str);
        folder
            .write(name, content, || check(name))
            .context(incomplete)?;
    }
    for name in &plan.removed {
        check(name).context(incomplete)?;
        folder.remove(name).context(incomplete)?;
    }
    let check = || match is_listed_first {
        true => is_still(folder, LIST, Some(&hash(under_way.as_bytes()))),
        false => check(LIST),
    };
    if is_listed_first || plan.written.iter().any(|name| name == LIST) {
        folder.write(LIST, &after, check).context(incomplete)?;
    }
    Ok(())
}
