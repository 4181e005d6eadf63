//! One run at a time per folder that commands write to.
//!
//! A run that holds a lock asks git for versions of files, and git may run a filter or a merge driver that runs codegen.
//! That run would wait for its own ancestor: it finds the variable [`HELD`] and ends with an error.

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Once;

use anyhow::{Context, Result, bail};

use crate::output::to_stderr;
use crate::text::visible_lines;

/// The variable in which programs that run meanwhile get the locked folder.
pub const HELD: &str = "XTASK_HOLDS_LOCK_ON";

/// What a run prints that is refused because of [`HELD`].
const NESTED: &str = "waits for this one to end";

/// Prints the error of a run inside of git, whose output is not shown otherwise. Once, because git is run for each file.
pub fn report_nested(printed: &[u8]) {
    static REPORTED: Once = Once::new();
    let printed = String::from_utf8_lossy(printed);
    if let Some(line) = printed.lines().find(|line| line.contains(NESTED)) {
        REPORTED.call_once(|| to_stderr(&format!("{}\n", visible_lines(line))));
    }
}

/// A lock on a folder. It ends when it is dropped, or when the process ends for any reason.
#[derive(Debug)]
pub struct Lock {
    _held: File,
}

/// What the folder is locked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// To write into it, alone.
    Writing,
    /// To read it, together with other readers.
    Reading,
}

impl Lock {
    /// Takes the lock of a folder. `None` if the folder does not exist. If another run holds the lock, this calls
    /// `on_wait` and waits.
    ///
    /// # Errors
    ///
    /// When the folder cannot be locked, or when this runs inside of a run that holds a lock.
    pub fn take(folder: &Path, purpose: For, on_wait: impl Fn()) -> Result<Option<Self>> {
        if let Some(held) = env::var_os(HELD) {
            bail!(
                "another `cargo xtask` that uses {} {NESTED}: a filter or a merge driver of git runs this one. Remove it \
                 from the configuration of git, or do not let it run `cargo xtask`",
                Path::new(&held).display()
            );
        }
        loop {
            if !folder.is_dir() {
                return Ok(None);
            }
            let held = os::take(folder, purpose, &on_wait)
                .with_context(|| format!("cannot lock {}", folder.display()))?;
            // While this run waited, the folder may have been moved away.
            if os::is_of(&held, folder) {
                return Ok(Some(Self { _held: held }));
            }
        }
    }

    /// Creates the folder if it does not exist, and takes its lock for writing.
    ///
    /// # Errors
    ///
    /// As [`Lock::take`]; when the folder cannot be made.
    pub fn make(folder: &Path, on_wait: impl Fn()) -> Result<Self> {
        loop {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
            if let Some(lock) = Self::take(folder, For::Writing, &on_wait)? {
                return Ok(lock);
            }
        }
    }
}

/// The folder itself is locked, so that there is no lock file to leave behind.
#[cfg(unix)]
mod os {
    use super::{File, For, Path, fs, io};
    use std::os::unix::fs::MetadataExt;

    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    pub fn take(folder: &Path, purpose: For, on_wait: impl Fn()) -> io::Result<File> {
        let held = File::open(folder)?;
        let (at_once, later) = match purpose {
            For::Writing => (
                FlockOperation::NonBlockingLockExclusive,
                FlockOperation::LockExclusive,
            ),
            For::Reading => (
                FlockOperation::NonBlockingLockShared,
                FlockOperation::LockShared,
            ),
        };
        match flock(&held, at_once) {
            Err(Errno::WOULDBLOCK) => on_wait(),
            taken => return Ok(taken.map(|()| held)?),
        }
        loop {
            match flock(&held, later) {
                Err(Errno::INTR) => {}
                taken => return Ok(taken.map(|()| held)?),
            }
        }
    }

    pub fn is_of(held: &File, folder: &Path) -> bool {
        let id = |about: fs::Metadata| (about.dev(), about.ino());
        match (held.metadata(), fs::metadata(folder)) {
            (Ok(held), Ok(now)) => id(held) == id(now),
            _ => false,
        }
    }
}

/// A folder cannot be locked on Windows. Instead a file in it is opened, by one writer or by several readers. The
/// system deletes it when the last process closes it.
#[cfg(windows)]
mod os {
    use super::{File, For, Path, io};
    use std::fs::OpenOptions;
    use std::os::windows::fs::OpenOptionsExt;

    const DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const SHARING_VIOLATION: i32 = 32;
    /// Reading, writing and deleting.
    const SHARED: u32 = 1 | 2 | 4;

    pub fn take(folder: &Path, purpose: For, _on_wait: impl Fn()) -> io::Result<File> {
        let share = match purpose {
            For::Writing => 0,
            For::Reading => SHARED,
        };
        let opened = OpenOptions::new()
            .write(true)
            .create(true)
            .share_mode(share)
            .custom_flags(DELETE_ON_CLOSE)
            .open(folder.join(".xtask-codegen.lock"));
        opened.map_err(|error| match error.raw_os_error() {
            Some(SHARING_VIOLATION) => {
                io::Error::other("another `cargo xtask` uses it: run this again when it has ended")
            }
            _ => error,
        })
    }

    pub fn is_of(_held: &File, _folder: &Path) -> bool {
        // A folder with an open file in it cannot be moved away.
        true
    }
}
