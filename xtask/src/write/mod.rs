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
//! | content that is in the list and begins with our header | writes or removes it |
//! | other content that git keeps, of a file that is in the list or begins with our header (an edit that was committed, a merge, a rebase, the output of a version that kept no list) | writes or removes it |
//! | anything else: a user's file, an edit that git does not keep, a link, a folder | reports an error that names it, and changes nothing |

mod files;
mod folder;
mod git;
mod list;

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
    /// Of those to be written or removed, the ones that are not what codegen wrote: git must keep them.
    edited: Vec<String>,
    /// The hashes of those to be written or removed that are there.
    found: BTreeMap<String, String>,
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
    let listed = read_list(folder)?;
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
    match folder.entry(LIST)? {
        Entry::File(old) if old == text.as_bytes() => plan.unchanged.push(LIST.to_owned()),
        Entry::File(old) => {
            if List::has_notes(&String::from_utf8_lossy(&old)) {
                plan.edited.push(LIST.to_owned());
            }
            plan.write(LIST, old);
        }
        _ => plan.write(LIST, Vec::new()),
    }
    Ok(plan)
}

/// The list of an earlier run.
fn read_list(folder: Folder) -> Result<Option<List>> {
    let here = folder.0.display();
    match folder.entry(LIST)? {
        Entry::Missing => Ok(None),
        Entry::File(text) => {
            let text = String::from_utf8_lossy(&text);
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
            self.edited.push(name.to_owned());
        }
        self.found.insert(name.to_owned(), hash(old));
    }

    fn write(&mut self, name: &str, old: Vec<u8>) {
        self.written.push(name.to_owned());
        self.replaced.push(old);
    }

    /// Whether a file is still what the plan was made for: an editor may have saved it since.
    fn is_as_planned(&self, folder: Folder, name: &str) -> Result<()> {
        let now = match folder.entry(name)? {
            Entry::Missing => None,
            Entry::File(now) => Some(hash(&now)),
            Entry::Other(at, what) => bail!(other(folder, &at, what)),
        };
        // A file that was deleted since needs no protection.
        if now.is_some() && now.as_ref() != self.found.get(name) {
            bail!(
                "{} changed while codegen ran",
                folder.0.join(name).display()
            );
        }
        Ok(())
    }

    /// Why a file whose content git does not keep is not replaced or removed, and what to do.
    fn why_kept(&self, folder: Folder, name: &str) -> String {
        let path = folder.0.join(name);
        let path = path.display();
        let git = "or add it to git (`git add`), which keeps this version";
        let is_listed = self.before.has(name);
        if name == LIST {
            return format!("{path} has comments that codegen did not write: remove them, {git}");
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
    let only_here = plan.edited.iter().filter(|name| !git::keeps(out, name));
    refused.extend(only_here.map(|name| plan.why_kept(folder, name)));
    if !refused.is_empty() {
        let mut lines = vec!["nothing was changed".to_owned()];
        lines.extend(unique(&refused).iter().map(|line| format!("  {line}")));
        return Err(Lines(lines).into());
    }
    let others = || plan.written.iter().filter(|name| *name != LIST);
    let under_way = plan.before.clone().with(&plan.after);
    folder.clean(&under_way, files)?;
    let is_listed_first =
        under_way != plan.before && others().chain(&plan.removed).next().is_some();
    if is_listed_first {
        folder.write(LIST, &under_way.text(), || Ok(()))?;
    }
    let incomplete = "not all files are written: fix this and run `cargo xtask codegen` again";
    for name in others() {
        let content = files.get(name).map_or("", String::as_str);
        let check = || plan.is_as_planned(folder, name);
        folder.write(name, content, check).context(incomplete)?;
    }
    for name in &plan.removed {
        plan.is_as_planned(folder, name).context(incomplete)?;
        folder.remove(name).context(incomplete)?;
    }
    if is_listed_first || plan.written.iter().any(|name| name == LIST) {
        folder
            .write(LIST, &plan.after.text(), || Ok(()))
            .context(incomplete)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn nothing_is_written_if_a_file_name_is_too_long() {
        let out = tempfile::tempdir().unwrap();
        let of_length = |length: usize| {
            let file = |name: &str| (name.to_owned(), format!("// {HEADER}\n"));
            Files::from([file("a.rs"), file(&format!("z/{}", "n".repeat(length)))])
        };
        let written = |files: &Files| {
            let plan = plan(out.path(), files).unwrap();
            apply(out.path(), files, &plan)
        };
        let error = written(&of_length(LONGEST + 1)).unwrap_err().to_string();
        assert!(error.contains("is too long: shorten"), "{error}");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
        written(&of_length(LONGEST)).unwrap();
    }

    #[test]
    fn a_file_that_is_saved_while_codegen_writes_is_not_replaced() {
        let out = tempfile::tempdir().unwrap();
        let path = out.path().join("a.rs");
        let old = format!("// {HEADER}\n");
        fs::write(&path, &old).unwrap();
        let file = |content: &str| Files::from([("a.rs".to_owned(), content.to_owned())]);
        fs::write(out.path().join(LIST), List::of(&file(&old)).text()).unwrap();
        let plan = plan(out.path(), &file("new")).unwrap();
        let folder = Folder(out.path());
        let written = folder.write("a.rs", "new", || {
            // By then the new content is on the disk, beside the old one.
            assert_eq!(fs::read_dir(out.path()).unwrap().count(), 3);
            fs::write(&path, "saved").unwrap();
            plan.is_as_planned(folder, "a.rs")
        });
        let error = written.unwrap_err().to_string();
        assert!(error.contains("changed while codegen ran"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "saved");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2);
    }
}
