//! The output folder: reads, replaces and removes files in it. Symbolic links are never followed.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::list::hash;

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
        let temporary = self.0.join(temporary(name, content));
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

    /// Removes the temporary file of a killed run that was to write this content: it has the name that only this content
    /// has, and a part of it or all.
    ///
    /// # Errors
    ///
    /// The file cannot be removed, or it has other content.
    pub fn clean(self, name: &str, content: &str) -> Result<()> {
        let name = temporary(name, content);
        let path = self.0.join(&name);
        match self.entry(&name)? {
            Entry::Missing => Ok(()),
            Entry::File(left) if content.as_bytes().starts_with(&left) => {
                fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
            }
            _ => bail!(
                "{} exists and was not written by codegen, which needs this name: move it away, or give another --out",
                path.display()
            ),
        }
    }

    /// Removes the temporary file of a killed run that was to write a content with this hash, if it is complete.
    ///
    /// # Errors
    ///
    /// The file cannot be removed.
    pub fn clean_listed(self, name: &str, of: &str) -> Result<()> {
        let name = temporary_of_hash(name, of);
        let path = self.0.join(&name);
        match self.entry(&name)? {
            Entry::File(left) if hash(&left) == of => {
                fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
            }
            _ => Ok(()),
        }
    }
}

/// The temporary name of a file with this content, which is renamed to `name` when it is complete.
pub fn temporary(name: &str, content: &str) -> String {
    temporary_of_hash(name, &hash(content.as_bytes()))
}

fn temporary_of_hash(name: &str, hash: &str) -> String {
    let start = hash.get(..16).unwrap_or(hash);
    match name.rsplit_once('/') {
        Some((above, file)) => format!("{above}/.{file}.{start}.tmp"),
        None => format!(".{name}.{start}.tmp"),
    }
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
        "a folder"
    } else if kind.is_file() {
        "a file"
    } else {
        "no regular file"
    }
}
