//! The folder of an export, with the checksums of its files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::output::private;

/// The checksums, in the format of `sha256sum`.
const SUMS: &str = "SHA256SUMS";
/// The file with the session.
pub const SESSION: &str = "session.json";

/// A folder that only its owner can read.
pub struct Folder {
    path: PathBuf,
    /// Locked, so that only one run writes into the folder.
    _lock: Option<File>,
    sums: BTreeMap<String, String>,
}

/// A complete file.
pub struct Stored {
    /// Its size.
    pub bytes: u64,
    /// Its checksum.
    pub sha256: String,
}

impl Folder {
    /// Opens or makes the folder.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let made = make_private(path);
        made.map_err(|error| Failure::io(path.display(), &error))?;
        let lock = lock(path)?;
        let opened = match fs::read_to_string(path.join(SUMS)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            read => read,
        };
        let text = opened.map_err(|error| Failure::io(path.display(), &error))?;
        let sum = |line: &str| {
            let (sum, name) = line.split_once("  ")?;
            Some((name.to_owned(), sum.to_owned()))
        };
        let sums: Option<BTreeMap<_, _>> = text.lines().map(sum).collect();
        // Every export writes this file first.
        let sums = sums.filter(|sums| sums.is_empty() || sums.contains_key(SESSION));
        let folder = Self {
            path: path.to_owned(),
            _lock: lock,
            sums: sums.ok_or_else(|| foreign(&path.join(SUMS)))?,
        };
        folder.complete_interrupted()?;
        Ok(folder)
    }

    /// Renames the part of a run that was killed between its checksum and the renaming.
    fn complete_interrupted(&self) -> Result<(), Failure> {
        for (name, sum) in self.sums.iter().filter(|(name, _)| !name.contains('/')) {
            let (part, file) = (self.path.join(part_of(name)), self.path.join(name));
            // A file with this name is an older version, or one of the user. [`part`](Self::part) reports it.
            let is_free = file.symlink_metadata().is_err();
            let is_complete = || stored(&part).is_ok_and(|stored| stored.sha256 == *sum);
            if is_free && !part.is_symlink() && is_complete() {
                let renamed = fs::rename(&part, file);
                renamed.map_err(|error| self.failed(name, &error))?;
            }
        }
        Ok(())
    }

    fn failed(&self, name: &str, error: &io::Error) -> Failure {
        Failure::io(self.path.join(name).display(), error)
    }

    /// The text of the file with the session, if it is there.
    ///
    /// # Errors
    /// The folder has an export, but not its session.
    pub fn session(&self) -> Result<Option<String>, Failure> {
        match fs::read_to_string(self.path.join(SESSION)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.sums.is_empty() => {
                Ok(None)
            }
            Err(error) => Err(Failure::Usage(format!(
                "{}: {error}; the other files are of that session: put it back, or choose another folder",
                self.path.join(SESSION).display()
            ))),
        }
    }

    /// A file that exists and matches its checksum.
    pub fn complete(&self, name: &str) -> Result<Option<Stored>, Failure> {
        let Some(sum) = self.sums.get(name) else {
            return Ok(None);
        };
        match stored(&self.path.join(name)) {
            Ok(stored) => Ok(Some(stored).filter(|stored| stored.sha256 == *sum)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(name, &error)),
        }
    }

    /// The path of a file while it is downloaded.
    ///
    /// # Errors
    /// The file is there, and no export wrote it, or somebody changed it.
    pub fn part(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.path.join(name);
        let is_there = path.symlink_metadata().is_ok();
        if is_there && !self.sums.contains_key(name) {
            return Err(foreign(&path));
        }
        if is_there && self.complete(name)?.is_none() {
            return Err(Failure::Usage(format!(
                "{} was changed after this command wrote it; move it away, and run the same command again",
                path.display()
            )));
        }
        let part = self.path.join(part_of(name));
        // Writing to it would change a file that is not in the folder.
        if part.is_symlink() || has_other_names(&part) {
            fs::remove_file(&part).map_err(|error| self.failed(name, &error))?;
        }
        Ok(part)
    }

    /// Writes a file.
    pub fn write(&mut self, name: &str, content: &[u8]) -> Result<Stored, Failure> {
        let written = private::open(&self.part(name)?, false);
        let written = written.and_then(|mut file| {
            file.write_all(content)?;
            file.sync_all()
        });
        written.map_err(|error| self.failed(name, &error))?;
        self.keep(name)
    }

    /// Renames a downloaded part to the complete file. Its checksum is written first: if the command is killed before the
    /// file is renamed, the next run recognises it as one of an export.
    pub fn keep(&mut self, name: &str) -> Result<Stored, Failure> {
        let part = self.part(name)?;
        let stored = stored(&part).map_err(|error| self.failed(name, &error))?;
        self.sums.insert(name.to_owned(), stored.sha256.clone());
        let lines = self
            .sums
            .iter()
            .map(|(name, sum)| format!("{sum}  {name}\n"));
        let lines: String = lines.collect();
        let written = private::replace(&self.path.join(SUMS), lines.as_bytes());
        written.map_err(|error| self.failed(SUMS, &error))?;
        fs::rename(&part, self.path.join(name)).map_err(|error| self.failed(name, &error))?;
        Ok(stored)
    }
}

