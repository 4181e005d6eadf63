//! The list of emitted files: a file in the output folder that names what codegen wrote there.
//!
//! Its lines are those of `sha256sum`, so that `sha256sum --check generated-files.txt` reads them, too. They are sorted
//! and hold nothing but the emitted files, so that the same output has the same list, which can be committed.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

use super::super::package::HEADER;

/// The name of the list in the output folder.
pub const LIST: &str = "generated-files.txt";

const FORMAT: &str = "# format: ";
const VERSION: &str = "1";

/// How git marks the lines of the two sides of a merge conflict.
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

impl List {
    /// The list of files with these contents.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a String, &'a String)>) -> Self {
        let mut list = Self::default();
        for (name, content) in files {
            list.add(name, hash(content.as_bytes()));
        }
        list
    }

    /// Reads the text of a list. Merge conflicts are no error: the lines of both sides count.
    ///
    /// # Errors
    ///
    /// It is of another format, or has a line that no list has.
    pub fn read(text: &str) -> Result<Self> {
        let mut list = Self::default();
        let mut has_format = false;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if let Some(version) = line.strip_prefix(FORMAT) {
                if version != VERSION {
                    bail!(
                        "{LIST} has format {version}, and this version of codegen reads format {VERSION}: use the \
                         version that wrote it, or a newer one"
                    );
                }
                has_format = true;
                continue;
            }
            let is_mark = CONFLICT_MARKS.iter().any(|mark| line.starts_with(mark));
            if line.is_empty() || line.starts_with('#') || is_mark {
                continue;
            }
            match line.split_once("  ") {
                Some((hash, name)) if is_hash(hash) && is_emitted_path(name) => {
                    list.add(name, hash.to_owned());
                }
                _ => bail!(
                    "line {} of {LIST} is not a hash and a path of an emitted file: restore the list from git, or move \
                     it away",
                    index + 1
                ),
            }
        }
        if !has_format {
            bail!(
                "{LIST} has no line `{FORMAT}{VERSION}`: restore the list from git, or move it away"
            );
        }
        Ok(list)
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
        let hashes = self.0.get(name);
        hashes.is_some_and(|hashes| hashes.contains(&hash(content)))
    }

    fn add(&mut self, name: &str, hash: String) {
        self.0.entry(name.to_owned()).or_default().insert(hash);
    }
}

fn is_hash(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    text.len() == 64 && text.chars().all(is_digit)
}

/// Whether codegen may have written a file at this path: one that leads out of the folder or to a dot entry it never
/// writes, whatever the list claims.
fn is_emitted_path(path: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let is_part =
        |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(is_plain);
    path != LIST && path.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(List::read(&text).unwrap(), list);
        assert_eq!(List::read(&text.replace('\n', "\r\n")).unwrap(), list);
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
        let list = List::read(&text).unwrap();
        for content in ["ours", "base", "theirs"] {
            assert!(list.has_content("a.rs", content.as_bytes()), "{content}");
        }
        assert!(list.has_content("b.rs", b"new"));
        assert_eq!(list.entries().count(), 2);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let hash = hash(b"");
        for (text, message) in [
            (String::new(), "no line `# format: 1`"),
            ("notes\n".to_owned(), "line 1"),
            ("# format: 2\n".to_owned(), "format 2"),
            (format!("# format: 1\n{hash} a.rs\n"), "line 2"),
            (format!("# format: 1\n{}  a.rs\n", &hash[1..]), "line 2"),
        ] {
            let error = List::read(&text).unwrap_err().to_string();
            assert!(error.contains(message), "{text}: {error}");
        }
        for path in [
            "../a.rs",
            "src/../../a.rs",
            "/a.rs",
            "src//a.rs",
            ".git/config",
            "src/.a.rs",
            "C:a.rs",
            "src\\a.rs",
            "",
            LIST,
        ] {
            let text = format!("# format: 1\n{hash}  {path}\n");
            assert!(List::read(&text).is_err(), "{path}");
        }
    }
}
