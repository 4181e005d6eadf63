//! Objects: their properties, what they demand, and the keys that are not listed.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::difference::Sides;
use super::pairing::renamed;
use super::schema_pair::Schemas;
use super::view::{Node, Revision, View};
use super::walker::Walk;
use crate::review::rules;

impl<'a> Walk<'a> {
    pub(super) fn properties(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.properties(), schemas.head.properties());
        let names = |list: &[(&'a str, Node<'a>)]| -> BTreeSet<&'a str> {
            list.iter().map(|(name, _)| *name).collect()
        };
        let (base_names, head_names) = (names(&before), names(&after));
        let gone: Vec<_> = before
            .iter()
            .filter(|(name, _)| !head_names.contains(name))
            .cloned()
            .collect();
        let new: Vec<_> = after
            .iter()
            .filter(|(name, _)| !base_names.contains(name))
            .cloned()
            .collect();
        let pairs = renamed(&gone, &new);
        let said = [
            Properties::of(self.base, &schemas.base),
            Properties::of(self.head, &schemas.head),
        ];
        let twins: HashMap<&str, &Node<'a>> =
            after.iter().map(|(name, node)| (*name, node)).collect();
        for (name, node) in &before {
            if let Some(twin) = twins.get(name) {
                self.property(schemas, &said, (name, name), node, twin);
            }
        }
        for ((old, base), (name, head)) in &pairs {
            let message = format!("property `{old}` of {} is called `{name}`", schemas.what);
            let values = (json!(old), json!(name));
            let sides = self.sides(base, head);
            self.changed_to(
                schemas.at,
                rules::PROPERTY_RENAMED,
                (base, head),
                values,
                message,
            );
            self.with_last(schemas.at, |difference| difference.sides = sides);
            self.property(schemas, &said, (old, name), base, head);
        }
        let is_renamed = |name: &str| {
            pairs
                .iter()
                .any(|(old, new)| old.0 == name || new.0 == name)
        };
        for (name, node) in gone.iter().filter(|(name, _)| !is_renamed(name)) {
            let message = format!("property `{name}` of {} is gone", schemas.what);
            let sides = sides(&self.base.view(node.clone()));
            let parent = &schemas.head.node;
            self.removed(schemas.at, rules::PROPERTY_REMOVED, node, parent, message);
            self.with_last(schemas.at, |difference| difference.sides = sides);
        }
        for (name, node) in new.iter().filter(|(name, _)| !is_renamed(name)) {
            let required = said[1].required.contains(name);
            let (rule, kind) = if required {
                (rules::REQUIRED_PROPERTY_ADDED, "required property")
            } else {
                (rules::PROPERTY_ADDED, "property")
            };
            let message = format!("{} has a new {kind} `{name}`", schemas.what);
            let sides = sides(&self.head.view(node.clone()));
            self.added(schemas.at, rule, node, message);
            self.with_last(schemas.at, |difference| difference.sides = sides);
        }
        self.required_of_others(schemas, [&base_names, &head_names]);
        self.order_of_required(schemas);
        self.other_keys(schemas);
    }

    /// Which side meets a property: what is read-only is not sent, what is write-only is not read.
    fn sides(&self, base: &Node<'a>, head: &Node<'a>) -> Sides {
        let before = sides(&self.base.view(base.clone()));
        let after = sides(&self.head.view(head.clone()));
        Sides {
            request: before.request || after.request,
            response: before.response || after.response,
        }
    }

    fn property(
        &mut self,
        schemas: &Schemas<'a>,
        said: &[Properties<'a>; 2],
        (old, name): (&str, &str),
        base: &Node<'a>,
        head: &Node<'a>,
    ) {
        let what = format!("`{name}` of {}", schemas.what);
        let sides = self.sides(base, head);
        let (was, is) = (
            said[0].required.contains(old),
            said[1].required.contains(name),
        );
        if was != is {
            let (rule, message) = if is {
                (rules::PROPERTY_BECAME_REQUIRED, "is required")
            } else {
                (rules::PROPERTY_BECAME_OPTIONAL, "is no longer required")
            };
            let message = format!("{what} {message}");
            let values = (json!(was), json!(is));
            self.changed_to(schemas.at, rule, (base, head), values, message);
            self.with_last(schemas.at, |difference| difference.sides = sides);
        }
        self.one_way(schemas, &what, is, base, head);
        let before = said[0].view(self.base, old);
        let after = said[1].view(self.head, name);
        if let (Some(before), Some(after)) = (before, after) {
            let place = (base.clone(), head.clone());
            let below = self.views(place, before, after, &what);
            self.lead(schemas.at, below, sides);
        }
    }

    /// `readOnly` and `writeOnly`.
    fn one_way(
        &mut self,
        schemas: &Schemas<'a>,
        what: &str,
        required: bool,
        base: &Node<'a>,
        head: &Node<'a>,
    ) {
        let (before, after) = (self.base.view(base.clone()), self.head.view(head.clone()));
        let is = |view: &View, key| view.get(key).is_some_and(|node| *node.value == true);
        for key in ["readOnly", "writeOnly"] {
            let (was, is) = (is(&before, key), is(&after, key));
            if was == is {
                continue;
            }
            let (rule, message) = match (key, is) {
                ("readOnly", true) => (rules::BECAME_READ_ONLY, "is read-only"),
                ("readOnly", false) if required => {
                    (rules::REQUIRED_NO_LONGER_READ_ONLY, "must be sent")
                }
                ("readOnly", false) => (rules::NO_LONGER_READ_ONLY, "is no longer read-only"),
                (_, true) => (rules::BECAME_WRITE_ONLY, "is write-only"),
                (_, false) => (rules::NO_LONGER_WRITE_ONLY, "is no longer write-only"),
            };
            let values = (json!(was), json!(is));
            let message = format!("{what} {message}");
            self.changed_to(schemas.at, rule, (base, head), values, message);
        }
    }

    /// Keys that must be there and are no properties: they may hold what other keys may.
    fn required_of_others(&mut self, schemas: &Schemas<'a>, listed: [&BTreeSet<&'a str>; 2]) {
        let (before, after) = (schemas.base.required(), schemas.head.required());
        let differing = |names: &[&'a str], others: &[&'a str]| -> Vec<&'a str> {
            let others: HashSet<&str> = others.iter().copied().collect();
            let names = names.iter().filter(|name| !others.contains(*name));
            let unlisted = names.filter(|name| listed.iter().all(|known| !known.contains(*name)));
            unlisted.copied().collect()
        };
        let (gone, new) = (differing(&before, &after), differing(&after, &before));
        let place = schemas.places("required");
        for (names, is) in [(gone, false), (new, true)] {
            let (rule, message) = if is {
                (rules::PROPERTY_BECAME_REQUIRED, "is required")
            } else {
                (rules::PROPERTY_BECAME_OPTIONAL, "is no longer required")
            };
            for name in names {
                let message = format!("`{name}` of {} {message}", schemas.what);
                let values = match is {
                    true => (Value::Null, json!(name)),
                    false => (json!(name), Value::Null),
                };
                self.changed_to(schemas.at, rule, (&place.0, &place.1), values, message);
            }
        }
    }

    fn order_of_required(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.required(), schemas.head.required());
        let mut sorted = (before.clone(), after.clone());
        sorted.0.sort_unstable();
        sorted.1.sort_unstable();
        if before != after && sorted.0 == sorted.1 {
            let place = schemas.places("required");
            self.changed(
                schemas.at,
                rules::REQUIRED_REORDERED,
                (&place.0, &place.1),
                format!("{} lists what it requires in another order", schemas.what),
            );
        }
    }

    /// Keys that are not listed: allowed, refused, or of one type.
    fn other_keys(&mut self, schemas: &Schemas<'a>) {
        let key = "additionalProperties";
        let (before, after) = (Others::of(&schemas.base), Others::of(&schemas.head));
        let what = format!("a value of {}", schemas.what);
        let place = schemas.places(key);
        let values = (before.value(), after.value());
        let (rule, message) = match (before, after) {
            (Others::Any, Others::Any) | (Others::None, Others::None) => return,
            (_, Others::None) => (rules::OBJECT_CLOSED, "takes no other keys"),
            (Others::None, _) => (rules::OBJECT_OPENED, "takes other keys"),
            (Others::Any, Others::Of(_)) => (rules::MAP_ADDED, "takes other keys of one type only"),
            (Others::Of(_), Others::Any) => (rules::MAP_DROPPED, "takes other keys of any type"),
            (Others::Of(before), Others::Of(after)) => {
                let more = before.len().cmp(&after.len());
                for (before, after) in before.into_iter().zip(after) {
                    let below = self.schema(before, after, &what);
                    self.lead(schemas.at, below, Sides::BOTH);
                }
                match more {
                    Ordering::Equal => return,
                    Ordering::Less => (rules::MAP_ADDED, "takes other keys of one more type only"),
                    Ordering::Greater => (rules::MAP_DROPPED, "takes other keys of one type less"),
                }
            }
        };
        let message = format!("{} {message}", schemas.what);
        self.changed_to(schemas.at, rule, (&place.0, &place.1), values, message);
    }
}