/// The name of a file while it is downloaded.
fn part_of(name: &str) -> String {
    format!(".realtimekit-{name}.part")
}

/// Whether a file has more names than this one.
#[cfg(unix)]
fn has_other_names(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    path.metadata().is_ok_and(|found| found.nlink() > 1)
}

/// Windows does not report it in a stable way.
#[cfg(not(unix))]
fn has_other_names(_path: &Path) -> bool {
    false
}

fn foreign(path: &Path) -> Failure {
    Failure::Usage(format!(
        "{} was not written by this command; move it away, or choose another folder",
        path.display()
    ))
}

/// Locks the folder.
#[cfg(unix)]
fn lock(path: &Path) -> Result<Option<File>, Failure> {
    use fs4::{FileExt, TryLockError};

    let failed = |error: &io::Error| Failure::io(path.display(), error);
    let folder = File::open(path).map_err(|error| failed(&error))?;
    match FileExt::try_lock(&folder) {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Err(Failure::Usage(format!(
            "another run is writing into {}",
            path.display()
        ))),
        Err(TryLockError::Error(error)) => Err(failed(&error)),
    }
}

/// On Windows, a folder cannot be opened as a file.
#[cfg(not(unix))]
fn lock(_path: &Path) -> Result<Option<File>, Failure> {
    Ok(None)
}

fn stored(path: &Path) -> io::Result<Stored> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    let sum = hash.finalize();
    Ok(Stored {
        bytes,
        sha256: sum.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_another_name_is_not_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let mine = folder.path().join("mine");
        fs::write(&mine, "mine").unwrap();
        let export = folder.path().join("export");
        let mut opened = Folder::open(&export).unwrap();
        fs::hard_link(&mine, opened.part("a.json").unwrap()).unwrap();
        opened.write("a.json", b"{}").unwrap();
        assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
        assert_eq!(fs::read_to_string(export.join("a.json")).unwrap(), "{}");
    }

    #[test]
    fn the_part_of_a_killed_run_replaces_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut export = Folder::open(folder.path()).unwrap();
        export.write(SESSION, b"{}").unwrap();
        drop(export);
        // As if the run was killed before it renamed the part, and the user has then written a file.
        let (file, part) = (
            folder.path().join(SESSION),
            folder.path().join(part_of(SESSION)),
        );
        fs::rename(&file, &part).unwrap();
        fs::write(&file, "mine").unwrap();
        let mut export = Folder::open(folder.path()).unwrap();
        assert!(matches!(
            export.write(SESSION, b"[]"),
            Err(Failure::Usage(_))
        ));
        drop(export);
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");

        fs::remove_file(&file).unwrap();
        Folder::open(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "{}");
    }
}
