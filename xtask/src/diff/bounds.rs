//! Bounds: how long, how many, how large, how often, and of which form.

use std::cmp::Ordering;

use serde_json::{Number, Value, json};

use super::schema_pair::Schemas;
use super::shown::shown;
use super::view::View;
use super::walker::Walk;
use crate::openapi::{LOWER_BOUNDS, UPPER_BOUNDS};
use crate::review::rules;

/// A bound, and whether the value itself is out of it.
#[derive(Clone, Debug)]
struct Bound {
    value: Number,
    excluded: bool,
}

impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        ordering(&self.value, &other.value).is_eq() && self.excluded == other.excluded
    }
}

impl Bound {
    /// Whether it leaves less room than `other`, where `side` is on which side of the other such a bound lies.
    fn is_tighter(&self, other: &Self, side: Ordering) -> bool {
        match ordering(&self.value, &other.value) {
            Ordering::Equal => self.excluded && !other.excluded,
            ordering => ordering == side,
        }
    }

    /// The same for whole numbers, of which one next to the bound is the first that is allowed.
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

/// Exact for whole numbers, of which a double holds the first sixteen digits.
fn ordering(one: &Number, other: &Number) -> Ordering {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one
            .as_f64()
            .partial_cmp(&other.as_f64())
            .unwrap_or(Ordering::Equal),
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

    fn bound(&mut self, schemas: &Schemas<'a>, key: &str, side: Ordering) {
        let (before, after) = (
            strictest(&schemas.base, key, side),
            strictest(&schemas.head, key, side),
        );
        let tightened = match (&before, &after) {
            (before, after) if before == after => return,
            (Some(before), Some(after)) => after.is_tighter(before, side),
            (before, _) => before.is_none(),
        };
        let told = |bound: &Option<Bound>| match bound {
            None => "not bound".to_owned(),
            Some(bound) if bound.excluded => format!("{}, itself excluded", bound.value),
            Some(bound) => bound.value.to_string(),
        };
        let message = format!(
            "{key} of {} is {} and was {}",
            schemas.what,
            told(&after),
            told(&before)
        );
        let values = [before, after].map(|bound| match bound {
            None => Value::Null,
            Some(bound) if bound.excluded => json!({"value": bound.value, "excluded": true}),
            Some(bound) => json!(bound.value),
        });
        self.bound_differs(schemas, key, tightened, values, message);
    }

    fn bound_differs(
        &mut self,
        schemas: &Schemas<'a>,
        key: &str,
        tightened: bool,
        [before, after]: [Value; 2],
        message: String,
    ) {
        let rule = if tightened {
            rules::BOUND_TIGHTENED
        } else {
            rules::BOUND_LOOSENED
        };
        let place = schemas.places(key);
        let places = (&place.0, &place.1);
        self.changed_to(schemas.at, rule, places, (before, after), message);
    }

    fn multiple(&mut self, schemas: &Schemas<'a>) {
        let key = "multipleOf";
        let Some((gone, new)) = said_otherwise(schemas, key) else {
            return;
        };
        let first = |values: &[&'a Value]| values.first().copied();
        let (before, after) = (first(&gone), first(&new));
        let told = |step: Option<&Value>| step.map_or("any".to_owned(), Value::to_string);
        let message = format!(
            "multipleOf of {} is {} and was {}",
            schemas.what,
            told(after),
            told(before)
        );
        // each multiple of 4 is one of 2
        let fits = |step: f64, into: f64| {
            let times = step / into;
            (times - times.round()).abs() < 1e-9
        };
        let number = |value: Option<&Value>| value.and_then(Value::as_f64);
        let loosened = match (number(before), number(after)) {
            (Some(before), Some(after)) => fits(before, after),
            (_, after) => after.is_none(),
        };
        let values = [before, after].map(|value| value.cloned().unwrap_or_default());
        self.bound_differs(schemas, key, !loosened, values, message);
    }

    fn unique(&mut self, schemas: &Schemas<'a>) {
        let key = "uniqueItems";
        let is = |view: &View| view.all(key).iter().any(|node| *node.value == true);
        let (before, after) = (is(&schemas.base), is(&schemas.head));
        if before != after {
            let message = if after {
                format!("items of {} must differ from one another", schemas.what)
            } else {
                format!("items of {} may be the same", schemas.what)
            };
            let values = [json!(before), json!(after)];
            self.bound_differs(schemas, key, after, values, message);
        }
    }

    fn pattern(&mut self, schemas: &Schemas<'a>) {
        let key = "pattern";
        let Some((gone, new)) = said_otherwise(schemas, key) else {
            return;
        };
        let values =
            [&gone, &new].map(|values| values.first().map_or(Value::Null, |v| (*v).clone()));
        match (gone.first(), new.first()) {
            (Some(before), Some(after)) => {
                let place = schemas.places(key);
                let message = format!(
                    "the pattern of {} is {} and was {}",
                    schemas.what,
                    shown(after),
                    shown(before)
                );
                let [before, after] = values;
                let places = (&place.0, &place.1);
                self.changed_to(
                    schemas.at,
                    rules::PATTERN_CHANGED,
                    places,
                    (before, after),
                    message,
                );
            }
            (before, _) => {
                let message = match before {
                    Some(before) => {
                        format!("{} need no longer fit {}", schemas.what, shown(before))
                    }
                    None => format!("{} has to fit {}", schemas.what, shown(&values[1])),
                };
                self.bound_differs(schemas, key, before.is_none(), values, message);
            }
        }
    }
}

/// What only one of the revisions says under a key, of which each layer may say one, and all hold; nothing where both say
/// the same.
fn said_otherwise<'a>(
    schemas: &Schemas<'a>,
    key: &str,
) -> Option<(Vec<&'a Value>, Vec<&'a Value>)> {
    let said = |view: &View<'a>| -> Vec<&'a Value> {
        view.all(key).iter().map(|node| node.value).collect()
    };
    let (mut gone, mut new) = (said(&schemas.base), said(&schemas.head));
    let kept: Vec<&Value> = gone
        .iter()
        .copied()
        .filter(|value| new.contains(value))
        .collect();
    gone.retain(|value| !kept.contains(value));
    new.retain(|value| !kept.contains(value));
    (!gone.is_empty() || !new.is_empty()).then_some((gone, new))
}

/// The bound that holds where several layers have one, if it keeps anything out.
fn strictest(view: &View, key: &str, side: Ordering) -> Option<Bound> {
    let exclusive = match key {
        "minimum" => "exclusiveMinimum",
        "maximum" => "exclusiveMaximum",
        _ => "",
    };
    let is_count = !["minimum", "maximum"].contains(&key);
    let bounds = view.layers.iter().filter_map(|layer| {
        let bound = Bound {
            value: layer.get(key)?.value.as_number()?.clone(),
            excluded: layer.flag(exclusive),
        };
        // there is nothing of less than no length
        let is_idle = is_count && side.is_gt() && bound.value.as_f64() == Some(0.0);
        (!is_idle).then_some(match view.kind() {
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
