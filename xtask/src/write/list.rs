//! The list of emitted files: a file in the output folder that names what codegen wrote there.
//!
//! Its lines are those of `sha256sum`, so that `sha256sum --check generated-files.txt` reads them, too. They are sorted
//! and hold nothing but the emitted files, so that the same output has the same list, which can be committed.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::files::HEADER;
use crate::output::Lines;

/// The name of the list in the output folder.
pub const LIST: &str = "generated-files.txt";

const FORMAT: &str = "# format: ";
const VERSION: &str = "1";

/// The markers of a merge conflict.
const CONFLICT_MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// The SHA-256 of the content of a file, in hexadecimal digits.
pub fn hash(content: &[u8]) -> String {
    format!("{:x}", Sha256::digest(content))
}

/// The emitted files by path below the output folder.
///
/// A path usually has one hash. It has several while a run is under way, which lists the content before and after, and
/// in a list with merge conflicts: each of these contents was written by codegen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List(BTreeMap<String, BTreeSet<String>>);

/// In a line of the list, the column of the path: behind the digits of the hash and two blanks.
const PATH_COLUMN: usize = 67;

impl List {
    /// The list of files with these contents.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a String, &'a String)>) -> Self {
        let mut list = Self::default();
        for (name, content) in files {
            list.add(name, hash(content.as_bytes()));
        }
        list
    }

    /// Reads the text of a list, which messages call `shown`. Merge conflicts are no error: the lines of both sides count.
    ///
    /// # Errors
    ///
    /// It is of another format, or has lines that no list has: [`Lines`] with a place for each.
    pub fn read(text: &str, shown: &str) -> Result<Self> {
        let mut list = Self::default();
        let mut has_format = false;
        let mut wrong = Vec::new();
        // By the name in small letters: some file systems take two such names for one.
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            let mut refuse = |column: usize, what: String| {
                let at = format!("{shown}:{}:{column}", index + 1);
                wrong.push(format!(
                    "{at}: {what}: restore the list from git, or move it away"
                ));
            };
            if let Some(version) = line.strip_prefix(FORMAT) {
                has_format = true;
                if version != VERSION {
                    let at = format!("{shown}:{}:{}", index + 1, FORMAT.len() + 1);
                    wrong.push(format!(
                        "{at}: the list has format {version}, and this version of codegen reads format {VERSION}: use \
                         the version that wrote it, or a newer one"
                    ));
                }
                continue;
            }
            if line.is_empty() || line.starts_with('#') || is_conflict(line) {
                continue;
            }
            let Some((hash, name)) = line.split_once("  ").filter(|(hash, _)| is_hash(hash)) else {
                refuse(1, "not a hash and a path of an emitted file".to_owned());
                continue;
            };
            if let Some(offset) = unemitted(name) {
                let what = format!("`{name}` cannot be the path of an emitted file");
                refuse(PATH_COLUMN + offset, what);
                continue;
            }
            match names.get(&name.to_ascii_lowercase()) {
                Some(other) if other != name => refuse(
                    PATH_COLUMN,
                    format!("`{name}` differs from `{other}` in case only"),
                ),
                _ => {
                    names.insert(name.to_ascii_lowercase(), name.to_owned());
                    list.add(name, hash.to_owned());
                }
            }
        }
        if !has_format {
            wrong.push(format!(
                "{shown} has no line `{FORMAT}{VERSION}`: restore the list from git, or move it away"
            ));
        }
        match wrong.is_empty() {
            true => Ok(list),
            false => Err(Lines(wrong).into()),
        }
    }

    /// The text of the list.
    pub fn text(&self) -> String {
        let mut text = format!(
            "# {HEADER}\n\
             # The files that codegen wrote into this folder, with the SHA-256 of each. It compares, replaces and removes\n\
             # these and no others. After a merge conflict, here or in a listed file, run `cargo xtask codegen` again.\n\
             {FORMAT}{VERSION}\n"
        );
        for (name, hashes) in &self.0 {
            for hash in hashes {
                text.push_str(&format!("{hash}  {name}\n"));
            }
        }
        text
    }

    /// The line of the first comment or conflict marker in the text of a list, which codegen did not write.
    pub fn note(text: &str) -> Option<usize> {
        let own = Self::default().text();
        let is_own = |line: &str| own.lines().any(|own| own == line);
        let is_note = |line: &str| (line.starts_with('#') && !is_own(line)) || is_conflict(line);
        let at = text.lines().position(|line| is_note(line.trim_end()))?;
        Some(at + 1)
    }

    /// What is in one of the two lists.
    pub fn with(mut self, other: &Self) -> Self {
        for (name, hashes) in &other.0 {
            self.0
                .entry(name.clone())
                .or_default()
                .extend(hashes.iter().cloned());
        }
        self
    }

    /// The paths, in order, each with the hashes of what codegen wrote there.
    pub fn entries(&self) -> impl Iterator<Item = (&String, &BTreeSet<String>)> {
        self.0.iter()
    }

    /// Whether codegen wrote a file at this path.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether codegen wrote this content at this path.
    pub fn has_content(&self, name: &str, content: &[u8]) -> bool {
        self.has_hash(name, &hash(content))
    }

    /// Whether codegen wrote a content with this hash at this path.
    pub fn has_hash(&self, name: &str, hash: &str) -> bool {
        let hashes = self.0.get(name);
        hashes.is_some_and(|hashes| hashes.contains(hash))
    }

    fn add(&mut self, name: &str, hash: String) {
        self.0.entry(name.to_owned()).or_default().insert(hash);
    }
}

