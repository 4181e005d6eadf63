//! A file: its bytes, and its content.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::tree::{Found, Tree};
use crate::diagnostics::Position;

/// A file that has been read, with its values.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub source: Source,
    pub value: Value,
}

/// The bytes of a file, from the disk or from a revision.
#[derive(Debug)]
pub(crate) struct Input {
    pub shown: String,
    pub name: String,
    pub folder: PathBuf,
    pub bytes: Vec<u8>,
}

/// One file, read.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path in messages, `spec/sessions.yaml`.
    pub shown: String,
    /// Its name, `sessions.yaml`.
    pub name: String,
    /// Its name without the ending, `sessions`.
    pub stem: String,
    /// Its folder. Relative file names in it start there.
    pub folder: PathBuf,
    pub text: Arc<str>,
    pub tree: Tree,
    /// Whether it is a document of OpenAPI 3.1, which has been converted.
    pub is_3_1: bool,
    /// Schemas whose place in the text differs from that in the document.
    pub moved: Vec<Moved>,
}

/// A schema that became a component: its old and its new pointer.
#[derive(Debug)]
pub(crate) struct Moved {
    pub from: String,
    pub to: String,
}

impl Source {
    /// The path of the file or folder `name` beside this one, in messages.
    pub fn shown_beside(&self, name: &str) -> String {
        match self.shown.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        }
    }

    /// The position of the key at `pointer`, or of the value if there is no key.
    pub fn key(&self, pointer: &str) -> Position {
        let Found { key, value } = self.find(pointer);
        Position::new(&self.shown, &self.text, key.unwrap_or(value))
    }

    /// The position of the value at `pointer`.
    pub fn value(&self, pointer: &str) -> Position {
        Position::new(&self.shown, &self.text, self.find(pointer).value)
    }

    fn find(&self, pointer: &str) -> Found {
        let written = self.moved.iter().find_map(|moved| {
            let rest = pointer.strip_prefix(&moved.to)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| format!("{}{rest}", moved.from))
        });
        self.tree.find(written.as_deref().unwrap_or(pointer))
    }
}
