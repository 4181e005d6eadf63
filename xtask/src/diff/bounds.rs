//! Bounds: how long, how many, how large, how often, and which pattern.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Number, Value, json};

use super::difference::Difference;
use super::effective::EffectiveSchema;
use super::kind::{Kind, Range, Value as What};
use super::schemas::Schemas;
use super::walk::Walk;
use crate::openapi::{LOWER_BOUNDS, UPPER_BOUNDS, compare, plain_numbers};

/// The length of a range of integers up to which it is compared with a list of them.
const FEW: i128 = 1000;

/// A bound, and whether the value itself is excluded.
#[derive(Clone, Debug)]
struct Bound {
    value: Number,
    excluded: bool,
}

impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        compare(&self.value, &other.value).is_eq() && self.excluded == other.excluded
    }
}

impl Bound {
    /// Whether it allows fewer values than `other`. `side` is the side on which a tighter bound is.
    fn is_tighter(&self, other: &Self, side: Ordering) -> bool {
        match compare(&self.value, &other.value) {
            Ordering::Equal => self.excluded && !other.excluded,
            ordering => ordering == side,
        }
    }

    /// The bound for integers: an excluded bound becomes the next integer, which is allowed.
    fn of_integers(self, side: Ordering) -> Self {
        let step = if side.is_gt() { 1 } else { -1 };
        match self.value.as_i128().filter(|_| self.excluded) {
            Some(value) => Self {
                value: Number::from_i128(value + step).unwrap_or(self.value),
                excluded: false,
            },
            None => self,
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn bounds(&mut self, schemas: &Schemas<'a>) {
        for key in LOWER_BOUNDS {
            self.bound(schemas, key, Ordering::Greater);
        }
        for key in UPPER_BOUNDS {
            self.bound(schemas, key, Ordering::Less);
        }
        self.multiple(schemas);
        self.unique(schemas);
        self.pattern(schemas);
    }

    fn bound(&mut self, schemas: &Schemas<'a>, key: &'static str, side: Ordering) {
        let before = strictest(&schemas.base, key, side);
        let after = strictest(&schemas.head, key, side);
        // A bound that the format has anyway adds nothing.
        let is_same = match (&before, &after) {
            (None, Some(stated)) => of_format(&schemas.base, key).as_ref() == Some(stated),
            (Some(stated), None) => of_format(&schemas.head, key).as_ref() == Some(stated),
            _ => false,
        };
        if is_same {
            return;
        }
        let range = match (&before, &after) {
            (before, after) if before == after => return,
            (None, _) => Range::Narrower,
            (Some(before), Some(after)) if after.is_tighter(before, side) => Range::Narrower,
            _ => Range::Wider,
        };
        let values = [before, after].map(|bound| match bound {
            None => Value::Null,
            Some(bound) if bound.excluded => json!({"value": bound.value, "excluded": true}),
            Some(bound) => json!(bound.value),
        });
        self.bound_differs(schemas, What::Bound(key, range), key, values);
    }

    fn bound_differs(
        &mut self,
        schemas: &Schemas<'a>,
        what: What,
        key: &str,
        [from, to]: [Value; 2],
    ) {
        let (base, head) = schemas.places(key);
        let kind = Kind::Value(what);
        let difference = Difference::changed(kind, &schemas.subject, (&base, &head));
        self.record(schemas.at, difference.values(from, to));
    }

    fn multiple(&mut self, schemas: &Schemas<'a>) {
        let key = "multipleOf";
        let Some((gone, new)) = differing(schemas, key) else {
            return;
        };
        // each multiple of 4 is one of 2
        let fits = |step: f64, into: f64| {
            let times = step / into;
            (times - times.round()).abs() < 1e-9
        };
        let number = |values: &[&Value]| values.first().and_then(|value| value.as_f64());
        let range = match (number(&gone), number(&new)) {
            (Some(before), Some(after)) if fits(before, after) => Range::Wider,
            (Some(before), Some(after)) if !fits(after, before) => Range::Other,
            (_, None) => Range::Wider,
            _ => Range::Narrower,
        };
        let values = [gone, new].map(|values| values.first().copied().cloned().unwrap_or_default());
        self.bound_differs(schemas, What::Bound(key, range), key, values);
    }

    fn unique(&mut self, schemas: &Schemas<'a>) {
        let key = "uniqueItems";
        let is = |schema: &EffectiveSchema| {
            limits(key, schema.kind()) && schema.all(key).iter().any(|node| *node.value == true)
        };
        let (before, after) = (is(&schemas.base), is(&schemas.head));
        if before != after {
            let range = if after { Range::Narrower } else { Range::Wider };
            let values = [json!(before), json!(after)];
            self.bound_differs(schemas, What::Bound(key, range), key, values);
        }
    }

    fn pattern(&mut self, schemas: &Schemas<'a>) {
        let key = "pattern";
        let Some((gone, new)) = differing(schemas, key) else {
            return;
        };
        let what = match (gone.is_empty(), new.is_empty()) {
            (false, false) => What::Pattern,
            (true, _) => What::Bound(key, Range::Narrower),
            (_, true) => What::Bound(key, Range::Wider),
        };
        let values = [gone, new].map(|values| values.first().copied().cloned().unwrap_or_default());
        self.bound_differs(schemas, what, key, values);
    }
}

/// The values of a keyword that only one of the schemas has. Each layer may have a value, and all of them apply. `None`
/// if both schemas have the same values.
fn differing<'a>(schemas: &Schemas<'a>, key: &str) -> Option<(Vec<&'a Value>, Vec<&'a Value>)> {
    let values = |schema: &EffectiveSchema<'a>| -> Vec<&'a Value> {
        let all = schema.all(key).into_iter().map(|node| node.value);
        all.filter(|value| limits(key, schema.kind()) && !allows_all(schema, value))
            .collect()
    };
    let (mut gone, mut new) = (values(&schemas.base), values(&schemas.head));
    let kept: Vec<&Value> = gone
        .iter()
        .copied()
        .filter(|value| new.iter().any(|other| is_same(value, other)))
        .collect();
    let is_kept = |value: &Value| kept.iter().any(|other| is_same(value, other));
    gone.retain(|value| !is_kept(value));
    new.retain(|value| !is_kept(value));
    (!gone.is_empty() || !new.is_empty()).then_some((gone, new))
}

/// Whether a keyword limits values of a type: JSON Schema ignores it for others.
fn limits(key: &str, kind: &str) -> bool {
    match kind {
        "string" => key.ends_with("Length") || key == "pattern",
        "integer" | "number" => ["minimum", "maximum", "multipleOf"].contains(&key),
        "array" => key.ends_with("Items"),
        "object" => key.ends_with("Properties") || key == "x-min-items",
        "boolean" => false,
        _ => true,
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    plain_numbers(one) == plain_numbers(other)
}

/// Whether a pattern matches every string, or every value is a multiple of this.
fn allows_all(schema: &EffectiveSchema, value: &Value) -> bool {
    match value {
        Value::String(pattern) => {
            ["", ".*", "^.*$", "^", "$", "[\\s\\S]*"].contains(&pattern.as_str())
        }
        Value::Number(step) => schema.kind() == "integer" && step.as_f64() == Some(1.0),
        _ => false,
    }
}

/// Whether the bounds of an integer are those of a format, or tighter.
pub(super) fn has_bounds_of(schema: &EffectiveSchema, format: &str) -> bool {
    let is_within = |key, side| {
        let stated = strictest(schema, key, side);
        let limit = bound_of(format, key);
        stated
            .zip(limit)
            .is_some_and(|(stated, limit)| stated == limit || stated.is_tighter(&limit, side))
    };
    schema.kind() == "integer"
        && is_within("minimum", Ordering::Greater)
        && is_within("maximum", Ordering::Less)
}

/// The integers that a schema allows, if it lists them or its bounds allow few.
pub(super) fn integers(schema: &EffectiveSchema) -> Option<BTreeSet<i128>> {
    if schema.kind() != "integer" || schema.get("multipleOf").is_some() {
        return None;
    }
    let bound = |key, side| strictest(schema, key, side)?.value.as_i128();
    let least = bound("minimum", Ordering::Greater);
    let most = bound("maximum", Ordering::Less);
    let Some((_, listed)) = schema.values() else {
        let few = |least: &i128| most.is_some_and(|most| most.saturating_sub(*least) <= FEW);
        return Some((least.filter(few)?..=most?).collect());
    };
    let listed = listed
        .iter()
        .map(|(_, value)| value.as_i64().map(i128::from));
    let is_within = |value: &i128| {
        least.is_none_or(|least| least <= *value) && most.is_none_or(|most| *value <= most)
    };
    let listed: Option<BTreeSet<i128>> = listed.collect();
    Some(listed?.into_iter().filter(is_within).collect())
}

/// The bound that the format of an integer has.
fn of_format(schema: &EffectiveSchema, key: &str) -> Option<Bound> {
    let format = schema
        .get("format")
        .filter(|_| schema.kind() == "integer")?;
    bound_of(format.value.as_str()?, key)
}

fn bound_of(format: &str, key: &str) -> Option<Bound> {
    let (least, most) = match format {
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN, i64::MAX),
        _ => return None,
    };
    let value = match key {
        "minimum" => least,
        "maximum" => most,
        _ => return None,
    };
    Some(Bound {
        value: Number::from(value),
        excluded: false,
    })
}

/// The strictest bound of all layers, if it excludes anything.
fn strictest(schema: &EffectiveSchema, key: &str, side: Ordering) -> Option<Bound> {
    let exclusive = match key {
        "minimum" => "exclusiveMinimum",
        "maximum" => "exclusiveMaximum",
        _ => "",
    };
    if !limits(key, schema.kind()) {
        return None;
    }
    let is_count = !["minimum", "maximum"].contains(&key);
    let bounds = schema.layers.iter().filter_map(|layer| {
        let bound = Bound {
            value: layer.get(key)?.value.as_number()?.clone(),
            excluded: layer.flag(exclusive),
        };
        // a minimum length of zero excludes nothing
        let is_idle = is_count && side.is_gt() && bound.value.as_f64() == Some(0.0);
        (!is_idle).then_some(match schema.kind() {
            "integer" => bound.of_integers(side),
            _ => bound,
        })
    });
    bounds.reduce(|known, other| {
        if other.is_tighter(&known, side) {
            other
        } else {
            known
        }
    })
}
