//! The place in a file that a message names.

use std::fmt;
use std::sync::Arc;

/// A place in a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Position {
    /// The file as it is shown, `spec/sessions.yaml`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The number of its characters on this line; at least 1.
    pub length: usize,
    text: Arc<str>,
}

impl Position {
    /// The place of `mark` in the file shown as `file` that holds `text`.
    pub(crate) fn new(file: &str, text: &Arc<str>, mark: Mark) -> Self {
        Self {
            file: file.to_owned(),
            line: mark.line as usize,
            column: mark.column as usize,
            length: (mark.length as usize).max(1),
            text: Arc::clone(text),
        }
    }

    /// The beginning of a file without a name, for a missing document.
    pub(crate) fn nowhere() -> Self {
        Self::new("", &Arc::from(""), Mark::START)
    }

    /// The first word of another line of the same file, which has this text.
    #[must_use]
    pub fn at_line(&self, line: usize, text: &str) -> Self {
        let indent = text.chars().take_while(|c| c.is_whitespace()).count();
        let word = text.split_whitespace().next().unwrap_or(" ");
        Self {
            file: self.file.clone(),
            line,
            column: indent + 1,
            length: word.chars().count(),
            text: Arc::clone(&self.text),
        }
    }

    /// The whole text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Without the text of the file, which would be most of the output.
impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Line and column (in characters, both from 1) and length of a key or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub line: u32,
    pub column: u32,
    pub length: u32,
}

impl Mark {
    /// The first character of a file.
    pub const START: Self = Self {
        line: 1,
        column: 1,
        length: 1,
    };
}
