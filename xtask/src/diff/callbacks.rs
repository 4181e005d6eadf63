//! Callbacks: operations that the service calls. Callers read the requests and send the responses.

use super::difference::{Difference, Sides};
use super::kind::{self, Kind};
use super::node::{Node, Revision};
use super::operations::Operation;
use super::pairing::take_pairs;
use super::subject::Part;
use super::walk::Walk;

const CALLBACK: Kind = Kind::Operation(kind::Operation::Callback);

/// Operations with the names of the callbacks that they belong to.
type Named<'a> = (&'a str, Operation<'a>);

impl<'a> Walk<'a> {
    /// Pairs the callbacks of an operation by name, expression and method.
    pub(super) fn callbacks(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let mut gone = all(self.base, base);
        let mut new = all(self.head, head);
        let mut pairs = Vec::new();
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            let key = |(name, called): &Named<'a>| (*name, called.path, called.method);
            key(one) == key(other)
        });
        // The service may call another address.
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            (one.0, one.1.method) == (other.0, other.1.method)
        });
        for ((_, before), (_, after)) in pairs {
            let below = self.callback(&before, &after);
            self.lead(at, below, Sides::BOTH);
        }
        for (_, called) in gone {
            let kind = Kind::Operation(kind::Operation::CallbackRemoved);
            self.removed(at, kind, &called.subject, &called.node, &head.node);
        }
        for (_, called) in new {
            let kind = Kind::Operation(kind::Operation::CallbackAdded);
            self.record(at, Difference::added(kind, &called.subject, &called.node));
        }
    }

    fn callback(&mut self, base: &Operation<'a>, head: &Operation<'a>) -> usize {
        let place = (&base.node, &head.node);
        let (at, new) = self.pair("callback", place.0, place.1);
        if new {
            if base.path != head.path {
                let difference = Difference::changed(CALLBACK, &head.subject, place);
                self.record(at, difference.values(base.path, head.path));
            }
            for key in ["security", "servers"] {
                let subject = head.subject.part(Part::Key(key.to_owned()));
                self.key(at, CALLBACK, &subject, place, key);
            }
            self.exchange(at, base, head);
        }
        at
    }
}

fn all<'a>(revision: Revision<'a>, operation: &Operation<'a>) -> Vec<Named<'a>> {
    let entries = |node: Node<'a>| revision.resolve(node).entries();
    let mut found = Vec::new();
    let callbacks = operation.node.get("callbacks").map(entries);
    for (name, callback) in callbacks.into_iter().flatten() {
        let subject = operation.subject.part(Part::Callback(name.to_owned()));
        for (expression, item) in entries(callback) {
            let called = Operation::called_back(expression, revision.resolve(item), &subject);
            found.extend(called.into_iter().map(|called| (name, called)));
        }
    }
    found
}
