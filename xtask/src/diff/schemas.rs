//! Schemas: types, formats, values and flags; what is below them is in the modules beside.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::difference::Sides;
use super::pairing::take_pairs;
use super::schema_pair::Schemas;
use super::shown::shown;
use super::view::{Node, View};
use super::walker::Walk;
use crate::openapi::component;
use crate::review::rules;

/// Formats of which the first holds all that the second does.
const WIDER: [(&str, &str); 4] = [
    ("int64", "int32"),
    ("int64", "uint32"),
    ("uint64", "uint32"),
    ("double", "float"),
];

/// The values of an enum. Most are strings, and there may be thousands.
struct Values<'v> {
    strings: HashSet<&'v str>,
    others: Vec<&'v Value>,
}

impl<'v> Values<'v> {
    fn of(values: &[&'v Value]) -> Self {
        let strings = values.iter().filter_map(|value| value.as_str());
        let others = values.iter().filter(|value| !value.is_string());
        Self {
            strings: strings.collect(),
            others: others.copied().collect(),
        }
    }

    fn has(&self, value: &Value) -> bool {
        match value.as_str() {
            Some(text) => self.strings.contains(text),
            None => self.others.contains(&value),
        }
    }
}

/// How the types of two schemas compare.
enum Kinds {
    /// What is below them can be compared.
    Comparable,
    /// The head allows any type; whatever else it says goes for all of them.
    NoLongerStated,
    /// They have nothing in common.
    Other,
}

impl<'a> Walk<'a> {
    /// The pair of two schemas, compared if they were not yet. Where the schema has no name, messages call it `what`.
    pub(super) fn schema(&mut self, base: Node<'a>, head: Node<'a>, what: &str) -> usize {
        let place = (base.clone(), head.clone());
        let base = self.base.view(base);
        let head = self.head.view(head);
        self.views(place, base, head, what)
    }

    /// The pair of two schemas as they are meant, at the place that refers to them.
    pub(super) fn views(
        &mut self,
        place: (Node<'a>, Node<'a>),
        base: View<'a>,
        head: View<'a>,
        what: &str,
    ) -> usize {
        let is_other = self.is_another(&base, &head);
        let names = (base.component(), head.component());
        if is_other && names.0.is_some() && names.1.is_some() && names.0 != names.1 {
            return self.exchanged(place, (&base, &head), what);
        }
        let (at, new) = self.pair("schema", &base.identity(), &head.identity());
        if is_other {
            self.another(at, place, (&base, &head), what);
        }
        if new {
            self.compared(at, base, head, what, is_other);
        }
        at
    }

    /// Compares two schemas, and tells their differences to a pair.
    pub(super) fn compared(
        &mut self,
        at: usize,
        base: View<'a>,
        head: View<'a>,
        what: &str,
        is_other: bool,
    ) {
        self.same_name(&base, &head);
        let name = match (base.component(), head.component()) {
            (_, name) if !self.by_name => name,
            (Some(_), Some(name)) => Some(name),
            // A place that was or is written out is no change of the schema that it names at the other revision.
            (before, after) if what.is_empty() => after.or(before),
            _ => None,
        };
        let what = name.map_or_else(|| what.to_owned(), |name| format!("`{name}`"));
        self.layers(at, &base, &head);
        let schemas = Schemas {
            at,
            base,
            head,
            what,
        };
        self.schema_words(&schemas, is_other);
        if self.choice_of_one(&schemas) {
            return;
        }
        self.nullable(&schemas);
        match self.kind(&schemas) {
            Kinds::Comparable => {}
            Kinds::Other => return,
            // What is no longer of one type may be bound all the same.
            Kinds::NoLongerStated => {
                self.values(&schemas);
                return self.bounds(&schemas);
            }
        }
        // A format of another type went with the type.
        if schemas.base.kind() == schemas.head.kind() {
            self.format(&schemas);
        }
        self.values(&schemas);
        self.default_value(&schemas);
        self.flags(&schemas);
        self.bounds(&schemas);
        self.properties(&schemas);
        self.items(&schemas);
        self.choices(&schemas);
        self.prohibited(&schemas);
        self.discriminator(&schemas);
        self.xml(&schemas);
    }

    /// Words, sources and extensions. Two schemas that are no longer one have words of their own, which are no change of
    /// either: then only what the place itself says counts.
    fn schema_words(&mut self, schemas: &Schemas<'a>, is_other: bool) {
        let views = [&schemas.base, &schemas.head];
        let one_has_name = schemas.base.name().is_some() != schemas.head.name().is_some();
        let of_place = is_other && views.iter().all(|view| view.name().is_some());
        let layers = |view: &View<'a>| -> Vec<Node<'a>> {
            let layers = view.layers.iter();
            let layers = layers.filter(|layer| !of_place || component(&layer.pointer).is_none());
            layers.cloned().collect()
        };
        let layers = views.map(layers);
        let place = (&schemas.base.node, &schemas.head.node);
        self.words_of(schemas.at, place, layers, &schemas.what, |key| {
            // What only one of them names has its sources there.
            !(one_has_name && ["externalDocs", "x-source"].contains(&key))
        });
    }

