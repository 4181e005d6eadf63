//! How differences are put into words and places; what readers are told beside the facts.

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::view::Node;
use super::walker::Walk;
use crate::openapi::{SOURCES, is_bound, is_documentation, is_example};
use crate::review::rules::{self, Rule};

impl<'a> Walk<'a> {
    /// Something that stands at both revisions and differs.
    pub(super) fn changed(
        &mut self,
        at: usize,
        rule: &'static Rule,
        (base, head): (&Node<'a>, &Node<'a>),
        message: String,
    ) {
        let (before, after) = (base.value.clone(), head.value.clone());
        self.changed_to(at, rule, (base, head), (before, after), message);
    }

    /// The same, where more tells than the two nodes.
    pub(super) fn changed_to(
        &mut self,
        at: usize,
        rule: &'static Rule,
        (base, head): (&Node<'a>, &Node<'a>),
        (before, after): (Value, Value),
        message: String,
    ) {
        self.tell(
            at,
            Difference {
                rule,
                base: Some(base.pointer.clone()),
                head: Some(head.pointer.clone()),
                parent: head.pointer.clone(),
                before,
                after,
                message,
                sides: Sides::BOTH,
                wires: None,
            },
        );
    }

    /// A flag of both; `set` and `unset` are the rules with their words for setting and for removing it.
    pub(super) fn flag(
        &mut self,
        at: usize,
        (base, head): (&Node<'a>, &Node<'a>),
        key: &str,
        what: &str,
        [set, unset]: [(&'static Rule, &str); 2],
    ) {
        let (was, is) = (base.flag(key), head.flag(key));
        if was != is {
            let (rule, words) = if is { set } else { unset };
            let values = (json!(was), json!(is));
            self.changed_to(at, rule, (base, head), values, format!("{what} {words}"));
        }
    }

    /// Something that only the base has; `beside` is what is left around it.
    pub(super) fn removed(
        &mut self,
        at: usize,
        rule: &'static Rule,
        base: &Node<'a>,
        beside: &Node<'a>,
        message: String,
    ) {
        let parent = self.survivor(&base.pointer, &beside.pointer);
        self.tell(
            at,
            Difference {
                rule,
                base: Some(base.pointer.clone()),
                head: None,
                parent,
                before: base.value.clone(),
                after: Value::Null,
                message,
                sides: Sides::BOTH,
                wires: None,
            },
        );
    }

    /// Something that only the head has.
    pub(super) fn added(
        &mut self,
        at: usize,
        rule: &'static Rule,
        head: &Node<'a>,
        message: String,
    ) {
        self.tell(
            at,
            Difference {
                rule,
                base: None,
                head: Some(head.pointer.clone()),
                parent: head.pointer.clone(),
                before: Value::Null,
                after: head.value.clone(),
                message,
                sides: Sides::BOTH,
                wires: None,
            },
        );
    }

    /// Lets the last difference of a pair matter to everybody, or to some only.
    pub(super) fn with_last(&mut self, at: usize, change: impl FnOnce(&mut Difference)) {
        let pair = self.pairs.get_mut(at);
        if let Some(last) = pair.and_then(|pair| pair.differences.last_mut()) {
            change(last);
        }
    }

    /// What is left at the head of the surroundings of `pointer`: the nearest node above it that is still there under
    /// its name, or `beside` where all of it is gone, or stands in another place of a list.
    fn survivor(&self, pointer: &str, beside: &str) -> String {
        let mut above = pointer;
        while let Some((next, _)) = above.rsplit_once('/') {
            above = next;
            let depth = above.matches('/').count();
            if self.head.at(above).is_some() && self.base.stable(above) == self.head.stable(above) {
                // `/components/schemas` and `/paths` are around everything
                let is_around_all = depth < 3 && !(depth == 2 && above.starts_with("/paths/"));
                return if is_around_all { beside } else { above }.to_owned();
            }
            let list = above
                .rsplit_once('/')
                .and_then(|(list, _)| self.base.at(list));
            if list.is_some_and(|list| list.value.is_array()) {
                break;
            }
        }
        beside.to_owned()
    }

    /// One key of a thing: `told` with the nodes where it differs.
    pub(super) fn key(
        &self,
        (base, head): (&Node<'a>, &Node<'a>),
        key: &str,
    ) -> Option<(Option<Node<'a>>, Option<Node<'a>>)> {
        let (before, after) = (base.get(key), head.get(key));
        let same = before.as_ref().map(|node| node.value) == after.as_ref().map(|node| node.value);
        (!same).then_some((before, after))
    }

    /// A key that was added, changed or removed under one rule.
    pub(super) fn either(
        &mut self,
        at: usize,
        rule: &'static Rule,
        place: (&Node<'a>, &Node<'a>),
        (before, after): (Option<Node<'a>>, Option<Node<'a>>),
        message: &str,
    ) {
        match (before, after) {
            (Some(before), Some(after)) => {
                self.changed(at, rule, (&before, &after), format!("{message} changed"));
            }
            (Some(before), None) => {
                self.removed(at, rule, &before, place.1, format!("{message} removed"));
            }
            (None, Some(after)) => self.added(at, rule, &after, format!("{message} added")),
            (None, None) => {}
        }
    }

    /// Words, examples, sources and extensions of a thing called `what`.
    pub(super) fn words(&mut self, at: usize, place: (&Node<'a>, &Node<'a>), what: &str) {
        let layers = [vec![place.0.clone()], vec![place.1.clone()]];
        self.words_of(at, place, layers, what, |_| true);
    }

    /// The same where each revision says it in several layers, of which the first that has a key counts; only of keys that
    /// are `wanted`.
    pub(super) fn words_of(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        layers: [Vec<Node<'a>>; 2],
        what: &str,
        wanted: impl Fn(&str) -> bool,
    ) {
        let mut keys: Vec<&str> = Vec::new();
        for (key, _) in layers.iter().flatten().flat_map(Node::entries) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        for key in keys.into_iter().filter(|key| wanted(key)) {
            let rule = match key {
                SOURCES => rules::SOURCE_CHANGED,
                key if is_documentation(key) => rules::DESCRIPTION_CHANGED,
                key if is_example(key) => rules::EXAMPLE_CHANGED,
                key if is_bound(key) => continue,
                key if key.starts_with("x-") => rules::EXTENSION_CHANGED,
                _ => continue,
            };
            let [before, after] = layers
                .each_ref()
                .map(|layers| layers.iter().find_map(|layer| layer.get(key)));
            if before.as_ref().map(|node| node.value) != after.as_ref().map(|node| node.value) {
                let message = format!("{} of {what}", called(key));
                self.either(at, rule, place, (before, after), &message);
            }
        }
    }
}

/// What a key is called in a message.
fn called(key: &str) -> String {
    match key {
        "externalDocs" => "link to the source".to_owned(),
        "x-source" => "sources".to_owned(),
        key if key.starts_with("x-") => format!("`{key}`"),
        key => key.to_owned(),
    }
}
