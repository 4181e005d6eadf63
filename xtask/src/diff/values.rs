//! Values: types, formats, lists of values, defaults, null.

use std::collections::HashSet;

use serde_json::Value;

use super::difference::Difference;
use super::effective::EffectiveSchema;
use super::kind::{Kind, Range, Value as What};
use super::node::Node;
use super::schemas::Schemas;
use super::walk::Walk;

/// Formats of which the first contains all values of the second.
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

impl<'a> Walk<'a> {
    /// A keyword that has another value, or that only one of the two has.
    fn keyword(
        &mut self,
        schemas: &Schemas<'a>,
        key: &str,
        what: What,
        from: impl Into<Value>,
        to: impl Into<Value>,
    ) {
        let (base, head) = schemas.places(key);
        let kind = Kind::Value(what);
        let difference = Difference::changed(kind, &schemas.subject, (&base, &head));
        self.tell(schemas.at, difference.values(from, to));
    }

    pub(super) fn nullable(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.is_nullable(), schemas.head.is_nullable());
        if before != after {
            let what = if after {
                What::Nullable
            } else {
                What::NotNullable
            };
            self.keyword(schemas, "nullable", what, before, after);
        }
    }

    /// Types, and the values that the types allow comparing; whether what is below them can be compared, too.
    pub(super) fn types(&mut self, schemas: &Schemas<'a>) -> bool {
        let (before, after) = (schemas.base.kind(), schemas.head.kind());
        // Alternatives have no type of their own, and are compared below.
        let has_choices = |schema: &EffectiveSchema| !schema.choices().is_empty();
        if before == after {
            self.stated_type(schemas);
            // A format of another type went with the type.
            self.format(schemas);
        } else if !(has_choices(&schemas.base) && has_choices(&schemas.head)) {
            let range = match (before, after) {
                ("integer", "number") | (_, "") => Range::Wider,
                ("number", "integer") | ("", _) => Range::Narrower,
                _ => Range::Other,
            };
            self.keyword(schemas, "type", What::Type(range), before, after);
            if after.is_empty() {
                // What may be of any type may have bounds all the same.
                self.values(schemas);
                self.bounds(schemas);
                return false;
            }
            if range == Range::Other || before.is_empty() {
                return false;
            }
        }
        self.values(schemas);
        self.default_value(schemas);
        self.deprecated(schemas);
        self.bounds(schemas);
        true
    }

    /// A type that only one description states, where the values have it anyway.
    fn stated_type(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.stated_kind(), schemas.head.stated_kind());
        let follows = |schema: &EffectiveSchema| {
            schema.get("enum").is_some() && schema.stated_kind().is_empty()
        };
        if before != after && (follows(&schemas.base) || follows(&schemas.head)) {
            self.keyword(schemas, "type", What::TypeStated, before, after);
        }
    }

    fn format(&mut self, schemas: &Schemas<'a>) {
        let text = |schema: &EffectiveSchema<'a>| {
            let format = schema.get("format");
            format.and_then(|node| node.value.as_str())
        };
        let (before, after) = (text(&schemas.base), text(&schemas.head));
        let range = match (before, after) {
            (before, after) if before == after => return,
            (Some(before), Some(after)) if WIDER.contains(&(after, before)) => Range::Wider,
            (Some(before), Some(after)) if WIDER.contains(&(before, after)) => Range::Narrower,
            (Some(_), Some(_)) => Range::Other,
            (_, None) => Range::Wider,
            (None, _) => Range::Narrower,
        };
        self.keyword(schemas, "format", What::Format(range), before, after);
    }

    fn values(&mut self, schemas: &Schemas<'a>) {
        let (at, subject) = (schemas.at, &schemas.subject);
        match (schemas.base.values(), schemas.head.values()) {
            (None, None) => {}
            (Some((list, _)), None) => {
                let parent = &schemas.head.node;
                self.removed(at, Kind::Value(What::EnumDropped), subject, &list, parent);
            }
            (None, Some((list, _))) => {
                let kind = Kind::Value(What::EnumAdded);
                self.tell(at, Difference::added(kind, subject, &list));
            }
            (Some((base, before)), Some((head, after))) => {
                let (was, is) = (Values::of(&before), Values::of(&after));
                for value in after.iter().filter(|value| !was.has(value)) {
                    let kind = Kind::Value(What::EnumValueAdded);
                    self.tell(at, Difference::added(kind, subject, &item(&head, value)));
                }
                for value in before.iter().filter(|value| !is.has(value)) {
                    let kind = Kind::Value(What::EnumValueRemoved);
                    self.removed(at, kind, subject, &item(&base, value), &head);
                }
            }
        }
    }

    fn default_value(&mut self, schemas: &Schemas<'a>) {
        let key = "default";
        let (before, after) = (schemas.base.get(key), schemas.head.get(key));
        let value = |node: &Option<Node<'a>>| node.as_ref().map(|node| node.value);
        let number = |node: &Option<Node<'a>>| value(node).and_then(Value::as_f64);
        let is_same_number = number(&before).is_some() && number(&before) == number(&after);
        if value(&before) != value(&after) && !is_same_number {
            let (from, to) = (value(&before).cloned(), value(&after).cloned());
            self.keyword(schemas, key, What::Default, from, to);
        }
    }

    /// Flags that depend on the object around it are compared with the properties.
    fn deprecated(&mut self, schemas: &Schemas<'a>) {
        let key = "deprecated";
        let is = |schema: &EffectiveSchema| {
            let flag = schema.get(key);
            flag.is_some_and(|node| *node.value == true)
        };
        let (before, after) = (is(&schemas.base), is(&schemas.head));
        if before != after {
            let what = if after {
                What::Deprecated
            } else {
                What::Undeprecated
            };
            self.keyword(schemas, key, what, before, after);
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
