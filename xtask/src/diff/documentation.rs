//! Documentation: descriptions, examples, sources, extensions.

use super::kind::{Document, Kind};
use super::node::{Node, Revision};
use super::subject::{Part, Subject};
use super::walk::Walk;
use crate::openapi::{SOURCES, is_bound, is_documentation, is_example};

impl<'a> Walk<'a> {
    /// Compares descriptions, examples, sources and extensions.
    pub(super) fn documentation(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        subject: &Subject,
    ) {
        let layers = [vec![place.0], vec![place.1]];
        self.documentation_of(at, place.1, layers, subject, |_| true);
    }

    /// Compares descriptions of which at least one is beside a reference.
    pub(super) fn described(
        &mut self,
        at: usize,
        beside: [Option<Node<'a>>; 2],
        place: (&Node<'a>, &Node<'a>),
        subject: &Subject,
    ) {
        let key = "description";
        let (was, is) = match beside {
            [None, None] => return,
            [was, is] => (
                was.or_else(|| place.0.get(key)),
                is.or_else(|| place.1.get(key)),
            ),
        };
        if was.as_ref().map(|node| node.value) != is.as_ref().map(|node| node.value) {
            let subject = subject.part(Part::Key(key.to_owned()));
            let kind = Kind::Document(Document::Description);
            self.either(at, kind, &subject, place.1, (was, is));
        }
    }

    /// Documentation of schemas with several layers: the first layer that has a key is compared. Only keys that `wanted`
    /// accepts.
    pub(super) fn documentation_of(
        &mut self,
        at: usize,
        beside: &Node<'a>,
        layers: [Vec<&Node<'a>>; 2],
        subject: &Subject,
        wanted: impl Fn(&str) -> bool,
    ) {
        let mut keys: Vec<&str> = Vec::new();
        let fields = layers
            .iter()
            .flatten()
            .filter_map(|layer| layer.value.as_object());
        for key in fields.flat_map(|fields| fields.keys()) {
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
        for key in keys.into_iter().filter(|key| wanted(key)) {
            let kind = match key {
                SOURCES => Document::Source,
                key if is_documentation(key) => Document::Description,
                key if is_example(key) => Document::Example,
                key if is_bound(key) => continue,
                key if key.starts_with("x-") => Document::Extension,
                _ => continue,
            };
            let [before, after] = layers
                .each_ref()
                .map(|layers| layers.iter().find_map(|layer| layer.get(key)));
            if before.as_ref().map(|node| node.value) != after.as_ref().map(|node| node.value) {
                let subject = subject.part(Part::Key(key.to_owned()));
                self.either(at, Kind::Document(kind), &subject, beside, (before, after));
            }
        }
    }
}

/// The description beside a reference, which OpenAPI 3.1 prefers to that of its target.
pub(super) fn beside_reference<'a>(revision: Revision<'a>, node: &Node<'a>) -> Option<Node<'a>> {
    let beside = node.get("$ref").and_then(|_| node.get("description"));
    beside.filter(|node| revision.spec.is_3_1(&node.pointer))
}
