//! Two schemas that are compared.

use super::view::{Node, View};

/// Two schemas that stand for the same thing.
pub struct Schemas<'a> {
    /// The pair that differences are told to.
    pub at: usize,
    /// At the base.
    pub base: View<'a>,
    /// At the head.
    pub head: View<'a>,
    /// What messages call it.
    pub what: String,
}

impl<'a> Schemas<'a> {
    /// The nodes of a keyword at both revisions.
    pub fn places(&self, key: &str) -> (Node<'a>, Node<'a>) {
        let own = (self.base.get(key), self.head.get(key));
        // Where it is not written, the layer that has it at the other revision, or would have it since it states the type:
        // one place for all that refer to it.
        let at = |view: &View<'a>, own: &Option<Node<'a>>, other: &Option<Node<'a>>| {
            let written = other
                .as_ref()
                .and_then(|node| node.pointer.rsplit_once('/'));
            let layer = written
                .and_then(|(layer, _)| view.layers.iter().find(|twin| twin.pointer == layer));
            let typed = || view.layers.iter().find(|layer| layer.get("type").is_some());
            let node = own.as_ref().or(layer).or_else(typed).unwrap_or(&view.node);
            node.clone()
        };
        (
            at(&self.base, &own.0, &own.1),
            at(&self.head, &own.1, &own.0),
        )
    }
}
