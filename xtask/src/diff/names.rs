//! Names of schemas: which one a place means, and under which name it goes at each revision.

use std::collections::HashMap;

use serde_json::json;

use super::difference::Sides;
use super::view::{Node, Revision, View};
use super::walker::Walk;
use crate::openapi::component;
use crate::review::rules;
use crate::review::verdict::Wire;

impl<'a> Walk<'a> {
    /// Whether the two are named differently, and not because one was renamed.
    pub(super) fn is_another(&self, base: &View<'a>, head: &View<'a>) -> bool {
        if !self.by_name {
            return false;
        }
        let (old, new) = match (base.component(), head.component()) {
            // What only wraps another goes by the other's name.
            (Some(old), Some(new)) if old == new => {
                let same = |walk: &Self| {
                    let head = walk.meant(walk.head, head.node.clone());
                    walk.meant(walk.base, base.node.clone()) == head
                };
                return base.name() != head.name() && same(self);
            }
            (Some(old), Some(new)) => (Some(old), Some(new)),
            _ => (base.name(), head.name()),
        };
        let (Some(old), Some(new)) = (old, new) else {
            // A single one that became one of several, or of another type, is told as that.
            let is_choice = base.choices().is_empty() != head.choices().is_empty();
            return !is_choice && base.kind() == head.kind() && old != new;
        };
        let has = |revision: Revision<'a>, name: &str| {
            let schemas = revision.root().value.pointer("/components/schemas");
            schemas.is_some_and(|schemas| schemas.get(name).is_some())
        };
        old != new && (has(self.head, old) || has(self.base, new))
    }

    /// A place where another schema is named than before.
    pub(super) fn another(
        &mut self,
        at: usize,
        (base, head): (Node<'a>, Node<'a>),
        (before, after): (&View<'a>, &View<'a>),
        what: &str,
    ) {
        let defines = |node: &Node| component(&node.pointer).is_some();
        if defines(&base) && defines(&head) {
            // told where it is used
            return;
        }
        let told = |view: &View<'a>| match view.name() {
            Some(name) => format!("`{name}`"),
            None => "written in place".to_owned(),
        };
        let message = format!("{what} is {} and was {}", told(after), told(before));
        let values = (json!(before.name()), json!(after.name()));
        let below = self.lone_pair();
        self.lead(at, below, Sides::BOTH);
        let rule = rules::REFERENCE_CHANGED;
        self.changed_to(below, rule, (&base, &head), values, message);
    }

    /// The one entry for a place that means another schema, of which both stay what they are: what differs between the two
    /// is its verdict, and no change of either.
    pub(super) fn exchanged(
        &mut self,
        place: (Node<'a>, Node<'a>),
        views: (&View<'a>, &View<'a>),
        what: &str,
    ) -> usize {
        let (at, new) = self.pair("reference", &place.0, &place.1);
        if new {
            let (wires, differences) = self.between(views.0, views.1);
            self.another(at, place, views, what);
            let told = self.pairs.last_mut();
            if let Some(last) = told.and_then(|pair| pair.differences.last_mut()) {
                last.wires = Some(wires);
                if !differences.is_empty() {
                    last.message = format!("{}: {}", last.message, some(&differences));
                }
            }
        }
        at
    }

    /// What reading one schema for the other means on the wire, where it is sent and where it is read; and what differs, in
    /// sentences.
    fn between(&mut self, base: &View<'a>, head: &View<'a>) -> ([Wire; 2], Vec<String>) {
        let key = (base.node.pointer.clone(), head.node.pointer.clone());
        if let Some(known) = self.exchanged.get(&key) {
            return (*known, Vec::new());
        }
        // a schema that holds itself differs by what else differs
        let mut wires = [Wire::None; 2];
        self.exchanged.insert(key.clone(), wires);
        let mut inner = Self::new(self.base, self.head);
        inner.exchanged.clone_from(&self.exchanged);
        let (at, _) = inner.pair("schema", &base.node, &head.node);
        inner.compared(at, base.clone(), head.clone(), "", false);
        inner.roots.push((String::new(), at));
        let mut sentences = Vec::new();
        for (difference, reach) in inner.collected() {
            let meet = [!reach.request.is_empty(), !reach.response.is_empty()];
            for ((known, wire), meets) in wires.iter_mut().zip(difference.wires()).zip(meet) {
                if meets {
                    *known = (*known).max(wire);
                }
            }
            if difference.wires() != [Wire::None; 2] {
                sentences.push(difference.message);
            }
        }
        self.exchanged.insert(key, wires);
        (wires, sentences)
    }

    /// Named members of an `allOf` are schemas of their own, too. What of them counts here is told here, by the same places.
    pub(super) fn layers(&mut self, at: usize, base: &View<'a>, head: &View<'a>) {
        let named = |view: &View<'a>| -> Vec<Node<'a>> {
            let inner = view.layers.iter().skip(1);
            let named = inner.filter(|layer| component(&layer.pointer).is_some());
            named.cloned().collect()
        };
        let (mut gone, mut new) = (named(base), named(head));
        let mut twins: HashMap<String, Node<'a>> = new
            .iter()
            .map(|node| (node.pointer.clone(), node.clone()))
            .collect();
        let mut pairs = Vec::new();
        gone.retain(|one| match twins.remove(&one.pointer) {
            Some(other) => {
                pairs.push((one.clone(), other));
                false
            }
            None => true,
        });
        new.retain(|other| twins.contains_key(&other.pointer));
        for (one, other) in pairs {
            // A schema that is laid into many is looked at for one of them: its own layers are many, too.
            if self.layered.insert(one.pointer.clone()) {
                self.schema(one, other, "");
            }
        }
        // the one that is left over on both sides may have another name
        if let ([one], [other]) = (gone.as_slice(), new.as_slice()) {
            let views = (self.base.view(one.clone()), self.head.view(other.clone()));
            if !self.is_another(&views.0, &views.1) {
                let below = self.schema(one.clone(), other.clone(), "");
                if base.name() == component(&one.pointer) {
                    self.lead(at, below, Sides::BOTH);
                }
            }
        }
    }

    /// Remembers under which names a component goes.
    pub(super) fn same_name(&mut self, base: &View<'a>, head: &View<'a>) {
        if let Some(name) = base.component() {
            let other = head.component().unwrap_or_default().to_owned();
            self.names.entry(name.to_owned()).or_default().insert(other);
        }
    }
}

/// The first of some sentences, and how many more there are.
fn some(sentences: &[String]) -> String {
    const MOST: usize = 3;
    let first: Vec<&str> = sentences.iter().take(MOST).map(String::as_str).collect();
    match sentences.len().saturating_sub(MOST) {
        0 => first.join("; "),
        more => format!("{}; and {more} more", first.join("; ")),
    }
}
