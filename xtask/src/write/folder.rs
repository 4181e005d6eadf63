//! The output folder: reads, replaces and removes files in it. Symbolic links are never followed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::files::{Files, HEADER, is_marked};
use super::list::{LIST, List, hash};

const FOLDER: &str = "a folder";

/// The maximum length of a file name, in bytes: most file systems allow 255, and its temporary name is longer by 22.
pub const LONGEST: usize = 255 - 22;

/// The kind of entry at a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    Missing,
    File(Vec<u8>),
    /// Something that codegen never writes, at the path or in place of a folder above it: `src`, `a symbolic link`.
    Other(String, &'static str),
}

/// The output folder, as an absolute path without links.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'p>(pub &'p Path);

impl Folder<'_> {
    /// The entry at `name`, a path with `/`.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn entry(self, name: &str) -> Result<Entry> {
        for (end, _) in name.match_indices('/') {
            let above = name.get(..end).unwrap_or_default();
            match self.kind(above)? {
                None => return Ok(Entry::Missing),
                Some(kind) if kind.is_dir() => {}
                Some(kind) => return Ok(Entry::Other(above.to_owned(), describe(kind))),
            }
        }
        match self.kind(name)? {
            None => Ok(Entry::Missing),
            Some(kind) if kind.is_file() => {
                let path = self.0.join(name);
                let read =
                    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                Ok(Entry::File(read))
            }
            Some(kind) => Ok(Entry::Other(name.to_owned(), describe(kind))),
        }
    }

    fn kind(self, name: &str) -> Result<Option<FileType>> {
        let path = self.0.join(name);
        match fs::symlink_metadata(&path) {
            Ok(about) => Ok(Some(about.file_type())),
            Err(error)
                if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory]
                    .contains(&error.kind()) =>
            {
                Ok(None)
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Replaces or creates a file. The content is written to a temporary file, whose name [`Folder::clean`] recognises,
    /// and renamed when it is complete on the disk. `check` is called right before that, because an editor may save the
    /// file meanwhile. A save between `check` and the rename is lost, because no system call compares and renames in
    /// one step.
    ///
    /// # Errors
    ///
    /// The file cannot be written, or `check` fails. The path then has its old content.
    pub fn write(
        self,
        name: &str,
        content: &str,
        check: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let path = self.0.join(name);
        let temporary = self.0.join(temporary(name, &hash(content.as_bytes())));
        let cannot = || format!("cannot write {}", path.display());
        let filled = (|| {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&temporary)?;
            let filled = fill(file, content, &path);
            if filled.is_err() {
                // The first error is the one to report.
                let _ = fs::remove_file(&temporary);
            }
            filled
        })();
        filled.with_context(cannot)?;
        let replaced = check().and_then(|()| fs::rename(&temporary, &path).with_context(cannot));
        if replaced.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        replaced
    }

    /// Removes a file, and the folders above it that become empty.
    ///
    /// # Errors
    ///
    /// When the file cannot be removed.
    pub fn remove(self, name: &str) -> Result<()> {
        let path = self.0.join(name);
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        for (end, _) in name.rmatch_indices('/') {
            let above = self.0.join(name.get(..end).unwrap_or_default());
            // This removes only an empty folder.
            if fs::remove_dir(above).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Removes temporary files of killed runs, for any document, beside the files of `list`. A file with such a name
    /// and other content is kept.
    ///
    /// # Errors
    ///
    /// A file cannot be removed, or something that codegen did not write has a name that `files` need.
    pub fn clean(self, list: &List, files: &Files) -> Result<()> {
        let mut by_folder: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, _) in list.entries() {
            let (above, file) = name.rsplit_once('/').unwrap_or(("", name));
            by_folder.entry(above).or_default().insert(file);
        }
        for (above, names) in by_folder {
            for left in self.names(above)? {
                if is_temporary(&left, &names) {
                    self.remove_left(&join(above, &left))?;
                }
            }
        }
        let needed = files.iter().map(|(name, content)| (name.as_str(), content));
        let needed = needed.map(|(name, content)| temporary(name, &hash(content.as_bytes())));
        self.remove_left(&temporary(LIST, ""))?;
        for name in needed.chain([temporary(LIST, "")]) {
            if self.entry(&name)? != Entry::Missing {
                bail!(
                    "{} exists and was not written by codegen, which needs this name: move it away, or give another --out",
                    self.0.join(&name).display()
                );
            }
        }
        Ok(())
    }

    /// Removes a file with a temporary name if its content was written by codegen, completely or in part.
    fn remove_left(self, name: &str) -> Result<()> {
        match self.entry(name)? {
            Entry::File(content) if is_marked(&content) || is_beginning(&content) => {
                let path = self.0.join(name);
                fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
            }
            _ => Ok(()),
        }
    }

    /// The names of the entries of a folder below this one; none if it is not a folder.
    fn names(self, above: &str) -> Result<Vec<String>> {
        if !above.is_empty() && self.entry(above)? != Entry::Other(above.to_owned(), FOLDER) {
            return Ok(Vec::new());
        }
        let path = self.0.join(above);
        let cannot = || format!("cannot list {}", path.display());
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).with_context(cannot)? {
            let name = entry.with_context(cannot)?.file_name();
            names.extend(name.into_string());
        }
        Ok(names)
    }
}

/// The temporary name of the file with this hash, which is renamed to `name` when it is complete.
fn temporary(name: &str, hash: &str) -> String {
    if name == LIST {
        return format!(".{LIST}.tmp");
    }
    let start = hash.get(..16).unwrap_or(hash);
    let (above, file) = name.rsplit_once('/').unwrap_or(("", name));
    join(above, &format!(".{file}.{start}.tmp"))
}

/// Whether it is a temporary name of one of these files.
fn is_temporary(left: &str, names: &BTreeSet<&str>) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    left.strip_prefix('.')
        .and_then(|left| left.strip_suffix(".tmp")?.rsplit_once('.'))
        .is_some_and(|(name, start)| {
            start.len() == 16 && start.chars().all(is_digit) && names.contains(name)
        })
}

fn join(above: &str, name: &str) -> String {
    match above {
        "" => name.to_owned(),
        above => format!("{above}/{name}"),
    }
}

/// Whether this is the beginning of an emitted file, in any of its languages, or empty. A killed run may have written
/// no more.
fn is_beginning(content: &[u8]) -> bool {
    ["// ", "# ", "<!-- "]
        .iter()
        .any(|opening| format!("{opening}{HEADER}").as_bytes().starts_with(content))
}

fn fill(mut file: File, content: &str, replaces: &Path) -> io::Result<()> {
    file.write_all(content.as_bytes())?;
    // A read-only file stays read-only.
    if let Ok(about) = fs::symlink_metadata(replaces) {
        file.set_permissions(about.permissions())?;
    }
    // Some file systems only report here that the disk is full.
    file.sync_all()
}

fn describe(kind: FileType) -> &'static str {
    if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_dir() {
        FOLDER
    } else if kind.is_file() {
        "a file"
    } else {
        "no regular file"
    }
}
