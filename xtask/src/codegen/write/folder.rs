//! The output folder: what is at a path below it, and how a file there is replaced and removed. Symbolic links are never
//! followed.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::list::{LIST, List, hash};

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    Missing,
    File(Vec<u8>),
    /// Something that codegen never writes, at the path or at a folder above it: `src`, `a symbolic link`.
    Other(String, &'static str),
}

/// The output folder, as an absolute path without links.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'p>(pub &'p Path);

impl Folder<'_> {
    /// What is at `name`, a path with `/`.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
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

    /// Replaces a file or makes a new one: until all of the content is on the disk, the path has the old one. The content
    /// is written beside it, under a name that [`Folder::clean`] finds again, and renamed.
    ///
    /// # Errors
    ///
    /// What could not be written and why.
    pub fn write(self, name: &str, content: &str) -> Result<()> {
        let path = self.0.join(name);
        let temporary = self.temporary(name, &hash(content.as_bytes()));
        let written = (|| {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&temporary)?;
            let replaced = fill(file, content, &path).and_then(|()| fs::rename(&temporary, &path));
            if replaced.is_err() {
                // The failure is what the user must hear of.
                let _ = fs::remove_file(&temporary);
            }
            replaced
        })();
        written.with_context(|| format!("cannot write {}", path.display()))
    }

    /// Removes a file, and the folders above it that are empty then.
    ///
    /// # Errors
    ///
    /// When the file cannot be removed.
    pub fn remove(self, name: &str) -> Result<()> {
        let path = self.0.join(name);
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        for (end, _) in name.rmatch_indices('/') {
            let above = self.0.join(name.get(..end).unwrap_or_default());
            // Only an empty folder can be removed so.
            if fs::remove_dir(above).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Removes the temporary files of a run that was killed: those of the contents that `list` has.
    ///
    /// # Errors
    ///
    /// When one cannot be removed; when something of that name is not ours.
    pub fn clean(self, list: &List) -> Result<()> {
        for (name, hashes) in list.entries() {
            for hash in hashes {
                let temporary = self.temporary(name, hash);
                let Ok(below) = temporary.strip_prefix(self.0) else {
                    continue;
                };
                if let Entry::File(_) = self.entry(&below.to_string_lossy().replace('\\', "/"))? {
                    fs::remove_file(&temporary)
                        .with_context(|| format!("cannot remove {}", temporary.display()))?;
                }
            }
        }
        // The content of a list is not listed anywhere: its own beginning shows that it is one.
        let beginning = List::default().text();
        let name = list_temporary();
        match self.entry(&name)? {
            Entry::Missing => Ok(()),
            Entry::File(content)
                if content.starts_with(beginning.as_bytes())
                    || beginning.as_bytes().starts_with(&content) =>
            {
                fs::remove_file(self.0.join(&name)).with_context(|| format!("cannot remove {name}"))
            }
            _ => bail!(
                "{} is in the way and codegen did not write it: move it away, or give another --out",
                self.0.join(&name).display()
            ),
        }
    }

    /// Where the content with this hash is written before it is renamed to `name`.
    fn temporary(self, name: &str, hash: &str) -> PathBuf {
        if name == LIST {
            return self.0.join(list_temporary());
        }
        let start = hash.get(..16).unwrap_or(hash);
        let (above, file) = name.rsplit_once('/').unwrap_or(("", name));
        self.0.join(above).join(format!(".{file}.{start}.tmp"))
    }
}

fn list_temporary() -> String {
    format!(".{LIST}.tmp")
}

fn fill(mut file: File, content: &str, replaces: &Path) -> io::Result<()> {
    file.write_all(content.as_bytes())?;
    // A file that was made read-only stays so.
    if let Ok(about) = fs::symlink_metadata(replaces) {
        file.set_permissions(about.permissions())?;
    }
    // Some file systems say only now that there is no space.
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
