//! The positions in a YAML file, from the events of its parser. They also show duplicate keys, and aliases and nesting
//! without limit.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use super::error::Flaw;
use super::tree::{Below, MERGE, NodeId, Tree, TreeBuilder};
use crate::diagnostics::Mark;
use crate::openapi::{ALIASED, NESTED};

/// The content of the events of a file.
#[derive(Debug)]
pub(crate) struct Outline {
    pub tree: Tree,
    /// Whether it has a merge key (`<<`).
    pub merges: bool,
}

/// Reads the positions of `text`.
///
/// # Errors
///
/// The first place in the file that is not YAML, or that this project refuses to read.
pub(crate) fn outline(text: &str) -> Result<Outline, Flaw> {
    let mut indented = Cow::Borrowed(text);
    let mut first = None;
    for _ in 0..=MOST_INDENTED {
        let error = match read(&indented)? {
            Ok(outline) => return Ok(outline),
            Err(error) => error,
        };
        let at = error.marker();
        first.get_or_insert_with(|| Flaw {
            mark: mark(at.line(), at.col(), 1),
            message: format!("this is not YAML: {}", error.info()),
            help: hint(text, at.line(), error.info()),
        });
        match further_in(&indented, at.line(), at.col(), error.info()) {
            Some(text) => indented = Cow::Owned(text),
            None => break,
        }
    }
    match first {
        Some(flaw) => Err(flaw),
        None => Ok(Outline {
            tree: Builder::default().tree.done(),
            merges: false,
        }),
    }
}

/// How many times the text is indented for the parser.
const MOST_INDENTED: usize = 100;

/// The text with more indentation in the rest of a quoted string, or before a bracket that closes a list or a mapping:
/// YAML allows them at the margin, and the parser does not. Nodes keep their positions.
fn further_in(text: &str, line: usize, column: usize, info: &str) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let moved = if info.contains("quoted scalar") {
        let start = lines.get(line.checked_sub(1)?)?;
        let quote = start.chars().nth(column).filter(|c| "'\"".contains(*c))?;
        line..line + quoted_lines(&lines, line - 1, column, quote)
    } else if info == "invalid indentation" {
        let own = lines.get(line.checked_sub(1)?)?.trim_start();
        if !own.starts_with([']', '}', ',']) {
            return None;
        }
        line - 1..line
    } else {
        return None;
    };
    if moved.is_empty() {
        return None;
    }
    let lines = lines.iter().enumerate().map(|(number, line)| {
        let is_moved = moved.contains(&number) && !line.trim().is_empty();
        if is_moved {
            format!("{MARGIN}{line}")
        } else {
            (*line).to_owned()
        }
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

const MARGIN: &str =
    "                                                                                ";

/// The number of lines of a quoted string after its first line.
fn quoted_lines(lines: &[&str], first: usize, column: usize, quote: char) -> usize {
    let mut skip = column + 1;
    for (number, line) in lines.iter().enumerate().skip(first) {
        let mut chars = line.chars().skip(skip).peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' if quote == '"' => _ = chars.next(),
                c if c == quote && quote == '\'' && chars.peek() == Some(&'\'') => _ = chars.next(),
                c if c == quote => return number - first,
                _ => {}
            }
        }
        skip = 0;
    }
    0
}

/// Reads the events of `text`. The inner error is one of the parser.
fn read(text: &str) -> Result<Result<Outline, ScanError>, Flaw> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.take(event, span)?,
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(Outline {
        tree: builder.tree.done(),
        merges: builder.merges,
    }))
}

/// Guesses the mistake from the line and the message of the parser.
fn hint(text: &str, line: usize, info: &str) -> &'static str {
    if info.contains("recursion limit") {
        return "move the inner parts to components, and refer to them by `$ref`";
    }
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let indent: &str = line
        .split(|c: char| !c.is_whitespace())
        .next()
        .unwrap_or_default();
    if indent.contains('\t') {
        "indent with spaces: YAML does not allow tabs there"
    } else {
        "check the indentation, quotes and colons here and on the line above; quote a string that has `: ` or ` #`"
    }
}

