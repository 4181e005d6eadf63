//! Files that only their owner can read: they have names of people.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

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
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A device or a pipe stays.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return OpenOptions::new()
            .write(true)
            .open(path)?
            .write_all(text.as_bytes());
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    // One that is there may be readable for others.
    match fs::remove_file(part) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = open(part, false)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(part, path)
}
