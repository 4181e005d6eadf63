//! The output of commands: text on the standard streams, and files that are replaced as a whole.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Result, bail};
use clap::error::ContextValue;
use tempfile::NamedTempFile;

use crate::text::visible;
use crate::workspace::settled;

/// An error with several lines, such as one for each file. Any other error is one line.
#[derive(Debug)]
pub struct Lines(pub Vec<String>);

impl fmt::Display for Lines {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for Lines {}

/// The text of an error, escaped for a terminal or a log, because it may contain names of files and revisions.
pub fn error_text(error: &anyhow::Error) -> String {
    let Some(Lines(lines)) = error.downcast_ref() else {
        return visible(&format!("{error:#}")).into_owned();
    };
    let lines: Vec<_> = lines.iter().map(|line| visible(line)).collect();
    lines.join("\n")
}

/// Writes to the standard output.
///
/// # Errors
///
/// When it cannot be written to, for example because a pipe is closed.
pub fn to_stdout(text: &str) -> Result<()> {
    let mut out = io::stdout();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("cannot write to the standard output")
}

/// Writes to the standard error. Failures are ignored: the exit code says the same.
pub fn to_stderr(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Whether output to this stream is coloured: the stream is a terminal with colours, and the environment (`NO_COLOR`,
/// `CLICOLOR`, `CLICOLOR_FORCE`, `TERM`) does not forbid it.
pub fn coloured(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// Escapes the arguments in the error, because they may contain control characters.
pub fn escaped(mut error: clap::Error) -> clap::Error {
    let shown = |text: &String| visible(text).into_owned();
    let context: Vec<_> = error
        .context()
        .map(|(kind, value)| (kind, value.clone()))
        .collect();
    for (kind, value) in context {
        let value = match value {
            ContextValue::String(text) => ContextValue::String(shown(&text)),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(shown).collect())
            }
            _ => continue,
        };
        error.insert(kind, value);
    }
    error
}

/// Refuses to overwrite an input of a command: a file or a folder of files, and the lists beside a file.
///
/// # Errors
///
/// The output is one of the inputs, or is in a folder that is one.
pub fn refuse_input(output: &Path, inputs: &[&Path], lists: &[&str]) -> Result<()> {
    let written = settled(output)?;
    for input in inputs {
        let read = settled(input)?;
        let beside = |list: &&str| read.with_file_name(list);
        let is_list = |list: PathBuf| !read.is_dir() && list == written;
        if written.starts_with(&read) || lists.iter().map(beside).any(is_list) {
            bail!(
                "`--output {}` would overwrite what is compared ({}): choose another file",
                output.display(),
                input.display()
            );
        }
    }
    Ok(())
}

/// Replaces a file in one step: the old content stays until the new one is complete on the disk. A stream, such as
/// `/dev/stdout`, is written to and not replaced.
///
/// # Errors
///
/// If it cannot be written, for example because it is read-only, or a link to a file that does not exist.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    match path.to_str() {
        Some("/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1") => {
            return io::stdout().write_all(text.as_bytes());
        }
        Some("/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2") => {
            return io::stderr().write_all(text.as_bytes());
        }
        _ => {}
    }
    // Another open descriptor may be any file of the user, so the text is appended. Other files below `/dev` are
    // replaced like any file.
    let is_stream = |folder: &Path| folder == Path::new("/dev/fd") || folder.starts_with("/proc");
    if path.parent().is_some_and(is_stream) {
        let mut stream = OpenOptions::new().append(true).open(path)?;
        return stream.write_all(text.as_bytes());
    }
    // A symbolic link is kept, and its target is replaced.
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(error) if path.is_symlink() => return Err(error),
        Err(_) => path.to_path_buf(),
    };
    if target.exists() && !target.is_file() {
        // A device or a pipe must not be replaced. Writing to a folder gives the usual error.
        return fs::write(target, text);
    }
    beside(&target, text)?.persist(target)?;
    Ok(())
}

/// The name of a temporary file is `.NAME.xtask-RANDOM.tmp`, where NAME is the name of the file that it replaces.
const MARK: &str = ".xtask-";
const SUFFIX: &str = ".tmp";
const RANDOM: usize = 6;

