//! Keys of objects that are not described as properties: allowed, refused, or of one type.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::effective::EffectiveSchema;
use super::kind::{Kind, Property};
use super::node::Node;
use super::schemas::Schemas;
use super::subject::{Part, Subject};
use super::walk::Walk;
use crate::openapi::{is_for_readers, is_nothing};

impl<'a> Walk<'a> {
    /// Keys that are not described as properties: allowed, refused, or of one type.
    pub(super) fn other_keys(&mut self, schemas: &Schemas<'a>) {
        let key = "additionalProperties";
        let (before, after) = (Others::of(&schemas.base), Others::of(&schemas.head));
        let place = schemas.places(key);
        let mut values = [before.value(), after.value()];
        let kind = match (before, after) {
            (Others::Any, Others::Of(_)) | (Others::Of(_), Others::Any)
                if same_patterns(schemas) =>
            {
                return;
            }
            (Others::Any, Others::Any) => {
                let stated = [&schemas.base, &schemas.head].map(|schema| schema.get(key).is_some());
                if stated[0] == stated[1] {
                    return;
                }
                values = stated.map(|stated| json!(stated.then_some(true)));
                Property::OpenStated
            }
            (Others::None, Others::None) => return,
            (_, Others::None) => Property::Closed,
            (Others::None, _) => Property::Opened,
            (Others::Any, Others::Of(_)) => Property::OtherKeysTyped,
            (Others::Of(_), Others::Any) => Property::OtherKeysUntyped,
            (Others::Of(before), Others::Of(after)) => {
                let more = before.len().cmp(&after.len());
                let subject = schemas.subject.part(Part::OtherValue);
                for (before, after) in before.into_iter().zip(after) {
                    let below = self.schema(before, after, &subject);
                    self.lead(schemas.at, below, Sides::BOTH);
                }
                match more {
                    Ordering::Equal => return,
                    Ordering::Less => Property::OtherKeysTyped,
                    Ordering::Greater => Property::OtherKeysUntyped,
                }
            }
        };
        let [from, to] = values;
        let kind = Kind::Property(kind);
        let difference = Difference::changed(kind, &schemas.subject, (&place.0, &place.1));
        self.record(schemas.at, difference.values(from, to));
    }

    /// Compares a property with the schema of other keys, which described it in the other description.
    pub(super) fn with_other_keys(
        &mut self,
        at: usize,
        schemas: Option<(EffectiveSchema<'a>, EffectiveSchema<'a>)>,
        sides: Sides,
        subject: &Subject,
    ) {
        let Some((before, after)) = schemas else {
            return;
        };
        let place = (before.node.clone(), after.node.clone());
        if place.0.pointer == place.1.pointer {
            let below = self.effective(&place, before, after, subject);
            return self.lead(at, below, sides);
        }
        let first = self.pairs.len();
        let below = self.effective(&place, before, after, subject);
        self.lead(at, below, sides);
        // The two are documented differently: no change of either.
        let own = [&place.0.pointer, &place.1.pointer];
        for pair in self.pairs.iter_mut().skip(first) {
            let mut places = pair.places.iter().zip(own);
            if places.all(|(place, own)| place.starts_with(own.as_str())) {
                let differences = &mut pair.differences;
                differences.retain(|difference| !difference.kind.is_documentation());
            }
        }
    }
}

/// Whether both have the same patterns of OpenAPI 3.1, and only one of them has properties. Without properties, the schema
/// of a pattern is read as that of all keys.
fn same_patterns(schemas: &Schemas) -> bool {
    let patterns = |schema: &EffectiveSchema| -> Vec<Value> {
        let all = schema.all("patternProperties");
        all.into_iter().map(|node| node.value.clone()).collect()
    };
    let both = [&schemas.base, &schemas.head];
    let [before, after] = both.map(patterns);
    let [was, is] = both.map(|schema| schema.get("properties").is_some());
    !before.is_empty() && before == after && was != is
}

/// The allowed values of keys that are not described as properties.
pub(super) enum Others<'a> {
    None,
    Any,
    /// Values that match all of these schemas.
    Of(Vec<Node<'a>>),
}

impl<'a> Others<'a> {
    pub(super) fn of(schema: &EffectiveSchema<'a>) -> Self {
        let all = schema.all("additionalProperties");
        if all
            .iter()
            .any(|node| *node.value == false || is_nothing(node.value))
        {
            return Self::None;
        }
        // A schema that only documents accepts everything.
        let has_type = |node: &Node| {
            let fields = node.value.as_object();
            fields.is_some_and(|fields| !fields.keys().all(|key| is_for_readers(key)))
        };
        let of: Vec<_> = all.into_iter().filter(has_type).collect();
        if of.is_empty() {
            Self::Any
        } else {
            Self::Of(of)
        }
    }

    /// The schemas that their values must match, if there are any.
    pub(super) fn schemas(self) -> Option<Vec<Node<'a>>> {
        match self {
            Self::Of(schemas) => Some(schemas),
            Self::None | Self::Any => None,
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
