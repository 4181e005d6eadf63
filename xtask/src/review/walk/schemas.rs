//! Schemas: types, formats, values and flags; what is below them is in the modules beside.

use serde_json::{Value, json};

use super::super::rules::{self, Rule};
use super::super::view::{Node, View, component};
use super::facts::shown;
use super::{Sides, Walk};

/// Formats of which the first holds all that the second does.
const WIDER: [(&str, &str); 2] = [("int64", "int32"), ("double", "float")];

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

impl<'a> Walk<'a> {
    /// The pair of two schemas, compared if they were not yet. Where the schema has no name, messages call it `what`.
    pub(super) fn schema(&mut self, base: Node<'a>, head: Node<'a>, what: &str) -> usize {
        let base = self.base.view(base);
        let head = self.head.view(head);
        self.views(base, head, what)
    }

    /// The pair of two schemas as they are meant.
    pub(super) fn views(&mut self, base: View<'a>, head: View<'a>, what: &str) -> usize {
        let (at, new) = self.pair("schema", &base.identity(), &head.identity());
        if !new {
            return at;
        }
        self.same_name(&base, &head);
        let name = match what {
            "" => head.component().or(base.component()),
            _ => head.component(),
        };
        let what = name.map_or_else(|| what.to_owned(), |name| format!("`{name}`"));
        self.layers(at, &base, &head);
        let schemas = Schemas {
            at,
            base,
            head,
            what,
        };
        self.schema_words(&schemas);
        if self.choice_of_one(&schemas) {
            return at;
        }
        self.nullable(&schemas);
        if !self.kind(&schemas) {
            return at;
        }
        self.format(&schemas);
        self.values(&schemas);
        self.default_value(&schemas);
        self.flags(&schemas);
        self.bounds(&schemas);
        self.properties(&schemas);
        self.items(&schemas);
        self.choices(&schemas);
        self.prohibited(&schemas);
        self.told_otherwise(&schemas);
        at
    }

    /// Remembers under which names a component goes.
    fn same_name(&mut self, base: &View<'a>, head: &View<'a>) {
        if let Some(name) = base.component() {
            let other = head.component().unwrap_or_default().to_owned();
            self.names.entry(name.to_owned()).or_default().insert(other);
        }
    }

    /// Named members of an `allOf` are schemas of their own, too.
    fn layers(&mut self, at: usize, base: &View<'a>, head: &View<'a>) {
        for layer in base.layers.iter().skip(1) {
            let twin = head
                .layers
                .iter()
                .skip(1)
                .find(|twin| twin.pointer == layer.pointer);
            if let (Some(_), Some(twin)) = (component(&layer.pointer), twin) {
                let below = self.schema(layer.clone(), twin.clone(), "");
                self.lead(at, below, Sides::BOTH);
            }
        }
    }

    fn schema_words(&mut self, schemas: &Schemas<'a>) {
        let mut keys: Vec<&str> = Vec::new();
        for view in [&schemas.base, &schemas.head] {
            for layer in &view.layers {
                for key in layer
                    .value
                    .as_object()
                    .into_iter()
                    .flat_map(|map| map.keys())
                {
                    if !keys.contains(&key.as_str()) {
                        keys.push(key);
                    }
                }
            }
        }
        for key in keys {
            let (rule, called): (&Rule, &str) = match key {
                "description" | "title" => (rules::DESCRIPTION_CHANGED, key),
                "externalDocs" => (rules::DESCRIPTION_CHANGED, "link to the source"),
                "x-deviation" => (rules::DESCRIPTION_CHANGED, "`x-deviation`"),
                "example" => (rules::EXAMPLE_CHANGED, key),
                "x-source" => (rules::SOURCE_CHANGED, "sources"),
                key if key.starts_with("x-") => (rules::EXTENSION_CHANGED, key),
                _ => continue,
            };
            let (before, after) = (schemas.base.get(key), schemas.head.get(key));
            if before.as_ref().map(|node| node.value) != after.as_ref().map(|node| node.value) {
                let message = format!("{called} of {}", schemas.what);
                let place = (&schemas.base.node, &schemas.head.node);
                self.either(schemas.at, rule, place, (before, after), &message);
            }
        }
    }

