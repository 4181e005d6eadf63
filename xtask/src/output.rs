//! What a command leaves behind: text on the standard streams, and files that are whole or as they were.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Result};

/// Writes to the standard output.
///
/// # Errors
///
/// When it cannot be written to, as a pipe that nobody reads any more.
pub fn say(text: &str) -> Result<()> {
    let mut out = io::stdout();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("cannot write to the standard output")
}

/// Writes to the standard error. Where nobody reads it the exit code must do, so that a failure is none.
pub fn tell(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Whether what goes to a stream is to be coloured: it is a terminal that can, and the environment (`NO_COLOR`,
/// `CLICOLOR`, `CLICOLOR_FORCE`, `TERM`) says nothing else.
pub fn coloured(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// Writes a file in one go: until all of it is on the disk, what stood there before stays.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    // A link stays one: the file that it leads to is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if target.exists() && !target.is_file() {
        // Nothing may take the place of a device or a pipe, and a folder gives the error that it should.
        return fs::write(target, text);
    }
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    // Made as any file is, not only for its owner to read.
    let mut beside = tempfile::Builder::new().make_in(folder, |path| File::create_new(path))?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    beside.persist(target)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    #[test]
    fn a_file_is_replaced_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (report, kept) = (folder.path().join("report"), folder.path().join("kept"));
        super::write_whole(&report, "before").unwrap();
        fs::hard_link(&report, &kept).unwrap();
        super::write_whole(&report, "after").unwrap();
        assert_eq!(fs::read_to_string(&report).unwrap(), "after");
        assert_eq!(fs::read_to_string(&kept).unwrap(), "before");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_is_no_file_stays_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        assert!(super::write_whole(folder.path(), "report").is_err());
        assert!(super::write_whole(&folder.path().join("no/report"), "report").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