/// What the layers of a schema say of its properties, collected once for all of them.
struct Properties<'a> {
    nodes: HashMap<&'a str, Vec<Node<'a>>>,
    required: HashSet<&'a str>,
}

impl<'a> Properties<'a> {
    fn of(revision: Revision<'a>, view: &View<'a>) -> Self {
        Self {
            nodes: revision.properties(view),
            required: view.required().into_iter().collect(),
        }
    }

    /// The property `name` as it is meant: all that the layers say of it.
    fn view(&self, revision: Revision<'a>, name: &str) -> Option<View<'a>> {
        revision.together(self.nodes.get(name)?.clone())
    }
}

/// What the keys may hold that are not listed.
enum Others<'a> {
    None,
    Any,
    /// What fits all of these.
    Of(Vec<Node<'a>>),
}

impl<'a> Others<'a> {
    fn of(view: &View<'a>) -> Self {
        let said = view.all("additionalProperties");
        if said.iter().any(|node| *node.value == false) {
            return Self::None;
        }
        let has_type = |node: &Node| node.value.as_object().is_some_and(|said| !said.is_empty());
        let of: Vec<_> = said.into_iter().filter(has_type).collect();
        if of.is_empty() {
            Self::Any
        } else {
            Self::Of(of)
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::None => json!(false),
            Self::Any => json!(true),
            Self::Of(schemas) => match schemas.as_slice() {
                [one] => one.value.clone(),
                several => several.iter().map(|node| node.value.clone()).collect(),
            },
        }
    }
}

fn sides(view: &View) -> Sides {
    let is = |key| view.get(key).is_some_and(|node| *node.value == true);
    Sides {
        request: !is("readOnly"),
        response: !is("writeOnly"),
    }
}
