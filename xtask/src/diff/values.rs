//! Values: types, formats, lists of values, defaults, null.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::bounds::{has_bounds_of, integers};
use super::difference::Difference;
use super::effective::{EffectiveSchema, Listed};
use super::kind::{Kind, Range, Value as What};
use super::node::Node;
use super::schemas::Schemas;
use super::subject::Part;
use super::walk::Walk;
use crate::openapi::plain_numbers;

/// Pairs of formats; the first allows all values of the second.
const WIDER: [(&str, &str); 4] = [
    ("int64", "int32"),
    ("int64", "uint32"),
    ("uint64", "uint32"),
    ("double", "float"),
];

/// All booleans, as text.
const BOOLEANS: [&str; 2] = ["false", "true"];

/// The name of a format that has several.
fn plain_format(format: &str) -> &str {
    match format {
        "url" => "uri",
        "guid" => "uuid",
        "datetime" => "date-time",
        format => format,
    }
}

/// The values of an enum; there may be thousands.
struct Values(HashSet<String>);

impl Values {
    fn of(values: &[Listed], as_text: bool) -> Self {
        Self(
            values
                .iter()
                .map(|(_, value)| key(value, as_text))
                .collect(),
        )
    }
}

/// A key that equal values share: `1` and `1.0`; if they are sent as text, also `1` and `"1"`.
fn key(value: &Value, as_text: bool) -> String {
    match value {
        Value::String(text) if as_text => text.clone(),
        value => plain_numbers(value).to_string(),
    }
}

