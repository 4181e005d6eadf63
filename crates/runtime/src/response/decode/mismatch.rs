//! The path of the value in a response that does not match the schema. It is computed only after decoding has failed.
//!
//! The JSON reader reports the position at which it stopped, directly before or after that value. From the position,
//! one pass over the text finds the path. Decoding a second time with a path would find the same, but every type would
//! have to be compiled twice.

use std::borrow::Cow;

use crate::{
    error::Place,
    types::error_path::{self, Step},
    types::text::NOT_AN_INTEGER,
};

/// The place that an error of the JSON reader is about; `None` for invalid JSON. `at` is the offset of the text in the
/// body.
pub(super) fn place(body: &[u8], at: usize, error: &serde_json::Error) -> Option<Place> {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let message = text.strip_suffix(&position).unwrap_or(&text);
    let is_out_of_range = message == "number out of range";
    if !error.is_data() && !is_out_of_range {
        return None;
    }
    let stop = at
        + offset(
            body.get(at..).unwrap_or_default(),
            error.line(),
            error.column(),
        );
    let (message, (mut path, kind)) = match error_path::take(message) {
        Some((message, steps)) => (message, (path_of(&steps), Kind::named_in(message))),
        None => (message, locate(body, stop)),
    };
    let (expected, found) = if let Some(field) = quoted_after(message, "missing field `") {
        push_key(&mut path, field);
        (Cow::Borrowed("a value"), "nothing")
    } else if is_out_of_range {
        (Cow::Borrowed("a number"), OUT_OF_RANGE)
    } else {
        (expected(message), found(message, kind))
    };
    Some(Place {
        path,
        expected,
        found,
        is_payload: false,
    })
}

const OUT_OF_RANGE: &str = "a number out of its range";

fn found(message: &str, kind: Kind) -> &'static str {
    if message.starts_with("invalid value") || message.starts_with("unknown variant") {
        kind.out_of_bounds()
    } else if message.starts_with("duplicate field") {
        "a field twice"
    } else if message.starts_with("invalid type: floating point") {
        "a number with a fraction"
    } else if message.contains(NOT_AN_INTEGER) {
        "a number that is not written as an integer"
    } else {
        kind.name()
    }
}

/// The expected kind, from the message of the reader. In known messages, values come before it, and only names of types
/// after it. Messages in another format may contain values and are not used.
fn expected(message: &str) -> Cow<'static, str> {
    let known = [
        "invalid type: ",
        "invalid value: ",
        "invalid length ",
        "unknown variant",
        "unknown field",
    ];
    let type_name = match message.rsplit_once(", expected ") {
        Some((_, name)) if known.iter().any(|begin| message.starts_with(begin)) => name,
        _ => return Cow::Borrowed("a value in another format"),
    };
    match type_name {
        "u8" | "u16" | "u32" | "u64" | "usize" => Cow::Borrowed("an integer that is not negative"),
        "i8" | "i16" | "i32" | "i64" | "isize" => Cow::Borrowed("an integer"),
        "f32" | "f64" => Cow::Borrowed("a number"),
        "a map" => Cow::Borrowed("an object"),
        "a sequence" => Cow::Borrowed("a list"),
        "unit" => Cow::Borrowed("null"),
        _ => match type_name.strip_prefix("struct ") {
            Some(name) => {
                let name = name.split_once(' ').map_or(name, |(name, _)| name);
                Cow::Owned(format!("an object ({name})"))
            }
            None => Cow::Owned(type_name.to_owned()),
        },
    }
}

fn quoted_after<'a>(message: &'a str, begin: &str) -> Option<&'a str> {
    Some(message.strip_prefix(begin)?.split_once('`')?.0)
}

/// The reader counts lines from 1, and columns in bytes from the line's start.
fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text
            .get(start..)
            .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
        {
            Some(end) => start += end + 1,
            None => break,
        }
    }
    start + column
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Object,
    List,
    String,
    Number,
    Bool,
    Null,
}

impl Kind {
    fn of(first: u8) -> Self {
        match first {
            b'{' => Self::Object,
            b'[' => Self::List,
            b'"' => Self::String,
            b't' | b'f' => Self::Bool,
            b'n' => Self::Null,
            _ => Self::Number,
        }
    }