fn mark(line: usize, column: usize, length: usize) -> Mark {
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Mark {
        line: small(line.max(1)),
        column: small(column + 1),
        length: small(length.max(1)),
    }
}

fn marked(span: Span) -> Mark {
    let one_line = span.start.line() == span.end.line();
    let length = if one_line {
        span.end.col().saturating_sub(span.start.col())
    } else {
        1
    };
    mark(span.start.line(), span.start.col(), length)
}

#[derive(Default)]
struct Builder {
    tree: TreeBuilder,
    merges: bool,
    anchors: HashMap<usize, NodeId>,
    /// The number of nodes to which each node expands, including itself.
    sizes: Vec<usize>,
    aliased: usize,
    documents: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Flaw> {
        let here = marked(span);
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Flaw {
                        mark: here,
                        message: "a second YAML document starts here".to_owned(),
                        help: "one file holds one document: remove the `---`, or make two files",
                    });
                }
            }
            Event::Scalar(text, style, anchor, _) => self.scalar(text, style, anchor, here)?,
            Event::Alias(anchor) => self.alias(anchor, here)?,
            Event::SequenceStart(anchor, _) => self.start(Below::List(Vec::new()), anchor, here)?,
            Event::MappingStart(anchor, _) => self.start(Below::Map(Vec::new()), anchor, here)?,
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Nothing => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        here: Mark,
    ) -> Result<(), Flaw> {
        if self.tree.wants_key() {
            self.merges |= style == ScalarStyle::Plain && text == MERGE;
            self.tree.key(text.into(), here);
            return Ok(());
        }
        self.size(1);
        let node = self.tree.add(here, Below::Nothing);
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, here: Mark) -> Result<(), Flaw> {
        self.refuse_as_key(here)?;
        let target = self.anchors.get(&anchor).copied();
        let Some(target) = target.filter(|target| self.tree.open().all(|open| open != *target))
        else {
            return Err(Flaw {
                mark: here,
                message: "this alias is inside the node that it names".to_owned(),
                help: "a YAML document cannot contain itself: use `$ref` for a recursive schema",
            });
        };
        let size = self.sizes.get(target).copied().unwrap_or(1);
        self.aliased = self.aliased.saturating_add(size);
        if self.aliased > ALIASED {
            return Err(Flaw {
                mark: here,
                message: format!("the aliases up to here expand to more than {ALIASED} nodes"),
                help: "use `$ref` to a component instead of YAML aliases",
            });
        }
        self.size(size);
        self.tree.add(here, Below::Same(target));
        Ok(())
    }

    fn start(&mut self, below: Below, anchor: usize, here: Mark) -> Result<(), Flaw> {
        self.refuse_as_key(here)?;
        if self.tree.open().len() >= NESTED {
            return Err(Flaw {
                mark: here,
                message: format!("this is nested more than {NESTED} levels deep"),
                help: "move the inner parts to components and refer to them",
            });
        }
        // A block collection starts at its first entry and has the length of one character.
        self.size(1);
        let node = self.tree.start(Mark { length: 1, ..here }, below);
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
        Ok(())
    }

    fn end(&mut self) {
        let Some(closed) = self.tree.end() else {
            return;
        };
        let size = self.sizes.get(closed).copied().unwrap_or(1);
        self.count(size - 1);
    }

    /// Notes the size of the node that is added next.
    fn size(&mut self, size: usize) {
        self.sizes.push(size);
        self.count(size);
    }

    /// Adds `size` to the collection that is open.
    fn count(&mut self, size: usize) {
        if let Some(parent) = self.tree.open().next_back()
            && let Some(total) = self.sizes.get_mut(parent)
        {
            *total = total.saturating_add(size);
        }
    }

    fn refuse_as_key(&self, here: Mark) -> Result<(), Flaw> {
        if !self.tree.wants_key() {
            return Ok(());
        }
        Err(Flaw {
            mark: here,
            message: "a key must be a plain string".to_owned(),
            help: "write the key out; lists, mappings and aliases cannot be keys here",
        })
    }
}