impl<'a> Walk<'a> {
    /// A keyword whose value differs, or that only one of the two has.
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
        self.record(schemas.at, difference.values(from, to));
    }

    pub(super) fn nullable(&mut self, schemas: &Schemas<'a>) {
        let both = [&schemas.base, &schemas.head];
        if both.iter().all(|schema| schema.is_any()) {
            let is = |schema: &EffectiveSchema<'a>| {
                let mut layers = schema.layers.iter();
                layers.any(|layer| layer.flag("nullable"))
            };
            let (before, after) = (is(&schemas.base), is(&schemas.head));
            if before != after {
                self.keyword(schemas, "nullable", What::NullStated, before, after);
            }
            return;
        }
        // A schema that allows anything allows null. Null of alternatives was compared before.
        if both
            .iter()
            .any(|schema| schema.is_any() || schema.is_decided())
        {
            return;
        }
        let [before, after] = match both.map(EffectiveSchema::is_nullable) {
            // A type beside a list that has null does not allow null, but is often meant to. In OpenAPI 3.1, a list
            // without null does not allow it either.
            [true, true] => {
                let is_3_1 = self.base.spec.is_3_1(&schemas.base.node.pointer)
                    && self.head.spec.is_3_1(&schemas.head.node.pointer);
                both.map(|schema| schema.states_null() && !(is_3_1 && schema.lists_without_null()))
            }
            nullable => nullable,
        };
        self.null(schemas, before, after);
    }

    /// Whether null is allowed.
    pub(super) fn null(&mut self, schemas: &Schemas<'a>, before: bool, after: bool) {
        if before != after {
            let what = if after {
                What::Nullable
            } else {
                What::NotNullable
            };
            self.keyword(schemas, "nullable", what, before, after);
        }
    }

    /// Compares types and values. Returns whether the parts below can be compared, too.
    pub(super) fn types(&mut self, schemas: &Schemas<'a>) -> bool {
        let (before, after) = (schemas.base.kind(), schemas.head.kind());
        // Alternatives have no type of their own, and are compared below.
        let has_choices = |schema: &EffectiveSchema| !schema.choices().is_empty();
        if before == after {
            self.stated_type(schemas);
            // The format belongs to the type.
            self.format(schemas);
            self.content_type(schemas);
        } else if self.as_text && is_scalar(before) && is_scalar(after) {
            self.types_of_text(schemas, before, after);
            return false;
        } else if !(has_choices(&schemas.base) && has_choices(&schemas.head)) {
            let range = match (before, after) {
                _ if schemas.head.allows_nothing() => Range::Other,
                _ if schemas.base.allows_nothing() => Range::Wider,
                _ if schemas.base.allows_only_null() => match schemas.head.is_nullable() {
                    true => Range::Wider,
                    false => Range::Other,
                },
                _ if schemas.head.allows_only_null() => match schemas.base.is_nullable() {
                    true => Range::Narrower,
                    false => Range::Other,
                },
                ("integer", "number") | (_, "") => Range::Wider,
                ("number", "integer") | ("", _) => Range::Narrower,
                _ => Range::Other,
            };
            let [from, to] =
                [(&schemas.base, before), (&schemas.head, after)].map(|(schema, kind)| {
                    if schema.allows_nothing() {
                        "none"
                    } else if schema.allows_only_null() {
                        "null"
                    } else {
                        kind
                    }
                });
            self.keyword(schemas, "type", What::Type(range), from, to);
            if after.is_empty() && !schemas.head.allows_only_null() {
                // A schema without a type may have bounds.
                self.values(schemas);
                self.bounds(schemas);
                return false;
            }
            if range == Range::Other || before.is_empty() || after.is_empty() {
                return false;
            }
        }
        let (was, is) = (integers(&schemas.base), integers(&schemas.head));
        let is_same = was.is_some() && was == is;
        if !is_same {
            self.values(schemas);
        }
        self.default_value(schemas);
        self.deprecated(schemas);
        if !is_same {
            self.bounds(schemas);
        }
        true
    }

    /// Compares types of values that are sent as text: a string includes numbers and booleans.
    fn types_of_text(&mut self, schemas: &Schemas<'a>, before: &str, after: &str) {
        let (base, head) = (&schemas.base, &schemas.head);
        let values = [base, head].map(|schema| match schema.values() {
            None if schema.kind() == "boolean" => Some(BOOLEANS.map(str::to_owned).into()),
            values => values.map(|(_, values)| Values::of(&values, true).0),
        });
        if let [Some(was), Some(is)] = &values
            && was == is
        {
            return self.keyword(schemas, "type", What::TypeStated, before, after);
        }
        let is_within = |narrow: &Option<HashSet<String>>, wide: &Option<HashSet<String>>| {
            let Some(wide) = wide else { return true };
            narrow.as_ref().is_some_and(|narrow| narrow.is_subset(wide))
        };
        let [was, is] = &values;
        let range = match (before, after) {
            ("integer", "number") => Range::Wider,
            ("number", "integer") => Range::Narrower,
            (_, "string") if !is_limited(head) && is_within(was, is) => Range::Wider,
            ("string", _) if !is_limited(base) && is_within(is, was) => Range::Narrower,
            _ => Range::Other,
        };
        self.keyword(schemas, "type", What::Type(range), before, after);
    }

    /// A type that only one description states, although the values of both have it.
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
        // Every number of JSON is a double.
        let is_plain = |schema: &EffectiveSchema, format: &Option<&str>| {
            schema.kind() == "number" && *format == Some("double")
        };
        let [before, after] = [&schemas.base, &schemas.head]
            .map(|schema| text(schema).filter(|format| !is_plain(schema, &Some(format))));
        let is_part = matches!(schemas.subject.last(), Part::Property(_) | Part::Item);
        let plain = |format: Option<&'a str>| format.map(plain_format);
        let range = match (before, after) {
            (before, after) if before == after => return self.further_formats(schemas),
            (before, after) if plain(before) == plain(after) => {
                return self.keyword(schemas, "format", What::FormatRenamed, before, after);
            }
            (Some(format), None) if has_bounds_of(&schemas.head, format) => return,
            (None, Some(format)) if has_bounds_of(&schemas.base, format) => return,
            // a file, and a string in the same part of a form
            (Some("binary"), None) | (None, Some("binary")) if is_part => Range::Other,
            (Some(before), Some(after)) if WIDER.contains(&(after, before)) => Range::Wider,
            (Some(before), Some(after)) if WIDER.contains(&(before, after)) => Range::Narrower,
            (Some(_), Some(_)) => Range::Other,
            (_, None) => Range::Wider,
            (None, _) => Range::Narrower,
        };
        self.keyword(schemas, "format", What::Format(range), before, after);
    }

    /// Formats of other members of `allOf`. A string has all of them.
    fn further_formats(&mut self, schemas: &Schemas<'a>) {
        let all = |schema: &EffectiveSchema<'a>| -> BTreeSet<&'a str> {
            let formats = schema.all("format").into_iter();
            formats.filter_map(|node| node.value.as_str()).collect()
        };
        let (before, after) = (all(&schemas.base), all(&schemas.head));
        if before == after || schemas.head.kind() != "string" {
            return;
        }
        let range = match (before.is_subset(&after), after.is_subset(&before)) {
            (true, _) => Range::Narrower,
            (_, true) => Range::Wider,
            _ => Range::Other,
        };
        let shown = |formats: BTreeSet<&str>| formats.into_iter().collect::<Vec<_>>().join(" and ");
        let (before, after) = (shown(before), shown(after));
        self.keyword(schemas, "format", What::Format(range), before, after);
    }

    /// The media type of what a string contains; OpenAPI 3.0 cannot state it.
    fn content_type(&mut self, schemas: &Schemas<'a>) {
        let key = "contentMediaType";
        if let (Some(before), Some(after)) = (schemas.base.get(key), schemas.head.get(key))
            && before.value != after.value
        {
            let (from, to) = (before.value.clone(), after.value.clone());
            self.keyword(schemas, key, What::Format(Range::Other), from, to);
        }
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
                self.record(at, Difference::added(kind, subject, &list));
            }
            (Some((old_list, before)), Some((list, after))) => {
                let as_text = self.as_text;
                let (was, is) = (Values::of(&before, as_text), Values::of(&after, as_text));
                if !was.0.is_empty() && !is.0.is_empty() && was.0.is_disjoint(&is.0) {
                    let all = |listed: &[Listed<'a>]| -> Value {
                        listed.iter().map(|(_, value)| (*value).clone()).collect()
                    };
                    let kind = Kind::Value(What::EnumReplaced);
                    let replaced = Difference::changed(kind, subject, (&old_list, &list));
                    return self.record(at, replaced.values(all(&before), all(&after)));
                }
                let lacks = |known: &Values, value: &Value| !known.0.contains(&key(value, as_text));
                for (node, _) in after.iter().filter(|(_, value)| lacks(&was, value)) {
                    let kind = Kind::Value(What::EnumValueAdded);
                    self.record(at, Difference::added(kind, subject, node));
                }
                for (node, _) in before.iter().filter(|(_, value)| lacks(&is, value)) {
                    let kind = Kind::Value(What::EnumValueRemoved);
                    self.removed(at, kind, subject, node, &list);
                }
            }
        }
    }

    fn default_value(&mut self, schemas: &Schemas<'a>) {
        let key = "default";
        let (before, after) = (schemas.base.get(key), schemas.head.get(key));
        let value = |node: &Option<Node<'a>>| node.as_ref().map(|node| node.value);
        let same = |node: &Option<Node<'a>>| value(node).map(plain_numbers);
        if same(&before) != same(&after) {
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

/// Whether this is the type of a single value.
fn is_scalar(kind: &str) -> bool {
    ["string", "integer", "number", "boolean"].contains(&kind)
}

/// Whether some texts are not allowed.
fn is_limited(schema: &EffectiveSchema) -> bool {
    let keys = ["format", "pattern", "minLength", "maxLength"];
    keys.into_iter().any(|key| schema.get(key).is_some())
}
