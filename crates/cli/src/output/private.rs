//! Files that only their owner can read: they have names of people.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};
use sha2::{Digest, Sha256};
use tempfile::Builder;

/// Opens a file to write, empty or at its end.
pub fn open(path: &Path, at_end: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    match at_end {
        true => options.append(true),
        false => options.write(true).truncate(true),
    };
    let file = create(options, path)?;
    make_private(&file)?;
    Ok(file)
}

/// Opens a file to read and to write. One that was there before stays as it is.
pub fn open_to_edit(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).truncate(false);
    create(options, path)
}

fn create(mut options: OpenOptions, path: &Path) -> io::Result<File> {
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Lets nobody but the owner read a file that was there before.
pub fn make_private(_file: &File) -> io::Result<()> {
    #[cfg(unix)]
    _file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

/// Creates a file with this content beside another one, which gets a number behind the name: `tokens.1.csv`.
pub fn create_beside(path: &Path, content: &[u8]) -> io::Result<(File, PathBuf)> {
    for number in 1_u32.. {
        let mut extension = OsString::from(number.to_string());
        if let Some(known) = path.extension() {
            extension.push(".");
            extension.push(known);
        }
        let beside = path.with_extension(extension);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let mut file = match create(options, &beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            created => created?,
        };
        // Not all file systems have locks.
        let _ = FileExt::try_lock(&file);
        let written = file.write_all(content).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // A part of the content is of no use.
            let _ = fs::remove_file(&beside);
            return Err(error);
        }
        return Ok((file, beside));
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Replaces a file as a whole: if it is interrupted, the file before is still there. If it is a link, where that leads to is not
/// touched.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    replace_if(path, content, || Ok(true)).map(|_| ())
}

/// Replaces a file if this is true right before. Returns whether it was replaced.
pub fn replace_if(
    path: &Path,
    content: &[u8],
    is_right: impl FnOnce() -> io::Result<bool>,
) -> io::Result<bool> {
    // A device or a pipe stays.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let mut open = OpenOptions::new().write(true).open(path)?;
        return open.write_all(content).map(|()| true);
    }
    if fs::symlink_metadata(path).is_ok_and(|found| found.permissions().readonly()) {
        let why = "the file is read-only";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    let name = temporary(path.file_name().unwrap_or_default());
    remove_left(&folder.join(&name))?;
    // Only the owner can read it. An existing one belongs to another run.
    let mut new = Builder::new()
        .prefix(&name)
        .rand_bytes(0)
        .tempfile_in(folder)?;
    if matches!(
        FileExt::try_lock(new.as_file()),
        Err(TryLockError::WouldBlock)
    ) {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    new.write_all(content)?;
    new.as_file().sync_all()?;
    let is_right = is_right()?;
    if is_right {
        new.persist(path)?;
    }
    Ok(is_right)
}

/// The temporary name for a file. It is always the same, so that the next run finds what a killed run has left.
fn temporary(name: &OsStr) -> String {
    let hash = Sha256::digest(name.as_encoded_bytes());
    let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!(".realtimekit-{hash}")
}

/// Removes the temporary file of a killed run, unless another run is writing it.
fn remove_left(path: &Path) -> io::Result<()> {
    match File::open(path) {
        Ok(left) => match FileExt::try_lock(&left) {
            Err(TryLockError::WouldBlock) => Ok(()),
            // Not all file systems have locks.
            Ok(()) | Err(TryLockError::Error(_)) => fs::remove_file(path),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_has_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.csv");
        let left = folder.path().join(temporary(OsStr::new("tokens.csv")));
        fs::write(&left, "tokens").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        // Another run is writing it.
        fs::write(&left, "tokens").unwrap();
        let other = File::open(&left).unwrap();
        FileExt::try_lock(&other).unwrap();
        assert!(replace(&path, b"newer").is_err());
        assert_eq!(fs::read_to_string(&left).unwrap(), "tokens");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn a_read_only_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        fs::write(&path, "mine").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let error = replace(&path, b"new").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_there_becomes_private() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        let mode = open(&path, true).unwrap().metadata().unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
}
