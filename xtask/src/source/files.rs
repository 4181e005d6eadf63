//! Reads files: only regular ones, and with a folder only those inside it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// The maximum size of a file. Cloudflare's own document has tens of megabytes.
const LARGEST: u64 = 512 * 1024 * 1024;

/// Endings of documents.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// File names that Windows reserves for devices, with any extension: such a file cannot be checked out.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Whether Windows reserves this file name, in lower case and without its ending.
pub(crate) fn is_device(name: &str) -> bool {
    DEVICES.contains(&name)
}

/// The content of the file at `path`, which the user named.
///
/// # Errors
///
/// It cannot be read, is too large, or is not a regular file: reading a pipe or a device may never end.
pub(crate) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let kind = fs::metadata(path)?.file_type();
    if !kind.is_file() {
        let what = if kind.is_dir() {
            "it is a folder"
        } else {
            "it is a pipe, a socket or a device: copy its content into a file"
        };
        return Err(io::Error::other(what));
    }
    at_most(LARGEST, File::open(path)?)
}

/// The content of a file that belongs to `folder`.
///
/// # Errors
///
/// As [`bytes`]; also if symbolic links lead out of the folder.
pub(crate) fn bytes_inside(folder: &Path, path: &Path) -> io::Result<Vec<u8>> {
    if !is_inside(folder, path)? {
        return Err(io::Error::other(
            "it is a symbolic link that leads out of the folder: copy the file into the folder",
        ));
    }
    bytes(path)
}

/// The name of a file in this folder or below. `None` if it leads elsewhere.
pub(crate) fn below(name: &str) -> Option<&str> {
    let name = name.trim_start_matches("./");
    let is_below = |part| matches!(part, Component::Normal(_));
    let stays = !name.contains("://") && Path::new(name).components().all(is_below);
    stays.then_some(name)
}

/// Whether `path` is below `folder` after all symbolic links are followed.
///
/// # Errors
///
/// One of them does not exist.
pub(crate) fn is_inside(folder: &Path, path: &Path) -> io::Result<bool> {
    let folder = match folder {
        folder if folder == Path::new("") => Path::new("."),
        folder => folder,
    };
    Ok(path.canonicalize()?.starts_with(folder.canonicalize()?))
}

/// The folder of the git repository that a folder is in.
pub(crate) fn repository(folder: &Path) -> Option<&Path> {
    let mut around = folder.ancestors();
    around.find(|folder| folder.join(".git").exists())
}

/// Whether a file has the ending of a document.
pub(crate) fn is_document(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

/// A path without `.`, and without `..` after a folder.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut parts: Vec<Component> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                parts.pop();
            }
            (part, _) => parts.push(part),
        }
    }
    parts.iter().collect()
}

/// The path from `folder` to `path`.
pub(crate) fn relative(path: &Path, folder: &Path) -> PathBuf {
    let shared = path.components().zip(folder.components());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let up = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    up.chain(path.components().skip(shared)).collect()
}

/// Reads a file, which must not have more than `most` bytes. Its stated size is not used, because it
/// may grow.
fn at_most(most: u64, from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let why = format!("it has more than {most} bytes, which is the most that is read");
        return Err(io::Error::other(why));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io;

    #[test]
    fn reading_stops_at_the_size_limit() {
        assert_eq!(super::at_most(3, &b"abc"[..]).unwrap(), b"abc");
        let error = super::at_most(2, &b"abc"[..]).unwrap_err();
        assert!(error.to_string().contains("more than 2 bytes"), "{error}");
        assert!(super::at_most(2, io::repeat(0)).is_err());
    }
}
