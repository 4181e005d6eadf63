//! What is said once for the whole document: tags, settings, words; and the components that nothing uses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::view::Node;
use super::walker::Walk;
use crate::review::rules;

impl<'a> Walk<'a> {
    pub(super) fn document(&mut self) {
        let (base, head) = (self.base.root(), self.head.root());
        let place = (&base, &head);
        let at = self.lone_pair();
        for key in ["openapi", "info", "externalDocs"] {
            if let Some(changed) = self.key(place, key) {
                self.either(at, rules::INFO_CHANGED, place, changed, &format!("`{key}`"));
            }
        }
        self.tags(at, place);
        self.client(at, place);
        self.security_schemes();
        self.operations();
    }

    /// Extensions of the root, `x-client` key by key.
    fn client(&mut self, at: usize, place: (&Node<'a>, &Node<'a>)) {
        let key = "x-client";
        match (place.0.get(key), place.1.get(key)) {
            (Some(before), Some(after)) => {
                let keys: BTreeSet<&str> = [&before, &after]
                    .iter()
                    .flat_map(|node| node.entries())
                    .map(|(key, _)| key)
                    .collect();
                for key in keys {
                    if let Some(changed) = self.key((&before, &after), key) {
                        let message = format!("`x-client.{key}`");
                        let rule = rules::CLIENT_CHANGED;
                        self.either(at, rule, (&before, &after), changed, &message);
                    }
                }
            }
            (before, after) => {
                let sides = (before, after);
                self.either(at, rules::CLIENT_CHANGED, place, sides, "`x-client`");
            }
        }
        let without = |node: &Node<'a>| -> Vec<&'a str> {
            let keys = node.entries().into_iter().map(|(key, _)| key);
            keys.filter(|key| key.starts_with("x-") && *key != "x-client")
                .collect()
        };
        let keys: BTreeSet<&str> = [without(place.0), without(place.1)]
            .concat()
            .into_iter()
            .collect();
        for key in keys {
            if let Some(changed) = self.key(place, key) {
                let rule = rules::EXTENSION_CHANGED;
                self.either(at, rule, place, changed, &format!("`{key}`"));
            }
        }
    }

    fn tags(&mut self, at: usize, place: (&Node<'a>, &Node<'a>)) {
        let tags = |node: &Node<'a>| -> Vec<Node<'a>> {
            let tags = node.get("tags");
            tags.iter().flat_map(Node::items).collect()
        };
        let (before, after) = (tags(place.0), tags(place.1));
        for tag in &before {
            let name = tag.text("name");
            let twin = after.iter().find(|twin| twin.text("name") == name);
            let message = format!("tag `{name}`");
            match twin {
                Some(twin) if twin.value != tag.value => {
                    let rule = rules::TAG_CHANGED;
                    self.changed(at, rule, (tag, twin), format!("{message} changed"));
                }
                Some(_) => {}
                None => {
                    let message = format!("{message} is gone");
                    self.removed(at, rules::TAG_CHANGED, tag, place.1, message);
                }
            }
        }
        for tag in &after {
            let name = tag.text("name");
            if !before.iter().any(|twin| twin.text("name") == name) {
                self.added(at, rules::TAG_CHANGED, tag, format!("tag `{name}` is new"));
            }
        }
    }

    /// Components that only one revision has, or that no operation reaches.
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
        let mut renamed = BTreeSet::new();
        for (name, node) in &before {
            match new.get(name) {
                Some(twin) => {
                    self.schema(node.clone(), (*twin).clone(), "");
                }
                None => {
                    if let Some(twin) = self
                        .other_name(name)
                        .filter(|twin| !old.contains(twin.as_str()) && !renamed.contains(twin))
                        && let Some(head) = new.get(twin.as_str())
                    {
                        self.renamed_schema((name, node), (&twin, head));
                        renamed.insert(twin);
                        continue;
                    }
                    let at = self.lone_pair();
                    let message = format!("schema `{name}` is gone");
                    let root = self.head.root();
                    self.removed(at, rules::SCHEMA_REMOVED, node, &root, message);
                }
            }
        }
        for (name, node) in &after {
            if !old.contains(name) && !renamed.contains(*name) {
                let at = self.lone_pair();
                let message = format!("schema `{name}` is new");
                self.added(at, rules::SCHEMA_ADDED, node, message);
            }
        }
    }

    /// The one name that a component goes by at the head, if it is one.
    fn other_name(&self, name: &str) -> Option<String> {
        let names = self.names.get(name)?;
        let other = names
            .first()
            .filter(|other| !other.is_empty() && names.len() == 1)?;
        let takers = self.names.values().filter(|names| names.contains(other));
        (takers.count() == 1).then(|| other.clone())
    }

    fn renamed_schema(&mut self, (old, base): (&str, &Node<'a>), (new, head): (&str, &Node<'a>)) {
        let below = self.schema(base.clone(), head.clone(), "");
        let message = format!("schema `{old}` is called `{new}`");
        let rule = rules::SCHEMA_RENAMED;
        let values = (json!(old), json!(new));
        self.changed_to(below, rule, (base, head), values, message);
    }
}
