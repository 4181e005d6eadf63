//! Files that only their owner can read: they have names of people.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::Builder;

/// Opens a file to write, empty or at its end.
pub fn open(path: &Path, at_end: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true);
    match at_end {
        true => options.append(true),
        false => options.write(true).truncate(true),
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Replaces a file as a whole: if it is interrupted, the file before is still there. If it is a link, where that leads to is not
/// touched.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    // A device or a pipe stays.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return OpenOptions::new()
            .write(true)
            .open(path)?
            .write_all(content);
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    // Nobody else has a file of this name, and only the owner can read it.
    let mut new = Builder::new()
        .prefix(".realtimekit-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    new.write_all(content)?;
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}