    /// A keyword that says something else, or that only one of the two has.
    fn keyword(
        &mut self,
        schemas: &Schemas<'a>,
        key: &str,
        rule: &'static rules::Rule,
        values: (Value, Value),
        message: String,
    ) {
        let (base, head) = schemas.places(key);
        self.changed_to(schemas.at, rule, (&base, &head), values, message);
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
        self.keyword(
            schemas,
            "nullable",
            rule,
            (json!(before), json!(after)),
            format!("{} {message}", schemas.what),
        );
    }

    /// How far the types allow looking further.
    fn kind(&mut self, schemas: &Schemas<'a>) -> Kinds {
        let (before, after) = (schemas.base.kind(), schemas.head.kind());
        if before == after {
            self.stated_kind(schemas);
            return Kinds::Comparable;
        }
        // A choice has no type of its own, and tells more below.
        let has_choices = |view: &View| !view.choices().is_empty();
        if has_choices(&schemas.base) && has_choices(&schemas.head) {
            return Kinds::Comparable;
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
        self.keyword(
            schemas,
            "type",
            rule,
            (json!(before), json!(after)),
            format!("{} is {} and was {}", schemas.what, any(after), any(before)),
        );
        match after {
            "" => Kinds::NoLongerStated,
            _ if rule == rules::TYPE_CHANGED || before.is_empty() => Kinds::Other,
            _ => Kinds::Comparable,
        }
    }

    /// A type that only one revision states, where the values have it anyway.
    fn stated_kind(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.stated_kind(), schemas.head.stated_kind());
        let follows = |view: &View<'a>| view.get("enum").is_some() && view.stated_kind().is_empty();
        if before != after && (follows(&schemas.base) || follows(&schemas.head)) {
            let values = (json!(before), json!(after));
            let message = format!("the type of {} is told by its values", schemas.what);
            self.keyword(schemas, "type", rules::TYPE_STATED, values, message);
        }
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
        self.keyword(
            schemas,
            "format",
            rule,
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
                let (was, is) = (Values::of(&before), Values::of(&after));
                for value in &after {
                    if !was.has(value) {
                        let node = item(&head, value);
                        let message = format!("{} may be {}", schemas.what, shown(value));
                        self.added(schemas.at, rules::ENUM_VALUE_ADDED, &node, message);
                    }
                }
                for value in &before {
                    if !is.has(value) {
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
        let number = |node: &Option<Node<'a>>| value(node).and_then(Value::as_f64);
        let is_same_number = number(&before).is_some() && number(&before) == number(&after);
        if value(&before) == value(&after) || is_same_number {
            return;
        }
        let told = |node: &Option<Node<'a>>| value(node).map_or_else(|| "none".to_owned(), shown);
        let message = format!(
            "the default of {} is {} and was {}",
            schemas.what,
            told(&after),
            told(&before)
        );
        let values = (
            value(&before).cloned().unwrap_or_default(),
            value(&after).cloned().unwrap_or_default(),
        );
        self.keyword(schemas, "default", rules::DEFAULT_CHANGED, values, message);
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
            self.keyword(
                schemas,
                key,
                rule,
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
                let written = (schemas.base.get("items"), schemas.head.get("items"));
                let place = (
                    written.0.unwrap_or_else(|| before.node.clone()),
                    written.1.unwrap_or_else(|| after.node.clone()),
                );
                let below = self.views(place, before, after, &what);
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
        let (mut gone, mut new) = (schemas.base.all("not"), schemas.head.all("not"));
        let mut pairs = Vec::new();
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            self.meant(self.base, one.clone()) == self.meant(self.head, other.clone())
        });
        let changed = gone.len().min(new.len());
        for (before, after) in gone.drain(..changed).zip(new.drain(..changed)) {
            let message = format!("{what} changed");
            let rule = rules::CONDITION_CHANGED;
            self.changed(schemas.at, rule, (&before, &after), message);
        }
        for before in gone {
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
        for after in new {
            let message = format!("{what} is said");
            self.added(schemas.at, rules::CONDITION_ADDED, &after, message);
        }
    }

    /// How XML is written.
    fn xml(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.get("xml"), schemas.head.get("xml"));
        let value = |node: &Option<Node<'a>>| node.as_ref().map(|node| node.value);
        if value(&before) != value(&after) {
            let message = format!("the XML form of {}", schemas.what);
            let place = (&schemas.base.node, &schemas.head.node);
            let rule = rules::XML_CHANGED;
            self.either(schemas.at, rule, place, (before, after), &message);
        }
    }
}

/// The item of a list that has this value.
fn item<'a>(list: &Node<'a>, value: &'a Value) -> Node<'a> {
    let items = list.items();
    items
        .into_iter()
        .find(|node| node.value == value)
        .unwrap_or_else(|| list.clone())
}
