//! Bounds: how long, how many, how large, how often, and of which form.

use serde_json::{Value, json};

use super::super::rules;
use super::super::view::View;
use super::Walk;
use super::facts::shown;
use super::schemas::Schemas;

/// Bounds below which nothing may be.
const LOWER: [&str; 4] = ["minimum", "minLength", "minItems", "minProperties"];
/// Bounds above which nothing may be.
const UPPER: [&str; 4] = ["maximum", "maxLength", "maxItems", "maxProperties"];

/// A bound, and whether the value itself is out of it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bound {
    value: f64,
    excluded: bool,
}

impl Bound {
    fn excludes_more(self, other: Self) -> bool {
        self.value == other.value && self.excluded && !other.excluded
    }
}

impl<'a> Walk<'a> {
    pub(super) fn bounds(&mut self, schemas: &Schemas<'a>) {
        for key in LOWER {
            self.bound(schemas, key, |one, other| {
                one.value > other.value || one.excludes_more(other)
            });
        }
        for key in UPPER {
            self.bound(schemas, key, |one, other| {
                one.value < other.value || one.excludes_more(other)
            });
        }
        self.multiple(schemas);
        self.unique(schemas);
        self.pattern(schemas);
    }

    fn bound(
        &mut self,
        schemas: &Schemas<'a>,
        key: &str,
        is_tighter: impl Fn(Bound, Bound) -> bool,
    ) {
        let numbers = (
            strictest(&schemas.base, key, &is_tighter),
            strictest(&schemas.head, key, &is_tighter),
        );
        let tightened = match numbers {
            (None, None) => return,
            (before, after) if before == after => return,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (Some(before), Some(after)) => is_tighter(after, before),
        };
        let told = |bound: Option<Bound>| match bound {
            None => "not bound".to_owned(),
            Some(bound) if bound.excluded => format!("{}, itself excluded", bound.value),
            Some(bound) => bound.value.to_string(),
        };
        let message = format!(
            "{key} of {} is {} and was {}",
            schemas.what,
            told(numbers.1),
            told(numbers.0)
        );
        let values = [numbers.0, numbers.1].map(|bound| match bound {
            None => Value::Null,
            Some(bound) if bound.excluded => json!({"value": bound.value, "excluded": true}),
            Some(bound) => number(bound.value),
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
        let step = |view: &View| view.get(key).and_then(|node| node.value.as_f64());
        let (before, after) = (step(&schemas.base), step(&schemas.head));
        if before == after {
            return;
        }
        let fits = |step: f64, into: f64| (step / into).fract() == 0.0;
        let told = |step: Option<f64>| step.map_or("any".to_owned(), |step| step.to_string());
        let message = format!(
            "multipleOf of {} is {} and was {}",
            schemas.what,
            told(after),
            told(before)
        );
        let values = [before, after].map(|step| step.map_or(Value::Null, number));
        // each multiple of 4 is one of 2
        let loosened = match (before, after) {
            (Some(before), Some(after)) => fits(before, after),
            (_, after) => after.is_none(),
        };
        self.bound_differs(schemas, key, !loosened, values, message);
    }

    fn unique(&mut self, schemas: &Schemas<'a>) {
        let key = "uniqueItems";
        let is = |view: &View| view.get(key).is_some_and(|node| *node.value == true);
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
        let text = |view: &View<'a>| view.get(key).map(|node| node.value);
        let (before, after) = (text(&schemas.base), text(&schemas.head));
        let values = [before, after].map(|value| value.cloned().unwrap_or_default());
        match (before, after) {
            (before, after) if before == after => {}
            (Some(before), Some(after)) => {
                let place = schemas.places(key);
                let message = format!(
                    "the pattern of {} is {} and was {}",
                    schemas.what,
                    shown(after),
                    shown(before)
                );
                let places = (&place.0, &place.1);
                self.changed(schemas.at, rules::PATTERN_CHANGED, places, message);
            }
            (before, _) => {
                let message = match before {
                    Some(_) => format!("{} has no pattern any more", schemas.what),
                    None => format!("{} has a pattern", schemas.what),
                };
                self.bound_differs(schemas, key, before.is_none(), values, message);
            }
        }
    }
}

/// The bound that holds where several layers have one.
fn strictest(view: &View, key: &str, is_tighter: impl Fn(Bound, Bound) -> bool) -> Option<Bound> {
    let exclusive = match key {
        "minimum" => "exclusiveMinimum",
        "maximum" => "exclusiveMaximum",
        _ => "",
    };
    let bounds = view.layers.iter().filter_map(|layer| {
        Some(Bound {
            value: layer.get(key)?.value.as_f64()?,
            excluded: layer.flag(exclusive),
        })
    });
    bounds.reduce(|known, other| {
        if is_tighter(other, known) {
            other
        } else {
            known
        }
    })
}

/// A number without a fraction where it has none.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "asked for")]
    let whole = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "that is the question")]
    if whole as f64 == value {
        json!(whole)
    } else {
        json!(value)
    }
}
