//! Whether a file still is the one that was opened, with the content that this run knows.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

/// The content of a file that this run has read or written.
pub struct Known {
    length: u64,
    hash: Sha256,
}

impl Known {
    /// This content.
    pub fn new(content: &[u8]) -> Self {
        let mut known = Self {
            length: 0,
            hash: Sha256::new(),
        };
        known.add(content);
        known
    }

    /// Adds what was appended.
    pub fn add(&mut self, content: &[u8]) {
        self.length += content.len() as u64;
        self.hash.update(content);
    }

    /// The length of the content.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Whether the file is at this path and has the known length. This is fast: it does not read the file.
    pub fn is_at(&self, file: &File, path: &Path) -> bool {
        let same = is_same(file, path);
        // Without an answer, nothing must be written over.
        same.is_ok_and(|same| same && fs::metadata(path).is_ok_and(|it| it.len() == self.length))
    }

    /// Whether the file is at this path and has the known content.
    pub fn is_unchanged(&self, mut file: &File, path: &Path) -> io::Result<bool> {
        if !self.is_at(file, path) {
            return Ok(false);
        }
        // Windows lets only this handle read the file, which is locked.
        file.seek(SeekFrom::Start(0))?;
        let mut hash = Sha256::new();
        io::copy(&mut file.take(self.length), &mut hash)?;
        Ok(hash.finalize() == self.hash.clone().finalize())
    }
}

/// Whether the file is the one at this path: another program may have replaced or removed it.
#[cfg(unix)]
pub fn is_same(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let (opened, found) = (file.metadata()?, fs::metadata(path)?);
    Ok((opened.dev(), opened.ino()) == (found.dev(), found.ino()))
}

/// On Windows, an open file cannot be replaced.
#[cfg(not(unix))]
pub fn is_same(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}