fn is_conflict(line: &str) -> bool {
    CONFLICT_MARKS.iter().any(|mark| line.starts_with(mark))
}

fn is_hash(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    text.len() == 64 && text.chars().all(is_digit)
}

/// The ends of the names of emitted files.
const ENDS: [&str; 4] = [".json", ".md", ".rs", ".toml"];

/// Where a path has a part that codegen never writes, in characters: one that leads out of the folder or to a dot entry, or
/// a file of another kind. `None` where it may have written a file of that path.
fn unemitted(path: &str) -> Option<usize> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let is_part =
        |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(is_plain);
    if path == LIST {
        return Some(0);
    }
    let mut offset = 0;
    for part in path.split('/') {
        if !is_part(part) {
            return Some(offset);
        }
        offset += part.chars().count() + 1;
    }
    let file = path.rsplit('/').next().unwrap_or(path);
    let is_emitted = ENDS.iter().any(|end| file.ends_with(end));
    (!is_emitted).then(|| path.len() - file.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<List> {
        List::read(text, "the-list")
    }

    fn line(name: &str, content: &str) -> String {
        format!("{}  {name}\n", hash(content.as_bytes()))
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let files = [("src/lib.rs", "a"), ("Cargo.toml", "b")]
            .map(|(name, content)| (name.to_owned(), content.to_owned()));
        let list = List::of(files.iter().map(|(name, content)| (name, content)));
        let text = list.text();
        assert!(text.starts_with("# @generated"), "{text}");
        assert!(
            text.ends_with(&(line("Cargo.toml", "b") + &line("src/lib.rs", "a"))),
            "{text}"
        );
        assert_eq!(read(&text).unwrap(), list);
        assert_eq!(read(&text.replace('\n', "\r\n")).unwrap(), list);
        assert!(list.has_content("Cargo.toml", b"b"));
        assert!(!list.has_content("Cargo.toml", b"a"));
    }

    #[test]
    fn both_sides_of_a_merge_conflict_count() {
        let text = format!(
            "# format: 1\n<<<<<<< HEAD\n{}||||||| base\n{}=======\n{}>>>>>>> branch\n",
            line("a.rs", "ours"),
            line("a.rs", "base"),
            line("a.rs", "theirs") + &line("b.rs", "new"),
        );
        let list = read(&text).unwrap();
        for content in ["ours", "base", "theirs"] {
            assert!(list.has_content("a.rs", content.as_bytes()), "{content}");
        }
        assert!(list.has_content("b.rs", b"new"));
        assert_eq!(list.entries().count(), 2);
    }

    #[test]
    fn invalid_lists_are_refused() {
        let hash = hash(b"");
        for (text, message) in [
            (String::new(), "no line `# format: 1`"),
            ("notes\n".to_owned(), "the-list:1:1: "),
            (
                "# format: 2\n".to_owned(),
                "the-list:1:11: the list has format 2",
            ),
            (format!("# format: 1\n{hash} a.rs\n"), "the-list:2:1: "),
            (
                format!("# format: 1\n{}  a.rs\n", &hash[1..]),
                "the-list:2:1: ",
            ),
            (
                format!("# format: 1\n{hash}  a.rs\n{hash}  A.rs\n"),
                "the-list:3:67: `A.rs` differs from `a.rs` in case only",
            ),
        ] {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.contains(message), "{text}: {error}");
        }
        for (path, column) in [
            ("../a.rs", 67),
            ("src/../../a.rs", 71),
            ("/a.rs", 67),
            ("src//a.rs", 71),
            ("./a.rs", 67),
            (".git/config", 67),
            ("src/.a.rs", 71),
            ("C:a.rs", 67),
            ("src\\a.rs", 67),
            ("", 67),
            (LIST, 67),
            ("src/ask-bob-about-this", 71),
        ] {
            // Every such line is reported.
            let text = format!("# format: 1\n{hash}  {path} \n{hash}  {path}\n");
            let error = read(&text).unwrap_err().to_string();
            for line in [2, 3] {
                let at = format!("the-list:{line}:{column}: ");
                assert!(error.contains(&at) || path.is_empty(), "{path}: {error}");
            }
        }
    }
}
