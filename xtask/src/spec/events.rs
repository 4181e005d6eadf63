//! The tree of positions of a YAML file, from the events of its parser, and what only the events show: keys written
//! twice, aliases that would blow up the document, nesting without end.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::DEEPEST;
use super::position::{Below, Entry, MERGE, Mark, NodeId, Tree};

/// How many nodes all aliases together may stand for: far more than a sane document, far less than hurts.
const MOST_ALIASED: usize = 1_000_000;

/// What is wrong in a file, where.
#[derive(Clone, Debug)]
pub(super) struct Flaw {
    pub mark: Mark,
    pub message: String,
    pub help: &'static str,
}

/// What the events of a file tell.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub tree: Tree,
    /// Whether a merge key (`<<`) stands in it.
    pub merges: bool,
}

/// Reads the positions of `text`.
///
/// # Errors
///
/// The first thing in the file that is not YAML, or that this project refuses to follow.
pub(super) fn outline(text: &str) -> Result<Outline, Flaw> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.take(event, span)?,
            Err(error) => {
                let at = error.marker();
                return Err(Flaw {
                    mark: mark(at.line(), at.col(), 1),
                    message: format!("this is not YAML: {}", error.info()),
                    help: hint(text, at.line()),
                });
            }
        }
    }
    Ok(builder.done)
}

/// Guesses from the line what went wrong.
fn hint(text: &str, line: usize) -> &'static str {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let indent: &str = line
        .split(|c: char| !c.is_whitespace())
        .next()
        .unwrap_or_default();
    if indent.contains('\t') {
        "indent with spaces: YAML does not allow tabs there"
    } else {
        "look at the indentation, the quotes and the colons here and on the line above; quote a text that holds `: ` or ` #`"
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
    done: Outline,
    open: Vec<Open>,
    anchors: HashMap<usize, NodeId>,
    /// How many nodes each node stands for, itself included.
    sizes: Vec<usize>,
    aliased: usize,
    documents: usize,
}

/// A collection whose end has not come yet.
struct Open {
    node: NodeId,
    key: Option<(Box<str>, Mark)>,
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
        if let Some(key) = self.expected_key() {
            let merges = style == ScalarStyle::Plain && text == MERGE;
            *key = Some((text.into(), here));
            self.done.merges |= merges;
            return Ok(());
        }
        let node = self.place(here, Below::Nothing, 1);
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, here: Mark) -> Result<(), Flaw> {
        self.refuse_as_key(here)?;
        let target = self.anchors.get(&anchor).copied();
        let Some(target) = target.filter(|target| self.open.iter().all(|o| o.node != *target))
        else {
            return Err(Flaw {
                mark: here,
                message: "this alias stands inside what it names".to_owned(),
                help: "a YAML document cannot hold itself: use `$ref` for a recursive schema",
            });
        };
        let size = self.sizes.get(target).copied().unwrap_or(1);
        self.aliased = self.aliased.saturating_add(size);
        if self.aliased > MOST_ALIASED {
            return Err(Flaw {
                mark: here,
                message: format!("the aliases up to here stand for more than {MOST_ALIASED} nodes"),
                help: "use `$ref` to a component instead of YAML aliases",
            });
        }
        self.place(here, Below::Same(target), size);
        Ok(())
    }

    fn start(&mut self, below: Below, anchor: usize, here: Mark) -> Result<(), Flaw> {
        self.refuse_as_key(here)?;
        if self.open.len() >= DEEPEST {
            return Err(Flaw {
                mark: here,
                message: format!("this is nested more than {DEEPEST} levels deep"),
                help: "move the inner parts to components and refer to them",
            });
        }
        // A block collection starts where its first entry does; one character is enough of it.
        let node = self.place(Mark { length: 1, ..here }, below, 1);
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
        self.open.push(Open { node, key: None });
        Ok(())
    }

    fn end(&mut self) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        let size = self.sizes.get(closed.node).copied().unwrap_or(1);
        self.count(size - 1);
    }

    /// Adds `size` to the collection that is open.
    fn count(&mut self, size: usize) {
        if let Some(parent) = self.open.last()
            && let Some(total) = self.sizes.get_mut(parent.node)
        {
            *total = total.saturating_add(size);
        }
    }

    /// The slot of the key that must come next, when one must.
    fn expected_key(&mut self) -> Option<&mut Option<(Box<str>, Mark)>> {
        let open = self.open.last_mut()?;
        let is_map = matches!(self.done.tree.nodes.get(open.node)?.below, Below::Map(_));
        (is_map && open.key.is_none()).then_some(&mut open.key)
    }

    fn refuse_as_key(&mut self, here: Mark) -> Result<(), Flaw> {
        match self.expected_key() {
            None => Ok(()),
            Some(_) => Err(Flaw {
                mark: here,
                message: "a key must be a plain text".to_owned(),
                help: "write the key out; lists, mappings and aliases cannot be keys here",
            }),
        }
    }

    /// Adds a node to the tree and to the collection that is open.
    fn place(&mut self, here: Mark, below: Below, size: usize) -> NodeId {
        let node = self.done.tree.add(here, below);
        self.sizes.push(size);
        self.count(size);
        let Some(open) = self.open.last_mut() else {
            return node;
        };
        match self
            .done
            .tree
            .nodes
            .get_mut(open.node)
            .map(|n| &mut n.below)
        {
            Some(Below::List(items)) => items.push(node),
            Some(Below::Map(entries)) => {
                if let Some((key, mark)) = open.key.take() {
                    entries.push(Entry { key, mark, node });
                }
            }
            _ => {}
        }
        node
    }
}
