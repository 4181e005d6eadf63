//! The parts of the whole document: tags, settings, documentation, and components that no operation uses.

use std::collections::{BTreeMap, BTreeSet};

use super::difference::Difference;
use super::kind::{Document, Kind, Schema};
use super::node::Node;
use super::pairing::{self, Named};
use super::subject::{Part, Subject};
use super::walk::Walk;

impl<'a> Walk<'a> {
    pub(super) fn document(&mut self) {
        let (base, head) = (self.base.root(), self.head.root());
        let place = (&base, &head);
        let at = self.lone_pair();
        for key in ["openapi", "info", "externalDocs"] {
            self.key(at, Kind::Document(Document::Info), &of_key(key), place, key);
        }
        self.tags(at, place);
        self.client(at, place);
        self.extensions(at, place);
        self.security_schemes();
        self.operations();
        self.webhooks();
    }

    /// `x-client`, key by key.
    fn client(&mut self, at: usize, place: (&Node<'a>, &Node<'a>)) {
        let kind = Kind::Document(Document::Client);
        match (place.0.get("x-client"), place.1.get("x-client")) {
            (Some(before), Some(after)) => {
                for key in keys(&before, &after, |_| true) {
                    let subject = of_key(&format!("x-client.{key}"));
                    self.key(at, kind, &subject, (&before, &after), key);
                }
            }
            written => self.either(at, kind, &of_key("x-client"), place.1, written),
        }
    }

    fn extensions(&mut self, at: usize, place: (&Node<'a>, &Node<'a>)) {
        let kind = Kind::Document(Document::Extension);
        let is_extension =
            |key: &str| key.starts_with("x-") && !["x-client", "x-webhooks"].contains(&key);
        for key in keys(place.0, place.1, is_extension) {
            self.key(at, kind, &of_key(key), place, key);
        }
    }

    fn tags(&mut self, at: usize, place: (&Node<'a>, &Node<'a>)) {
        let kind = Kind::Document(Document::Tag);
        let tags = |node: &Node<'a>| -> Vec<Node<'a>> {
            let tags = node.get("tags");
            tags.iter().flat_map(Node::items).collect()
        };
        let (before, after) = (tags(place.0), tags(place.1));
        for tag in &before {
            let name = tag.text("name");
            let subject = Subject::new(Part::Tag(name.to_owned()));
            match after.iter().find(|twin| twin.text("name") == name) {
                Some(twin) if twin.value != tag.value => {
                    self.record(at, Difference::changed(kind, &subject, (tag, twin)));
                }
                Some(_) => {}
                None => self.removed(at, kind, &subject, tag, place.1),
            }
        }
        for tag in &after {
            let name = tag.text("name");
            if !before.iter().any(|twin| twin.text("name") == name) {
                let subject = Subject::new(Part::Tag(name.to_owned()));
                self.record(at, Difference::added(kind, &subject, tag));
            }
        }
    }

    /// Schemas of the components that only one description has, or that no operation reaches.
    pub(super) fn components(&mut self) {
        let (base, head) = (self.base.root(), self.head.root());
        let all = |root: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
            let components = root.get("components");
            let named = components.and_then(|components| components.get("schemas"));
            named.iter().flat_map(Node::entries).collect()
        };
        let (before, after) = (all(&base), all(&head));
        let old: BTreeSet<&str> = before.iter().map(|(name, _)| *name).collect();
        let new: BTreeMap<&str, &Node<'a>> =
            after.iter().map(|(name, node)| (*name, node)).collect();
        let on_its_own = Subject::new(Part::Component);
        let named = |name: &str| Subject::new(Part::Schema(name.to_owned()));
        // What nothing uses has another name where its content is the same.
        let lone: Vec<Named<'a>> = before
            .iter()
            .filter(|(name, _)| !new.contains_key(name) && !self.names.contains_key(*name))
            .cloned()
            .collect();
        let added: Vec<Named<'a>> = after
            .iter()
            .filter(|(name, _)| !old.contains(name) && !self.is_taken(name))
            .cloned()
            .collect();
        for ((name, _), (other, _)) in pairing::renamed(&lone, &added) {
            self.has_name(name, other);
        }
        let mut renamed = BTreeSet::new();
        for (name, node) in &before {
            if let Some(twin) = new.get(name) {
                if self.is_text_only(node, twin) {
                    continue;
                }
                self.schema(node.clone(), (*twin).clone(), &on_its_own);
                continue;
            }
            let other = self
                .other_name(name)
                .filter(|twin| !old.contains(twin.as_str()) && !renamed.contains(twin));
            if let Some(twin) = other
                && let Some(head) = new.get(twin.as_str())
            {
                let below = self.schema(node.clone(), (*head).clone(), &on_its_own);
                let kind = Kind::Schema(Schema::Renamed);
                let difference = Difference::changed(kind, &named(&twin), (node, head));
                self.record(below, difference.values(*name, twin.as_str()));
                renamed.insert(twin);
                continue;
            }
            let at = self.lone_pair();
            self.removed(at, Kind::Schema(Schema::Removed), &named(name), node, &head);
        }
        for (name, node) in &after {
            if !old.contains(name) && !renamed.contains(*name) {
                let at = self.lone_pair();
                let kind = Kind::Schema(Schema::Added);
                self.record(at, Difference::added(kind, &named(name), node));
            }
        }
    }

    /// Whether this is the name that a component of the base has at the head.
    fn is_taken(&self, name: &str) -> bool {
        self.names.values().any(|names| names.contains(name))
    }

    /// The one name that a component has at the head, if it has one.
    fn other_name(&self, name: &str) -> Option<String> {
        let names = self.names.get(name)?;
        let other = names
            .first()
            .filter(|other| !other.is_empty() && names.len() == 1)?;
        let takers = self.names.values().filter(|names| names.contains(other));
        (takers.count() == 1).then(|| other.clone())
    }
}

fn of_key(key: &str) -> Subject {
    Subject::new(Part::Key(key.to_owned()))
}

/// The keys of both that `wanted` accepts, in order.
fn keys<'a>(base: &Node<'a>, head: &Node<'a>, wanted: impl Fn(&str) -> bool) -> BTreeSet<&'a str> {
    let all = base.entries().into_iter().chain(head.entries());
    all.map(|(key, _)| key).filter(|key| wanted(key)).collect()
}
