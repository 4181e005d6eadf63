//! Checks that other users cannot read the configuration file, which may contain a token.

use std::fs::File;
use std::path::Path;

use crate::failure::Failure;

/// Fails if others than the owner can read or change the file.
#[cfg(unix)]
pub fn check(file: &File, path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;

    let name = path.display();
    let metadata = file.metadata().map_err(|error| Failure::io(name, &error))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{} has the mode {mode:o}, so other users can read or change it, and it may contain a token; run: chmod 600 {}",
        path.display(),
        path.display()
    )))
}

/// Windows has no file modes, and other users cannot read the folder of a user.
#[cfg(not(unix))]
pub fn check(_file: &File, _path: &Path) -> Result<(), Failure> {
    Ok(())
}
