//! The positions of the nodes of a document in its file.

use crate::diagnostics::Mark;
use crate::openapi::{NESTED, unescape};

/// The index of a node in its [`Tree`].
pub(crate) type NodeId = usize;

/// The children of a node.
#[derive(Debug)]
pub(crate) enum Below {
    Nothing,
    Map(Vec<Entry>),
    List(Vec<NodeId>),
    /// The same as another node (a YAML alias).
    Same(NodeId),
}

/// One entry of a mapping.
#[derive(Debug)]
pub(crate) struct Entry {
    key: Box<str>,
    mark: Mark,
    node: NodeId,
}

/// One value.
#[derive(Debug)]
struct Node {
    mark: Mark,
    below: Below,
}

/// The positions of all nodes of one document; the first node is the whole document.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// Builds a [`Tree`] from the events of a parser, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct TreeBuilder {
    tree: Tree,
    open: Vec<Open>,
}

/// A collection that has not ended yet.
#[derive(Debug)]
struct Open {
    node: NodeId,
    /// The key whose value comes next.
    key: Option<(Box<str>, Mark)>,
}

impl TreeBuilder {
    /// Whether a key must come next.
    pub fn wants_key(&self) -> bool {
        self.open.last().is_some_and(|open| {
            let node = self.tree.nodes.get(open.node);
            open.key.is_none() && node.is_some_and(|node| matches!(node.below, Below::Map(_)))
        })
    }

    /// Sets the key of the next value.
    pub fn key(&mut self, key: Box<str>, mark: Mark) {
        if let Some(open) = self.open.last_mut() {
            open.key = Some((key, mark));
        }
    }

    /// Adds a value to the collection that is open.
    pub fn add(&mut self, mark: Mark, below: Below) -> NodeId {
        let node = self.tree.nodes.len();
        self.tree.nodes.push(Node { mark, below });
        if let Some(open) = self.open.last_mut() {
            let parent = self.tree.nodes.get_mut(open.node);
            match (parent.map(|parent| &mut parent.below), open.key.take()) {
                (Some(Below::List(items)), _) => items.push(node),
                (Some(Below::Map(entries)), Some((key, mark))) => {
                    entries.push(Entry { key, mark, node });
                }
                _ => {}
            }
        }
        node
    }

    /// Adds a collection and opens it.
    pub fn start(&mut self, mark: Mark, below: Below) -> NodeId {
        let node = self.add(mark, below);
        self.open.push(Open { node, key: None });
        node
    }

    /// Closes the collection that is open.
    pub fn end(&mut self) -> Option<NodeId> {
        Some(self.open.pop()?.node)
    }

    /// The collections that are open, the outermost first.
    pub fn open(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator {
        self.open.iter().map(|open| open.node)
    }

    /// The finished tree.
    pub fn done(self) -> Tree {
        self.tree
    }
}

/// The target of a JSON pointer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// The key in front of the value, for an entry of a mapping.
    pub key: Option<Mark>,
    /// The value.
    pub value: Mark,
}

impl Tree {
    /// The node at `pointer`, or the nearest one above it that exists.
    pub fn find(&self, pointer: &str) -> Found {
        let mut found = Found {
            key: None,
            value: self.nodes.first().map_or(Mark::START, |node| node.mark),
        };
        let mut at: NodeId = 0;
        for segment in pointer.split('/').skip(1) {
            let segment = unescape(segment);
            let Some((key, next)) = self.child(at, &segment, 0) else {
                break;
            };
            let Some(node) = self.nodes.get(next) else {
                break;
            };
            found = Found {
                key,
                value: node.mark,
            };
            at = next;
        }
        found
    }

    /// The node that the aliases from `at` lead to.
    fn resolved(&self, mut at: NodeId) -> NodeId {
        // An alias always leads to an earlier node, so this ends.
        while let Some(Below::Same(other)) = self.nodes.get(at).map(|node| &node.below) {
            at = *other;
        }
        at
    }

    fn child(&self, at: NodeId, segment: &str, depth: usize) -> Option<(Option<Mark>, NodeId)> {
        match &self.nodes.get(self.resolved(at))?.below {
            Below::Map(entries) => {
                let own = entries.iter().find(|entry| *entry.key == *segment);
                if let Some(entry) = own {
                    return Some((Some(entry.mark), entry.node));
                }
                let merged = entries.iter().find(|entry| &*entry.key == MERGE)?;
                self.merged_child(merged.node, segment, depth)
            }
            Below::List(items) => {
                let index: usize = segment.parse().ok()?;
                Some((None, *items.get(index)?))
            }
            Below::Nothing | Below::Same(_) => None,
        }
    }

    /// The entry that a merge key (`<<: *a` or `<<: [*a, *b]`) adds.
    fn merged_child(
        &self,
        at: NodeId,
        segment: &str,
        depth: usize,
    ) -> Option<(Option<Mark>, NodeId)> {
        if depth > NESTED {
            return None;
        }
        match &self.nodes.get(self.resolved(at))?.below {
            Below::List(items) => items
                .iter()
                .find_map(|item| self.child(*item, segment, depth + 1)),
            _ => self.child(at, segment, depth + 1),
        }
    }

    /// The keys that are written twice in one mapping, each with its first and second place.
    pub fn duplicates(&self) -> Vec<(&str, Mark, Mark)> {
        let mut found = Vec::new();
        for node in &self.nodes {
            let Below::Map(entries) = &node.below else {
                continue;
            };
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            for pair in sorted.windows(2) {
                if let [first, second] = pair
                    && first.key == second.key
                {
                    found.push((&*second.key, first.mark, second.mark));
                }
            }
        }
        found
    }
}

/// YAML's merge key.
pub(crate) const MERGE: &str = "<<";
