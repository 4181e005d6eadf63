//! Callbacks: operations that the service calls. What it sends there is what callers read.

use super::difference::Sides;
use super::operations::Operation;
use super::pairing::take_pairs;
use super::view::{Node, Revision};
use super::walker::Walk;
use crate::review::rules;

/// Operations with the names of the callbacks that they belong to.
type Named<'a> = (&'a str, Operation<'a>);

impl<'a> Walk<'a> {
    /// Pairs what an operation calls back by name, expression and method.
    pub(super) fn callbacks(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let mut gone = all(self.base, base);
        let mut new = all(self.head, head);
        let mut pairs = Vec::new();
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            let key = |(name, called): &Named<'a>| (*name, called.path, called.method);
            key(one) == key(other)
        });
        for ((_, before), (_, after)) in pairs {
            let below = self.callback(&before, &after);
            self.lead(at, below, Sides::BOTH);
        }
        for (_, called) in gone {
            let message = format!("{} ({}) is gone", called.name, called.line());
            let rule = rules::CALLBACKS_CHANGED;
            self.removed(at, rule, &called.node, &head.node, message);
        }
        for (_, called) in new {
            let message = format!("{} ({}) is new", called.name, called.line());
            self.added(at, rules::CALLBACKS_CHANGED, &called.node, message);
        }
    }

    fn callback(&mut self, base: &Operation<'a>, head: &Operation<'a>) -> usize {
        let place = (&base.node, &head.node);
        let (at, new) = self.pair("callback", place.0, place.1);
        if new {
            for key in ["security", "servers"] {
                if let Some(changed) = self.key(place, key) {
                    let message = format!("{key} of {}", head.name);
                    self.either(at, rules::CALLBACKS_CHANGED, place, changed, &message);
                }
            }
            self.exchange(at, base, head);
        }
        at
    }
}

fn all<'a>(revision: Revision<'a>, operation: &Operation<'a>) -> Vec<Named<'a>> {
    let entries = |node: Node<'a>| revision.resolve(node).entries();
    let mut found = Vec::new();
    for (name, callback) in operation
        .node
        .get("callbacks")
        .map(entries)
        .into_iter()
        .flatten()
    {
        let what = format!("callback `{name}` of {}", operation.name);
        for (expression, item) in entries(callback) {
            let called = Operation::called_back(expression, revision.resolve(item), &what);
            found.extend(called.into_iter().map(|called| (name, called)));
        }
    }
    found
}