/// Removes the temporary files of killed runs from a folder, for files with this ending (`.yaml`). Call it only with
/// the lock of the folder, because a file may otherwise belong to a running command. Symbolic links are not followed,
/// because the lock does not cover their targets.
///
/// # Errors
///
/// When one cannot be removed.
pub fn remove_temporary(folder: &Path, ending: &str) -> io::Result<()> {
    let is_temporary = |name: &str| {
        let middle = name
            .strip_prefix('.')
            .and_then(|name| name.strip_suffix(SUFFIX));
        middle
            .and_then(|name| name.rsplit_once(MARK))
            .is_some_and(|(name, random)| {
                let is_random = random.chars().all(|c| c.is_ascii_alphanumeric());
                name.ends_with(ending) && random.len() == RANDOM && is_random
            })
    };
    if folder.is_symlink() {
        return Ok(());
    }
    // A missing folder has no files.
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry?;
        if is_temporary(&entry.file_name().to_string_lossy()) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes a text to the disk, in a temporary file beside the target and with its mode. The file is removed when it is
/// dropped, unless it is renamed or kept.
///
/// # Errors
///
/// When it cannot be written; when the file is read-only.
pub fn beside(target: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let old = fs::metadata(target).ok().map(|old| old.permissions());
    if old.as_ref().is_some_and(fs::Permissions::readonly) {
        let why = "the file is read-only";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
    }
    let name = target.file_name().unwrap_or_default();
    let prefix = format!(".{}{MARK}", name.to_string_lossy());
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(RANDOM);
    // With the usual permissions, not only for the owner.
    let mut beside = builder.make_in(folder, |path| File::create_new(path))?;
    beside.write_all(text.as_bytes())?;
    if let Some(old) = old {
        beside.as_file().set_permissions(old)?;
    }
    beside.as_file().sync_all()?;
    Ok(beside)
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

    #[cfg(unix)]
    #[test]
    fn the_mode_is_kept_and_a_read_only_file_is_not_replaced() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("report");
        fs::write(&report, "before").unwrap();
        let mode = |mode| fs::set_permissions(&report, fs::Permissions::from_mode(mode));
        mode(0o600).unwrap();
        super::write_whole(&report, "after").unwrap();
        let kept = fs::metadata(&report).unwrap().permissions().mode();
        assert_eq!(kept & 0o777, 0o600);
        mode(0o400).unwrap();
        assert!(super::write_whole(&report, "later").is_err());
        assert_eq!(fs::read_to_string(&report).unwrap(), "after");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        assert!(super::write_whole(&link, "report").is_err());
        assert!(link.is_symlink());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_below_dev_is_a_file_and_a_device_is_a_stream() {
        let Ok(folder) = tempfile::tempdir_in("/dev/shm") else {
            return;
        };
        let report = folder.path().join("report");
        for text in ["long before", "after"] {
            super::write_whole(&report, text).unwrap();
            assert_eq!(fs::read_to_string(&report).unwrap(), text);
        }
        super::write_whole("/dev/null".as_ref(), "nothing").unwrap();
    }

    #[test]
    fn inputs_are_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (spec, other) = (folder.path().join("spec"), folder.path().join("other.yaml"));
        fs::create_dir(&spec).unwrap();
        fs::write(&other, "").unwrap();
        let inputs = [spec.as_path(), &other];
        let check = |output: &str| {
            let output = folder.path().join(output);
            super::refuse_input(&output, &inputs, &["approved.yaml"])
        };
        for output in [
            "other.yaml",
            "spec/../other.yaml",
            "spec/new.yaml",
            "spec/examples/a.json",
            "approved.yaml",
        ] {
            let error = check(output).unwrap_err().to_string();
            assert!(
                error.contains(output) && error.contains("overwrite"),
                "{error}"
            );
        }
        for output in ["other.yaml.md", "spec.md", "report.md"] {
            check(output).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_stream_that_is_named_as_a_file_is_added_to() {
        use std::os::fd::AsRawFd as _;
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        fs::write(&log, "before").unwrap();
        let open = fs::File::open(&log).unwrap();
        let stream = format!("/dev/fd/{}", open.as_raw_fd());
        super::write_whole(stream.as_ref(), " and after").unwrap();
        assert_eq!(fs::read_to_string(&log).unwrap(), "before and after");
    }

    #[test]
    fn folders_are_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        assert!(super::write_whole(folder.path(), "report").is_err());
        assert!(super::write_whole(&folder.path().join("no/report"), "report").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
