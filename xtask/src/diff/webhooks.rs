//! Webhooks (`x-webhooks`): requests of the service, paired by name and method. Callers read their bodies.

use super::difference::Difference;
use super::kind::{self, Kind};
use super::node::Revision;
use super::operations::Operation;
use super::pairing::take_pairs;
use super::subject::{Part, Subject};
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// Pairs and compares all webhooks.
    pub(super) fn webhooks(&mut self) {
        let mut gone = all(self.base);
        let mut new = all(self.head);
        let mut pairs = Vec::new();
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            (one.path, one.method) == (other.path, other.method)
        });
        for (before, after) in pairs {
            let (at, is_new) = self.pair("webhook", &before.node, &after.node);
            if is_new {
                self.exchange(at, &before, &after);
            }
            self.roots.push((after.name, at));
        }
        let root = self.head.root();
        for webhook in gone {
            let at = self.lone_pair();
            let kind = Kind::Operation(kind::Operation::WebhookRemoved);
            self.removed(at, kind, &webhook.subject, &webhook.node, &root);
            self.roots.push((webhook.name, at));
        }
        for webhook in new {
            let at = self.lone_pair();
            let kind = Kind::Operation(kind::Operation::WebhookAdded);
            let added = Difference::added(kind, &webhook.subject, &webhook.node);
            self.record(at, added);
            self.roots.push((webhook.name, at));
        }
    }
}

fn all<'a>(revision: Revision<'a>) -> Vec<Operation<'a>> {
    let webhooks = revision.root().get("x-webhooks");
    let mut found = Vec::new();
    for (name, item) in webhooks.iter().flat_map(|webhooks| webhooks.entries()) {
        let subject = Subject::new(Part::Webhook(name.to_owned()));
        let called = Operation::called_back(name, revision.resolve(item), &subject);
        found.extend(called.into_iter().map(|called| Operation {
            name: name.to_owned(),
            ..called
        }));
    }
    found
}
