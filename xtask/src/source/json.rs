//! Values and positions of a JSON file. `serde_json` reads the values; the positions come from a scan of our own, because
//! a YAML parser refuses some legal JSON (surrogate pairs in escapes, tabs as indentation).

use std::iter::Peekable;
use std::str::CharIndices;

use serde_json::Value;

use super::error::Flaw;
use super::tree::{Below, Tree, TreeBuilder};
use crate::diagnostics::Mark;

/// Reads `text`.
///
/// # Errors
///
/// The first place that is not JSON.
pub(crate) fn read(text: &str) -> Result<(Value, Tree), Flaw> {
    let value = value(text)?;
    Ok((value, outline(text)))
}

/// Reads the values of `text` alone.
///
/// # Errors
///
/// The first place that is not JSON.
pub(crate) fn value(text: &str) -> Result<Value, Flaw> {
    serde_json::from_str(text).map_err(|error| {
        let whole = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let what = whole.strip_suffix(&place).unwrap_or(&whole);
        Flaw {
            mark: Mark {
                line: u32::try_from(error.line()).unwrap_or(u32::MAX).max(1),
                column: u32::try_from(error.column()).unwrap_or(u32::MAX).max(1),
                length: 1,
            },
            message: format!("this cannot be read as JSON: {what}"),
            help: match what {
                "recursion limit exceeded" => {
                    "move the inner parts to components, and refer to them by `$ref`"
                }
                "number out of range" => "write a number that 64 bits can hold, or leave it out",
                _ => "check the commas, quotes and brackets here and on the line above",
            },
        }
    })
}

/// The positions in `text`, which is known to be JSON.
pub(crate) fn outline(text: &str) -> Tree {
    let mut scan = Scan {
        text,
        chars: text.char_indices().peekable(),
        line: 1,
        column: 1,
    };
    let mut tree = TreeBuilder::default();
    while let Some((start, next)) = scan.skip_to_token() {
        let here = scan.mark();
        match next {
            '{' | '[' => {
                scan.step();
                let below = match next {
                    '{' => Below::Map(Vec::new()),
                    _ => Below::List(Vec::new()),
                };
                tree.start(here, below);
            }
            '}' | ']' => {
                scan.step();
                tree.end();
            }
            _ => {
                let token = scan.token(start);
                let length = u32::try_from(token.chars().count()).unwrap_or(u32::MAX);
                let here = Mark { length, ..here };
                if tree.wants_key() {
                    // The token is a JSON string, so this cannot fail.
                    let key: String = serde_json::from_str(token).unwrap_or_default();
                    tree.key(key.into(), here);
                } else {
                    tree.add(here, Below::Nothing);
                }
            }
        }
    }
    tree.done()
}

struct Scan<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    line: u32,
    column: u32,
}

impl<'a> Scan<'a> {
    fn mark(&self) -> Mark {
        Mark {
            line: self.line,
            column: self.column,
            length: 1,
        }
    }

    fn step(&mut self) -> Option<char> {
        let (_, next) = self.chars.next()?;
        if next == '\n' {
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else {
            self.column = self.column.saturating_add(1);
        }
        Some(next)
    }

    /// The next character that is neither white space nor a separator.
    fn skip_to_token(&mut self) -> Option<(usize, char)> {
        while let Some((index, next)) = self.chars.peek().copied() {
            if !matches!(next, ' ' | '\t' | '\r' | '\n' | ',' | ':') {
                return Some((index, next));
            }
            self.step();
        }
        None
    }

    /// The string, number or word that starts at `start`.
    fn token(&mut self, start: usize) -> &'a str {
        if self.step() == Some('"') {
            while let Some(next) = self.step() {
                match next {
                    '\\' => {
                        self.step();
                    }
                    '"' => break,
                    _ => {}
                }
            }
        } else {
            while let Some((_, next)) = self.chars.peek() {
                if matches!(next, ' ' | '\t' | '\r' | '\n' | ',' | ':' | ']' | '}') {
                    break;
                }
                self.step();
            }
        }
        let end = self
            .chars
            .peek()
            .map_or(self.text.len(), |(index, _)| *index);
        self.text.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn the_help_matches_the_finding() {
        for (text, help) in [
            ("[1,,2]", "commas"),
            ("[1e400]", "64 bits"),
            (&"[".repeat(1000), "$ref"),
        ] {
            assert!(value(text).unwrap_err().help.contains(help), "{text}");
        }
    }
}
