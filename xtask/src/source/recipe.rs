//! A recipe: a Rust program beside the documents that becomes an example of the emitted crate. Methods that are written
//! by hand have the same parts.

use std::sync::Arc;

use proc_macro2::Span;

use crate::diagnostics::{Mark, Position};

/// A program that shows how something is done with the emitted crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The name of its file without the ending, `close_meeting`.
    pub name: String,
    /// Its purpose: the first paragraph of its documentation, on one line.
    pub summary: String,
    /// The features of the crate that it needs: those of the `cargo run` in its documentation.
    pub features: Vec<String>,
    /// The whole file.
    pub text: Arc<str>,
    /// The path of the file in messages.
    pub shown: String,
}

impl Recipe {
    /// The position of a part of the program.
    pub fn position(&self, span: Span) -> Position {
        Position::new(&self.shown, &self.text, mark(span))
    }
}

/// The mark of a span, whose columns start at 0.
pub(super) fn mark(span: Span) -> Mark {
    let (start, end) = (span.start(), span.end());
    let length = if end.line == start.line {
        end.column.saturating_sub(start.column).max(1)
    } else {
        1
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Mark {
        line: number(start.line.max(1)),
        column: number(start.column + 1),
        length: number(length),
    }
}
