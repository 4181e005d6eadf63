//! Writes all files of an operation or none. All are written to temporary files before the first one is renamed, and
//! renamed files are removed again if a later one fails. Symbolic links are not followed.

use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use crate::output::beside;

/// A file to be written.
pub(super) struct Change {
    /// Its path below the folder, with `/`.
    pub name: String,
    /// Its current content; `None` if it does not exist.
    pub before: Option<String>,
    pub after: String,
}

/// The text of a file, by its path below the folder. `None` if it does not exist.
///
/// # Errors
///
/// It cannot be read, is not a file, or is below something that is not a folder.
pub(super) fn text(folder: &Path, name: &str) -> Result<Option<String>> {
    for (end, _) in name.match_indices('/') {
        let above = name.get(..end).unwrap_or_default();
        match kind(folder, above)? {
            None => return Ok(None),
            Some(kind) if kind.is_dir() => {}
            Some(kind) => bail!(refusal(folder, above, kind, "a folder")),
        }
    }
    match kind(folder, name)? {
        None => Ok(None),
        Some(kind) if kind.is_file() => fs::read_to_string(folder.join(name))
            .map(Some)
            .with_context(|| format!("cannot read {name}")),
        Some(kind) => bail!(refusal(folder, name, kind, "a file")),
    }
}

fn kind(folder: &Path, name: &str) -> Result<Option<FileType>> {
    match fs::symlink_metadata(folder.join(name)) {
        Ok(about) => Ok(Some(about.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {name}")),
    }
}

fn refusal(folder: &Path, name: &str, kind: FileType, wanted: &str) -> String {
    let what = match kind {
        kind if kind.is_symlink() => "a symbolic link, which may lead anywhere",
        kind if kind.is_dir() => "a folder",
        _ => "no folder",
    };
    let path = folder.join(name);
    format!("{} is {what}: put {wanted} there", path.display())
}

/// Writes the files below a folder, the last one last.
///
/// # Errors
///
/// As [`text`]; also if a file cannot be written or was changed meanwhile. Then nothing is changed.
pub(super) fn write(folder: &Path, changes: &[Change]) -> Result<()> {
    Staged::new(folder, changes)?.commit()
}

/// Files that were written under temporary names.
struct Staged<'c> {
    folder: &'c Path,
    files: Vec<(&'c Change, NamedTempFile)>,
    /// Removes created files and folders, unless they are kept.
    undo: Undo,
}

impl<'c> Staged<'c> {
    fn new(folder: &'c Path, changes: &'c [Change]) -> Result<Self> {
        let mut staged = Self {
            folder,
            files: Vec::new(),
            undo: Undo::default(),
        };
        for change in changes {
            let cannot = || format!("cannot write {}", change.name);
            is_unchanged(folder, change)?;
            for (end, _) in change.name.match_indices('/') {
                let above = folder.join(change.name.get(..end).unwrap_or_default());
                if !above.exists() {
                    fs::create_dir(&above).with_context(cannot)?;
                    staged.undo.folders.push(above);
                }
            }
            let target = folder.join(&change.name);
            let file = beside(&target, &change.after).with_context(cannot)?;
            staged.files.push((change, file));
        }
        Ok(staged)
    }

    fn commit(mut self) -> Result<()> {
        for (change, file) in self.files {
            let cannot = || format!("cannot write {}", change.name);
            let target = self.folder.join(&change.name);
            // An editor may have saved it since.
            is_unchanged(self.folder, change)?;
            match change.before {
                Some(_) => file.persist(&target).with_context(cannot)?,
                None => file.persist_noclobber(&target).with_context(cannot)?,
            };
            self.undo
                .files
                .push((target, change.before.clone(), change.after.clone()));
        }
        self.undo.keep();
        Ok(())
    }
}

fn is_unchanged(folder: &Path, change: &Change) -> Result<()> {
    if text(folder, &change.name)? != change.before {
        bail!(
            "{} has just been changed: run the command again",
            change.name
        );
    }
    Ok(())
}

/// Removes files and folders when it is dropped: unchanged files, and empty folders.
#[derive(Default)]
struct Undo {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, Option<String>, String)>,
}

impl Undo {
    fn keep(&mut self) {
        self.folders.clear();
        self.files.clear();
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        // The first error is reported, not an error here.
        for (path, before, after) in self.files.drain(..).rev() {
            if fs::read_to_string(&path).is_ok_and(|now| now == after) {
                let _ = match before {
                    None => fs::remove_file(&path),
                    Some(before) => crate::output::write_whole(&path, &before),
                };
            }
        }
        for folder in self.folders.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(name: &str, before: Option<&str>) -> Change {
        Change {
            name: name.to_owned(),
            before: before.map(str::to_owned),
            after: format!("new {name}"),
        }
    }

    #[test]
    fn written_files_are_removed_if_a_later_one_fails() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a"), "old a").unwrap();
        let changes = [
            change("a", Some("old a")),
            change("examples/b", None),
            change("c", None),
        ];
        let staged = Staged::new(root, &changes).unwrap();
        // Another program creates the last one meanwhile.
        fs::write(root.join("c"), "mine").unwrap();
        assert!(staged.commit().is_err());
        let text = |name: &str| fs::read_to_string(root.join(name)).unwrap();
        assert_eq!((text("a"), text("c")), ("old a".into(), "mine".into()));
        assert_eq!(fs::read_dir(root).unwrap().count(), 2);

        fs::remove_file(root.join("c")).unwrap();
        write(root, &changes).unwrap();
        assert_eq!((text("a"), text("c")), ("new a".into(), "new c".into()));
        assert_eq!(text("examples/b"), "new examples/b");
        assert_eq!(fs::read_dir(root).unwrap().count(), 3);
    }

    #[test]
    fn a_file_that_was_saved_since_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "old a").unwrap();
        let changes = [change("a", Some("old a"))];
        let staged = Staged::new(folder.path(), &changes).unwrap();
        fs::write(folder.path().join("a"), "saved").unwrap();
        let error = staged.commit().unwrap_err().to_string();
        assert!(error.contains("a has just been changed"), "{error}");
        let left = fs::read_to_string(folder.path().join("a")).unwrap();
        assert_eq!(left, "saved");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
