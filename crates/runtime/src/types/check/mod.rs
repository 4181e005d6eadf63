//! What is checked about a request before anything is sent: the bounds that the API's description states.
//!
//! Answers are never checked: a service that grew is not an error.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    error::Error,
    fmt,
};

use crate::{Field, Secret, SecretUrl};

mod collections;
mod integers;

pub use collections::{items, max_properties, min_properties, total_items, unique, values};
pub use integers::{Whole, within};

/// A value that knows the bounds it has to keep. Generated request types implement it.
///
/// ```
/// # use realtimekit_runtime::{Check, Refused, check};
/// struct RecordingConfig {
///     max_seconds: Option<f64>,
/// }
///
/// impl Check for RecordingConfig {
///     fn check(&self) -> Result<(), Refused> {
///         if let Some(value) = self.max_seconds {
///             check::at_least("max_seconds", value, 60.0)?;
///         }
///         Ok(())
///     }
/// }
///
/// let refused = check::nested("recording_config", &RecordingConfig { max_seconds: Some(5.0) }).unwrap_err();
/// assert_eq!(refused.to_string(), "`recording_config.max_seconds` must be at least 60, and it is 5");
/// ```
pub trait Check {
    /// Whether the value keeps its bounds.
    ///
    /// # Errors
    /// The first bound that is not kept, with the path to it from this value.
    fn check(&self) -> Result<(), Refused> {
        Ok(())
    }
}

/// An argument that was refused before anything was sent: which one, and why. It never holds the argument's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    argument: Cow<'static, str>,
    reason: Cow<'static, str>,
}

impl Refused {
    /// A refusal of this argument for this reason. The reason follows on the argument's name: ``must be …``, and
    /// must not hold text that the caller gave.
    pub fn new(
        argument: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            argument: argument.into(),
            reason: reason.into(),
        }
    }

    /// The argument, with the path to the field in it: `recording_config.max_seconds`, `layers[3].name`.
    pub fn argument(&self) -> &str {
        &self.argument
    }

    /// Why it was refused.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The same refusal, seen from the value that holds the argument under this name.
    #[must_use]
    pub fn inside(self, name: &str) -> Self {
        let argument = match self.argument.as_ref() {
            "" => name.to_owned(),
            rest if name.is_empty() || rest.starts_with('[') => format!("{name}{rest}"),
            rest => format!("{name}.{rest}"),
        };
        Self {
            argument: argument.into(),
            reason: self.reason,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.argument, self.reason)
    }
}

impl Error for Refused {}

fn keep(kept: bool, name: &'static str, reason: impl FnOnce() -> String) -> Result<(), Refused> {
    if kept {
        Ok(())
    } else {
        Err(Refused::new(name, reason()))
    }
}

/// A number of at least `min`.
///
/// # Errors
/// It is smaller, or not a number.
pub fn at_least(name: &'static str, value: f64, min: f64) -> Result<(), Refused> {
    keep(value >= min, name, || {
        format!("must be at least {min}, and it is {value}")
    })
}

/// A number of at most `max`.
///
/// # Errors
/// It is larger, or not a number.
pub fn at_most(name: &'static str, value: f64, max: f64) -> Result<(), Refused> {
    keep(value <= max, name, || {
        format!("must be at most {max}, and it is {value}")
    })
}

/// A number above `min`.
///
/// # Errors
/// It is `min` or smaller, or not a number.
pub fn more_than(name: &'static str, value: f64, min: f64) -> Result<(), Refused> {
    keep(value > min, name, || {
        format!("must be more than {min}, and it is {value}")
    })
}

/// A number below `max`.
///
/// # Errors
/// It is `max` or larger, or not a number.
pub fn less_than(name: &'static str, value: f64, max: f64) -> Result<(), Refused> {
    keep(value < max, name, || {
        format!("must be less than {max}, and it is {value}")
    })
}

/// A number that is a multiple of `step`.
///
/// # Errors
/// It is not, beyond what a fraction of ten loses in binary.
pub fn multiple_of(name: &'static str, value: f64, step: f64) -> Result<(), Refused> {
    let steps = value / step;
    let lost = 4.0 * f64::EPSILON * steps.abs().max(1.0);
    keep((steps - steps.round()).abs() <= lost, name, || {
        format!("must be a multiple of {step}, and it is {value}")
    })
}

/// Text of at least so many characters.
///
/// # Errors
/// It is shorter.
pub fn min_length(name: &'static str, text: &str, min: usize) -> Result<(), Refused> {
    let length = text.chars().count();
    keep(length >= min, name, || {
        format!("must have at least {min} characters, and it has {length}")
    })
}

