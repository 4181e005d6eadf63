//! Nodes of a document with their pointers, and the document that they are in.

use std::collections::HashSet;

use serde_json::Value;

use crate::openapi::{self, escape};
use crate::source::Spec;

/// One document, and methods that follow its references.
#[derive(Clone, Copy)]
pub struct Revision<'a> {
    /// The document with the positions of its nodes.
    pub spec: &'a Spec,
}

/// A node of a document, with its place.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// Its JSON pointer.
    pub pointer: String,
    /// The value.
    pub value: &'a Value,
}

impl<'a> Node<'a> {
    /// The node at `key`.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.get(key)?;
        Some(self.below(key, value))
    }

    fn below(&self, segment: &str, value: &'a Value) -> Node<'a> {
        // A large document has millions of these.
        let segment = escape(segment);
        let mut pointer = String::with_capacity(self.pointer.len() + 1 + segment.len());
        pointer.push_str(&self.pointer);
        pointer.push('/');
        pointer.push_str(&segment);
        Node { pointer, value }
    }

    /// The entries of a mapping, in the order of the document.
    pub fn entries(&self) -> Vec<(&'a str, Node<'a>)> {
        let fields = self.value.as_object().into_iter().flatten();
        fields
            .map(|(key, value)| (key.as_str(), self.below(key, value)))
            .collect()
    }

    /// The items of a list.
    pub fn items(&self) -> Vec<Node<'a>> {
        let items = self.value.as_array().into_iter().flatten();
        let numbered = items.enumerate();
        numbered
            .map(|(at, value)| self.below(&at.to_string(), value))
            .collect()
    }

    /// The string at `key`, empty when there is none.
    pub fn text(&self, key: &str) -> &'a str {
        let text = self.value.get(key).and_then(Value::as_str);
        text.unwrap_or_default()
    }

    /// Whether `true` is at `key`.
    pub fn flag(&self, key: &str) -> bool {
        let flag = self.value.get(key).and_then(Value::as_bool);
        flag.unwrap_or_default()
    }
}

impl<'a> Revision<'a> {
    /// The whole document.
    pub fn root(&self) -> Node<'a> {
        Node {
            pointer: String::new(),
            value: &self.spec.document,
        }
    }

    /// The node at `pointer`.
    pub fn at(&self, pointer: &str) -> Option<Node<'a>> {
        Some(Node {
            pointer: pointer.to_owned(),
            value: openapi::node_at(&self.spec.document, pointer)?,
        })
    }

    /// A pointer in which items of lists are named by their content, because indices change when other items do.
    pub fn stable(&self, pointer: &str) -> String {
        openapi::stable(&self.spec.document, pointer)
    }

    /// The node at the end of a chain of references. A reference that leads nowhere, or to itself, is its own end.
    pub fn resolve(&self, mut node: Node<'a>) -> Node<'a> {
        let mut seen: HashSet<*const Value> = HashSet::new();
        let mut is_first = true;
        loop {
            let Some(target) = openapi::target(node.value) else {
                return node;
            };
            let target = self.spec.meant_by(target).unwrap_or(target);
            match self.at(target) {
                // Most references lead to no other one.
                Some(next) if is_first && openapi::target(next.value).is_none() => return next,
                Some(next) if seen.insert(std::ptr::from_ref(next.value)) => node = next,
                _ => return node,
            }
            is_first = false;
        }
    }
}