    /// The kind of value that the message names as found.
    fn named_in(message: &str) -> Self {
        let found = message.split_once(": ").map_or("", |(_, found)| found);
        let kinds = [
            ("string", Self::String),
            ("integer", Self::Number),
            ("floating", Self::Number),
            ("number", Self::Number),
            ("boolean", Self::Bool),
            ("null", Self::Null),
            ("unit", Self::Null),
            ("sequence", Self::List),
        ];
        let kind = kinds.iter().find(|(name, _)| found.starts_with(name));
        kind.map_or(Self::Object, |(_, kind)| *kind)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::List => "a list",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Bool => "a boolean",
            Self::Null => "null",
        }
    }

    fn out_of_bounds(self) -> &'static str {
        match self {
            Self::Number => OUT_OF_RANGE,
            Self::String => "a string in another format",
            other => other.name(),
        }
    }
}

/// A list or object that is open at the current position.
struct Open<'a> {
    kind: Kind,
    start: usize,
    /// The key in an object, without its quotes. Its value follows, or was read.
    key: Option<&'a [u8]>,
    /// Whether the next string in an object is a key.
    wants_key: bool,
    index: usize,
}

/// Reads JSON up to `stop`. Returns the path and kind of the value that ends there, or of the list or object that
/// begins there, or else of the innermost one around it. The text is valid up to the position of the reader; in any
/// other text the result is less exact.
fn locate(text: &[u8], stop: usize) -> (String, Kind) {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at).copied() {
        let start = at;
        if start > stop {
            break;
        }
        at += 1;
        match byte {
            b'{' | b'[' => {
                if start == stop {
                    return (path(&open), Kind::of(byte));
                }
                let kind = Kind::of(byte);
                open.push(Open {
                    kind,
                    start,
                    key: None,
                    wants_key: byte == b'{',
                    index: 0,
                });
            }
            b'}' | b']' => {
                let closed = open.pop();
                if at == stop {
                    return (
                        path(&open),
                        closed.map_or(Kind::Object, |closed| closed.kind),
                    );
                }
            }
            b',' => {
                if let Some(inner) = open.last_mut() {
                    inner.index += 1;
                    inner.wants_key = inner.kind == Kind::Object;
                    inner.key = None;
                }
            }
            b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            first => {
                at = if first == b'"' {
                    end_of_string(text, start)
                } else {
                    end_of_word(text, start)
                };
                match open.last_mut() {
                    Some(inner) if inner.wants_key => {
                        inner.key = text.get(start + 1..at.saturating_sub(1));
                        inner.wants_key = false;
                    }
                    _ if (start + 1..=at).contains(&stop) => return (path(&open), Kind::of(first)),
                    _ => {}
                }
            }
        }
    }
    // between two values: the list or object that contains them
    let around = open.pop();
    let kind = around.map_or_else(
        || Kind::of(text.first().copied().unwrap_or(b'{')),
        |around| Kind::of(text[around.start]),
    );
    (path(&open), kind)
}

fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

fn end_of_word(text: &[u8], start: usize) -> usize {
    let ends = |byte: &u8| {
        matches!(
            byte,
            b',' | b'}' | b']' | b':' | b' ' | b'\t' | b'\r' | b'\n'
        )
    };
    text.get(start..)
        .and_then(|rest| rest.iter().position(ends))
        .map_or(text.len(), |length| start + length)
}

fn path(open: &[Open<'_>]) -> String {
    let mut path = String::new();
    for inner in open {
        match inner.key {
            Some(key) => push_key(&mut path, &String::from_utf8_lossy(key)),
            None if inner.kind == Kind::List => path.push_str(&format!("[{}]", inner.index)),
            None => {}
        }
    }
    path
}

/// The path of the steps to an error inside a choice.
fn path_of(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) => push_key(&mut path, key),
            Step::Item(index) => path.push_str(&format!("[{index}]")),
            // The key is not known here.
            Step::Value => push_key(&mut path, "*"),
        }
    }
    path
}

/// Keys are names of the API. A key that is too long, or has unusual characters, may be a value and is not shown.
fn push_key(path: &mut String, key: &str) {
    let is_word =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '@' | ' ');
    let key = if key.len() <= 64 && key.chars().all(is_word) {
        key
    } else {
        "…"
    };
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

#[cfg(test)]
mod tests;