/// Text of at most so many characters.
///
/// # Errors
/// It is longer.
pub fn max_length(name: &'static str, text: &str, max: usize) -> Result<(), Refused> {
    let length = text.chars().count();
    keep(length <= max, name, || {
        format!("must have at most {max} characters, and it has {length}")
    })
}

/// A list of at least so many items.
///
/// # Errors
/// It has fewer.
pub fn min_items<T>(name: &'static str, items: &[T], min: usize) -> Result<(), Refused> {
    let count = items.len();
    keep(count >= min, name, || {
        format!("must have at least {min} items, and it has {count}")
    })
}

/// A list of at most so many items.
///
/// # Errors
/// It has more.
pub fn max_items<T>(name: &'static str, items: &[T], max: usize) -> Result<(), Refused> {
    let count = items.len();
    keep(count <= max, name, || {
        format!("must have at most {max} items, and it has {count}")
    })
}

/// An object of whose optional fields at least so many are given.
///
/// # Errors
/// Fewer are given.
pub fn given(names: &'static str, given: &[bool], least: usize) -> Result<(), Refused> {
    let count = given.iter().filter(|given| **given).count();
    keep(count >= least, names, || {
        format!("must have at least {least} of its fields given, and {count} are")
    })
}

/// Text in which the pattern occurs; a pattern for the whole text says so with `^` and `$`.
///
/// A pattern that this crate's small regex engine cannot read (look-around, back-references) binds nobody here: the
/// service still judges.
///
/// # Errors
/// The pattern does not occur in it.
#[cfg(feature = "pattern")]
pub fn pattern(name: &'static str, text: &str, pattern: &'static str) -> Result<(), Refused> {
    let kept = regex_lite::Regex::new(pattern).map_or(true, |regex| regex.is_match(text));
    keep(kept, name, || format!("must match the pattern {pattern}"))
}

/// A value that may have been left out, by a check of what is there.
///
/// # Errors
/// The check's own.
pub fn if_given<T>(
    value: &Option<T>,
    check: impl FnOnce(&T) -> Result<(), Refused>,
) -> Result<(), Refused> {
    value.as_ref().map_or(Ok(()), check)
}

/// A value inside another one, under this name.
///
/// # Errors
/// The value's own, with the name before the path.
pub fn nested<T: Check + ?Sized>(name: &'static str, value: &T) -> Result<(), Refused> {
    value.check().map_err(|refused| refused.inside(name))
}

/// Each item of a list inside another value, under this name.
///
/// # Errors
/// The first item's that is refused, with name and position before the path: `layers[3].name`.
pub fn each<'a, T, I>(name: &'static str, items: I) -> Result<(), Refused>
where
    T: Check + 'a,
    I: IntoIterator<Item = &'a T>,
{
    for (position, item) in items.into_iter().enumerate() {
        item.check()
            .map_err(|refused| refused.inside(&format!("{name}[{position}]")))?;
    }
    Ok(())
}

impl<T: Check + ?Sized> Check for &T {
    fn check(&self) -> Result<(), Refused> {
        (**self).check()
    }
}

impl<T: Check + ?Sized> Check for Box<T> {
    fn check(&self) -> Result<(), Refused> {
        (**self).check()
    }
}

impl<T: Check> Check for Option<T> {
    fn check(&self) -> Result<(), Refused> {
        self.as_ref().map_or(Ok(()), Check::check)
    }
}

impl<T: Check> Check for Field<T> {
    fn check(&self) -> Result<(), Refused> {
        self.as_option().map_or(Ok(()), Check::check)
    }
}

impl<T: Check> Check for [T] {
    fn check(&self) -> Result<(), Refused> {
        each("", self)
    }
}

impl<T: Check> Check for Vec<T> {
    fn check(&self) -> Result<(), Refused> {
        each("", self)
    }
}

// Maps name no key: a key is text that the caller gave.
impl<K, V: Check, S> Check for HashMap<K, V, S> {
    fn check(&self) -> Result<(), Refused> {
        self.values()
            .try_for_each(|value| value.check().map_err(|refused| refused.inside("[…]")))
    }
}

impl Check for serde_json::Map<String, serde_json::Value> {}

impl<K, V: Check> Check for BTreeMap<K, V> {
    fn check(&self) -> Result<(), Refused> {
        self.values()
            .try_for_each(|value| value.check().map_err(|refused| refused.inside("[…]")))
    }
}

