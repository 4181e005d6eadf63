//! Documentation: descriptions, examples, sources, extensions.

use super::kind::{Document, Kind};
use super::node::Node;
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

    /// The same for schemas with several layers: the first layer that has a key is compared. Only keys that `wanted`
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