    fn nullable(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.is_nullable(), schemas.head.is_nullable());
        if before == after {
            return;
        }
        let (rule, message) = if after {
            (rules::BECAME_NULLABLE, "may be null")
        } else {
            (rules::BECAME_NOT_NULLABLE, "can no longer be null")
        };
        let place = schemas.places("nullable");
        self.changed_to(
            schemas.at,
            rule,
            (&place.0, &place.1),
            (json!(before), json!(after)),
            format!("{} {message}", schemas.what),
        );
    }

    /// Whether the types allow looking further.
    fn kind(&mut self, schemas: &Schemas<'a>) -> bool {
        let (before, after) = (schemas.base.kind(), schemas.head.kind());
        if before == after {
            return true;
        }
        // A choice has no type of its own, and tells more below.
        let has_choices = |view: &View| !view.choices().is_empty();
        if has_choices(&schemas.base) && has_choices(&schemas.head) {
            return true;
        }
        let rule = match (before, after) {
            ("integer", "number") | (_, "") => rules::TYPE_WIDENED,
            ("number", "integer") | ("", _) => rules::TYPE_NARROWED,
            _ => rules::TYPE_CHANGED,
        };
        let any = |kind: &str| match kind {
            "" => "anything".to_owned(),
            kind => kind.to_owned(),
        };
        let place = schemas.places("type");
        self.changed_to(
            schemas.at,
            rule,
            (&place.0, &place.1),
            (json!(before), json!(after)),
            format!("{} is {} and was {}", schemas.what, any(after), any(before)),
        );
        rule != rules::TYPE_CHANGED && !before.is_empty() && !after.is_empty()
    }

    fn format(&mut self, schemas: &Schemas<'a>) {
        let text = |view: &View<'a>| view.get("format").and_then(|node| node.value.as_str());
        let (before, after) = (text(&schemas.base), text(&schemas.head));
        if before == after {
            return;
        }
        let wider = |wide: &str, narrow: &str| WIDER.contains(&(wide, narrow));
        let (rule, message) = match (before, after) {
            (Some(before), Some(after)) => (
                match () {
                    () if wider(after, before) => rules::FORMAT_WIDENED,
                    () if wider(before, after) => rules::FORMAT_NARROWED,
                    () => rules::FORMAT_CHANGED,
                },
                format!("is {after} and was {before}"),
            ),
            (Some(before), None) => (
                rules::FORMAT_WIDENED,
                format!("has no format any more and was {before}"),
            ),
            (None, after) => (
                rules::FORMAT_NARROWED,
                format!("is {} and had no format", after.unwrap_or_default()),
            ),
        };
        let place = schemas.places("format");
        self.changed_to(
            schemas.at,
            rule,
            (&place.0, &place.1),
            (json!(before), json!(after)),
            format!("{} {message}", schemas.what),
        );
    }

    fn values(&mut self, schemas: &Schemas<'a>) {
        match (schemas.base.values(), schemas.head.values()) {
            (None, None) => {}
            (Some((list, _)), None) => {
                let message = format!("{} may have any value", schemas.what);
                let parent = &schemas.head.node;
                self.removed(schemas.at, rules::ENUM_DROPPED, &list, parent, message);
            }
            (None, Some((list, values))) => {
                let listed: Vec<String> = values.iter().map(|value| shown(value)).collect();
                let message = format!("{} may only be {}", schemas.what, listed.join(", "));
                self.added(schemas.at, rules::ENUM_ADDED, &list, message);
            }
            (Some((base, before)), Some((head, after))) => {
                for value in &after {
                    if !before.contains(value) {
                        let node = item(&head, value);
                        let message = format!("{} may be {}", schemas.what, shown(value));
                        self.added(schemas.at, rules::ENUM_VALUE_ADDED, &node, message);
                    }
                }
                for value in &before {
                    if !after.contains(value) {
                        let node = item(&base, value);
                        let message = format!("{} can no longer be {}", schemas.what, shown(value));
                        self.removed(schemas.at, rules::ENUM_VALUE_REMOVED, &node, &head, message);
                    }
                }
            }
        }
    }

    fn default_value(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.get("default"), schemas.head.get("default"));
        let value = |node: &Option<Node<'a>>| node.as_ref().map(|node| node.value);
        if value(&before) == value(&after) {
            return;
        }
        let told = |node: &Option<Node<'a>>| value(node).map_or_else(|| "none".to_owned(), shown);
        let message = format!(
            "the default of {} is {} and was {}",
            schemas.what,
            told(&after),
            told(&before)
        );
        let place = schemas.places("default");
        let values = (
            value(&before).cloned().unwrap_or_default(),
            value(&after).cloned().unwrap_or_default(),
        );
        self.changed_to(
            schemas.at,
            rules::DEFAULT_CHANGED,
            (&place.0, &place.1),
            values,
            message,
        );
    }

    /// Flags of the schema itself; those that depend on the object around it stand with the properties.
    fn flags(&mut self, schemas: &Schemas<'a>) {
        let is = |view: &View, key| view.get(key).is_some_and(|node| *node.value == true);
        let key = "deprecated";
        let (before, after) = (is(&schemas.base, key), is(&schemas.head, key));
        if before != after {
            let (rule, message) = if after {
                (rules::VALUE_DEPRECATED, "is deprecated")
            } else {
                (rules::VALUE_UNDEPRECATED, "is no longer deprecated")
            };
            let place = schemas.places(key);
            self.changed_to(
                schemas.at,
                rule,
                (&place.0, &place.1),
                (json!(before), json!(after)),
                format!("{} {message}", schemas.what),
            );
        }
    }

    fn items(&mut self, schemas: &Schemas<'a>) {
        let what = format!("an item of {}", schemas.what);
        let items = (
            self.base.items(&schemas.base),
            self.head.items(&schemas.head),
        );
        match items {
            (Some(before), Some(after)) => {
                let below = self.views(before, after, &what);
                self.lead(schemas.at, below, Sides::BOTH);
            }
            (Some(before), None) => {
                let message = format!("{what} may be anything");
                let (before, parent) = (&before.node, &schemas.head.node);
                self.removed(schemas.at, rules::TYPE_WIDENED, before, parent, message);
            }
            (None, Some(after)) => {
                let message = format!("{what} has a type and could be anything");
                self.added(schemas.at, rules::TYPE_NARROWED, &after.node, message);
            }
            (None, None) => {}
        }
    }

    /// What must not fit.
    fn prohibited(&mut self, schemas: &Schemas<'a>) {
        let what = format!("what {} must not be", schemas.what);
        match (schemas.base.get("not"), schemas.head.get("not")) {
            (Some(before), Some(after)) => {
                let plain = |walk: &Self, node: &Node<'a>, revision: usize| match revision {
                    0 => walk.meant(walk.base, node.clone()),
                    _ => walk.meant(walk.head, node.clone()),
                };
                if plain(self, &before, 0) != plain(self, &after, 1) {
                    let message = format!("{what} changed");
                    let rule = rules::CONDITION_CHANGED;
                    self.changed(schemas.at, rule, (&before, &after), message);
                }
            }
            (Some(before), None) => {
                let message = format!("{what} is gone");
                let parent = &schemas.head.node;
                self.removed(
                    schemas.at,
                    rules::CONDITION_REMOVED,
                    &before,
                    parent,
                    message,
                );
            }
            (None, Some(after)) => {
                let message = format!("{what} is said");
                self.added(schemas.at, rules::CONDITION_ADDED, &after, message);
            }
            (None, None) => {}
        }
    }

    /// How members are told apart, and how XML is written.
    fn told_otherwise(&mut self, schemas: &Schemas<'a>) {
        for (key, rule, called) in [
            (
                "discriminator",
                rules::DISCRIMINATOR_CHANGED,
                "the discriminator",
            ),
            ("xml", rules::XML_CHANGED, "the XML form"),
        ] {
            let (before, after) = (schemas.base.get(key), schemas.head.get(key));
            let plain = |node: &Option<Node<'a>>| match node {
                Some(node) if key == "discriminator" => discriminator(node),
                Some(node) => node.value.clone(),
                None => Value::Null,
            };
            if plain(&before) != plain(&after) {
                let message = format!("{called} of {}", schemas.what);
                let place = (&schemas.base.node, &schemas.head.node);
                self.either(schemas.at, rule, place, (before, after), &message);
            }
        }
    }
}

impl<'a> Schemas<'a> {
    /// The nodes of a keyword at both revisions; where it is not written, that of the layer that states the type, which is
    /// where it would be.
    pub fn places(&self, key: &str) -> (Node<'a>, Node<'a>) {
        let at = |view: &View<'a>| {
            let typed = || view.layers.iter().find(|layer| layer.get("type").is_some());
            let written = view.get(key).or_else(|| typed().cloned());
            written.unwrap_or_else(|| view.node.clone())
        };
        (at(&self.base), at(&self.head))
    }
}

/// The property that tells members apart. The mapping is compared with the members.
fn discriminator(node: &Node) -> Value {
    json!(node.text("propertyName"))
}

/// The item of a list that has this value.
fn item<'a>(list: &Node<'a>, value: &'a Value) -> Node<'a> {
    let items = list.items();
    items
        .into_iter()
        .find(|node| node.value == value)
        .unwrap_or_else(|| list.clone())
}