macro_rules! unbounded {
    ($($name:ty),* $(,)?) => {$(impl Check for $name {})*};
}
unbounded!(
    (),
    bool,
    char,
    str,
    String,
    Secret,
    SecretUrl,
    serde_json::Value,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
);

/// JSON has no such numbers, and would say null in their place.
impl Check for f64 {
    fn check(&self) -> Result<(), Refused> {
        if self.is_finite() {
            Ok(())
        } else {
            Err(Refused::new("", "must be a finite number"))
        }
    }
}

/// As for `f64`.
impl Check for f32 {
    fn check(&self) -> Result<(), Refused> {
        f64::from(*self).check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Named(&'static str);

    impl Check for Named {
        fn check(&self) -> Result<(), Refused> {
            min_length("name", self.0, 1)?;
            max_length("name", self.0, 3)
        }
    }

    fn refusal(result: Result<(), Refused>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn bounds_hold_at_their_edges() {
        assert!(at_least("n", 60.0, 60.0).is_ok() && at_least("n", 59.9, 60.0).is_err());
        assert!(at_most("n", 60.0, 60.0).is_ok() && at_most("n", 60.1, 60.0).is_err());
        assert!(more_than("n", 0.1, 0.0).is_ok() && more_than("n", 0.0, 0.0).is_err());
        assert!(less_than("n", 0.9, 1.0).is_ok() && less_than("n", 1.0, 1.0).is_err());
        assert!(min_items("n", &[1], 1).is_ok() && min_items::<u8>("n", &[], 1).is_err());
        assert!(max_items("n", &[1], 1).is_ok() && max_items("n", &[1, 2], 1).is_err());
        assert!(min_length("n", "é", 1).is_ok() && min_length("n", "", 1).is_err());
        assert!(max_length("n", "éé", 2).is_ok() && max_length("n", "éééé", 2).is_err());
    }

    #[test]
    fn steps_are_counted_as_people_write_them() {
        for (value, step) in [
            (0.07, 0.01),
            (19.99, 0.01),
            (-15.0, 5.0),
            (0.0, 3.0),
            (1e9, 0.1),
        ] {
            assert!(multiple_of("n", value, step).is_ok(), "{value} {step}");
        }
        for (value, step) in [(0.075, 0.01), (7.0, 5.0), (f64::NAN, 1.0)] {
            assert!(multiple_of("n", value, step).is_err(), "{value} {step}");
        }
    }

    #[test]
    fn enough_fields_are_given() {
        assert!(given("name, picture", &[true, false], 1).is_ok());
        assert_eq!(
            refusal(given("name, picture", &[false, false], 1)),
            "`name, picture` must have at least 1 of its fields given, and 0 are"
        );
    }

    #[test]
    fn no_number_keeps_no_bound() {
        assert!(at_least("n", f64::NAN, 0.0).is_err());
        assert!(at_most("n", f64::NAN, 0.0).is_err());
        assert!(more_than("n", f64::NAN, 0.0).is_err());
        assert!(less_than("n", f64::NAN, 0.0).is_err());
        assert_eq!(
            refusal(nested("rate", &Some(f64::INFINITY))),
            "`rate` must be a finite number"
        );
    }

    #[test]
    fn the_path_leads_to_the_field() {
        let layers = [Named("ok"), Named("")];
        assert_eq!(
            refusal(each("layers", &layers).map_err(|refused| refused.inside("config"))),
            "`config.layers[1].name` must have at least 1 characters, and it has 0"
        );
        assert_eq!(
            refusal(nested("layers", &layers[..])),
            "`layers[1].name` must have at least 1 characters, and it has 0"
        );
        let map = BTreeMap::from([("k3y", Named("long"))]);
        assert_eq!(
            refusal(nested("by_key", &map)),
            "`by_key[…].name` must have at most 3 characters, and it has 4"
        );
    }

    #[cfg(feature = "pattern")]
    #[test]
    fn a_pattern_is_searched_for_and_never_prints_the_text() {
        let name = r"^[-\w\s]+$";
        assert!(pattern("prefix", "all hands-2", name).is_ok());
        assert_eq!(
            refusal(pattern("prefix", "s/3", name)),
            r"`prefix` must match the pattern ^[-\w\s]+$"
        );
        assert!(pattern("prefix", "xay", "a").is_ok());
        assert!(
            pattern("prefix", "x", "(?=y)").is_ok(),
            "a pattern that cannot be read binds nobody"
        );
    }
}
