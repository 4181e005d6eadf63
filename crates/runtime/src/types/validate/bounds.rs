//! Checks of numbers and strings, and of values inside others.

use std::any::Any;
#[cfg(feature = "pattern")]
use std::iter;

use serde_json::Value;

use super::{InvalidRequestError, Validate, keep};

/// Checks that a number is at least `min`.
///
/// # Errors
/// If it is smaller, or NaN.
pub fn at_least(name: &'static str, value: f64, min: f64) -> Result<(), InvalidRequestError> {
    keep(value >= min, name, || {
        format!("must be at least {min}, and it is {value}")
    })
}

/// Checks that a number is at most `max`.
///
/// # Errors
/// If it is larger, or NaN.
pub fn at_most(name: &'static str, value: f64, max: f64) -> Result<(), InvalidRequestError> {
    keep(value <= max, name, || {
        format!("must be at most {max}, and it is {value}")
    })
}

/// Checks that a number is greater than `min`.
///
/// # Errors
/// If it is `min` or smaller, or NaN.
pub fn more_than(name: &'static str, value: f64, min: f64) -> Result<(), InvalidRequestError> {
    keep(value > min, name, || {
        format!("must be more than {min}, and it is {value}")
    })
}

/// Checks that a number is less than `max`.
///
/// # Errors
/// If it is `max` or larger, or NaN.
pub fn less_than(name: &'static str, value: f64, max: f64) -> Result<(), InvalidRequestError> {
    keep(value < max, name, || {
        format!("must be less than {max}, and it is {value}")
    })
}

/// Checks that a value is null, where the API allows nothing else.
///
/// # Errors
/// If it is not.
pub fn only_null(name: &'static str, value: &dyn Any) -> Result<(), InvalidRequestError> {
    // Only values of JSON can be null here.
    let value = value.downcast_ref::<Value>();
    keep(value.is_some_and(Value::is_null), name, || {
        "can be only null".to_owned()
    })
}

/// Checks that a number is a multiple of `step`.
///
/// # Errors
/// If it is not. Rounding errors of decimal fractions are allowed for.
pub fn multiple_of(name: &'static str, value: f64, step: f64) -> Result<(), InvalidRequestError> {
    let steps = value / step;
    let lost = 4.0 * f64::EPSILON * steps.abs().max(1.0);
    keep((steps - steps.round()).abs() <= lost, name, || {
        format!("must be a multiple of {step}, and it is {value}")
    })
}

/// Checks that a string has at least `min` characters.
///
/// # Errors
/// If it is shorter.
pub fn min_length(name: &'static str, text: &str, min: usize) -> Result<(), InvalidRequestError> {
    let length = text.chars().count();
    keep(length >= min, name, || {
        format!("must have at least {min} characters, and it has {length}")
    })
}

/// Checks that a string has at most `max` characters.
///
/// # Errors
/// If it is longer.
pub fn max_length(name: &'static str, text: &str, max: usize) -> Result<(), InvalidRequestError> {
    let length = text.chars().count();
    keep(length <= max, name, || {
        format!("must have at most {max} characters, and it has {length}")
    })
}

/// Checks that a list has at least `min` items.
///
/// # Errors
/// If it has fewer.
pub fn min_items<T>(
    name: &'static str,
    items: &[T],
    min: usize,
) -> Result<(), InvalidRequestError> {
    let count = items.len();
    keep(count >= min, name, || {
        format!("must have at least {min} items, and it has {count}")
    })
}

/// Checks that a list has at most `max` items.
///
/// # Errors
/// If it has more.
pub fn max_items<T>(
    name: &'static str,
    items: &[T],
    max: usize,
) -> Result<(), InvalidRequestError> {
    let count = items.len();
    keep(count <= max, name, || {
        format!("must have at most {max} items, and it has {count}")
    })
}

/// Checks that a required field is set that only requests have.
///
/// # Errors
/// If it is not set.
pub fn demanded(name: &'static str, is_set: bool) -> Result<(), InvalidRequestError> {
    keep(is_set, name, || "must be set".to_owned())
}

/// How many fields of an object are set.
pub fn count(given: &[bool]) -> usize {
    given.iter().filter(|given| **given).count()
}

/// Checks that at least `least` optional fields of an object are set.
///
/// # Errors
/// If fewer are set.
pub fn given(names: &'static str, given: &[bool], least: usize) -> Result<(), InvalidRequestError> {
    let count = count(given);
    keep(count >= least, names, || {
        format!("must have at least {least} of its fields set, and {count} are")
    })
}

/// Checks that each character of a string is in one of these inclusive ranges. `pattern` is the equivalent pattern, for
/// the message.
///
/// # Errors
/// If another character occurs, or if the string is empty and the pattern does not allow that.
pub fn characters(
    name: &'static str,
    text: &str,
    ranges: &[(char, char)],
    may_be_empty: bool,
    pattern: &'static str,
) -> Result<(), InvalidRequestError> {
    let is_allowed = |c| {
        ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&c))
    };
    let kept = (may_be_empty || !text.is_empty()) && text.chars().all(is_allowed);
    keep(kept, name, || format!("must match the pattern {pattern}"))
}

/// Checks that the pattern occurs in a string. A pattern for the whole string has `^` and `$`.
///
/// A pattern that this crate's small regex engine cannot read (look-around, back-references) is not checked here: the
/// service checks it.
///
/// # Errors
/// If the pattern does not occur.
#[cfg(feature = "pattern")]
pub fn pattern(
    name: &'static str,
    text: &str,
    pattern: &'static str,
) -> Result<(), InvalidRequestError> {
    let regex = regex_lite::Regex::new(&of_ecmascript(pattern));
    let kept = regex.map_or(true, |regex| regex.is_match(text));
    keep(kept, name, || format!("must match the pattern {pattern}"))
}

/// White space in ECMAScript, as the content of a class.
#[cfg(feature = "pattern")]
const SPACE: &str =
    "\t-\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";

/// All other characters, as the content of a class.
#[cfg(feature = "pattern")]
const NO_SPACE: &str = "\0-\u{8}\u{e}-\u{1f}!-\u{9f}\u{a1}-\u{167f}\u{1681}-\u{1fff}\u{200b}-\u{2027}\u{202a}-\u{202e}\
                        \u{2030}-\u{205e}\u{2060}-\u{2fff}\u{3001}-\u{fefe}\u{ff00}-\u{10ffff}";

/// A pattern in which `\s`, `\S` and `.` mean what they mean in ECMAScript. Here they know only ASCII and line feeds.
#[cfg(feature = "pattern")]
fn of_ecmascript(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut is_in_class = false;
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        match (char, is_in_class) {
            ('\\', _) => match (chars.next(), is_in_class) {
                (Some('s'), true) => out.push_str(SPACE),
                (Some('S'), true) => out.push_str(NO_SPACE),
                (Some('s'), false) => out.extend(["[", SPACE, "]"]),
                (Some('S'), false) => out.extend(["[^", SPACE, "]"]),
                (escaped, _) => out.extend(iter::once('\\').chain(escaped)),
            },
            ('.', false) => out.push_str("[^\n\r\u{2028}\u{2029}]"),
            (char, _) => {
                is_in_class = char == '[' || is_in_class && char != ']';
                out.push(char);
            }
        }
    }
    out
}

/// Checks an optional value if it is set.
///
/// # Errors
/// The error of the check.
pub fn if_given<T>(
    value: &Option<T>,
    check: impl FnOnce(&T) -> Result<(), InvalidRequestError>,
) -> Result<(), InvalidRequestError> {
    value.as_ref().map_or(Ok(()), check)
}

/// The result of a check of a string, except that an empty string is always valid.
///
/// # Errors
/// The error of the check.
pub fn unless_empty(
    text: &str,
    check: Result<(), InvalidRequestError>,
) -> Result<(), InvalidRequestError> {
    if text.is_empty() { Ok(()) } else { check }
}

/// Checks a value inside another one, under this name.
///
/// # Errors
/// The error of the value, with the name before the path.
pub fn nested<T: Validate + ?Sized>(
    name: &'static str,
    value: &T,
) -> Result<(), InvalidRequestError> {
    value.validate().map_err(|refused| refused.inside(name))
}

/// Checks each item of a list inside another value, under this name.
///
/// # Errors
/// The error of the first item that is not valid, with its name and position before the path: `layers[3].name`.
pub fn each<'a, T, I>(name: &'static str, items: I) -> Result<(), InvalidRequestError>
where
    T: Validate + 'a,
    I: IntoIterator<Item = &'a T>,
{
    for (position, item) in items.into_iter().enumerate() {
        item.validate()
            .map_err(|refused| refused.inside(&format!("{name}[{position}]")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    struct Named(&'static str);

    impl Validate for Named {
        fn validate(&self) -> Result<(), InvalidRequestError> {
            min_length("name", self.0, 1)?;
            max_length("name", self.0, 3)
        }
    }

    fn message(result: Result<(), InvalidRequestError>) -> String {
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
    fn decimal_steps_are_exact() {
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
    fn enough_fields_are_set() {
        assert!(given("name, picture", &[true, false], 1).is_ok());
        assert_eq!(
            message(given("name, picture", &[false, false], 1)),
            "`name, picture` must have at least 1 of its fields set, and 0 are"
        );
    }

    #[test]
    fn nan_is_out_of_every_bound() {
        assert!(at_least("n", f64::NAN, 0.0).is_err());
        assert!(at_most("n", f64::NAN, 0.0).is_err());
        assert!(more_than("n", f64::NAN, 0.0).is_err());
        assert!(less_than("n", f64::NAN, 0.0).is_err());
        assert_eq!(
            message(nested("rate", &Some(f64::INFINITY))),
            "`rate` must be a finite number"
        );
    }

    #[test]
    fn the_path_leads_to_the_field() {
        let layers = [Named("ok"), Named("")];
        assert_eq!(
            message(each("layers", &layers).map_err(|refused| refused.inside("config"))),
            "`config.layers[1].name` must have at least 1 characters, and it has 0"
        );
        assert_eq!(
            message(nested("layers", &layers[..])),
            "`layers[1].name` must have at least 1 characters, and it has 0"
        );
        let map = BTreeMap::from([("k3y", Named("long"))]);
        assert_eq!(
            message(nested("by_key", &map)),
            "`by_key[…].name` must have at most 3 characters, and it has 4"
        );
    }

    #[test]
    fn characters_outside_of_the_ranges_are_refused_and_the_text_is_not_shown() {
        let pattern = "^[a-z-]+$";
        let name = |text| characters("name", text, &[('a', 'z'), ('-', '-')], false, pattern);
        assert!(name("all-hands").is_ok());
        for text in ["", "all hands", "All", "é", "a\n"] {
            assert_eq!(
                message(name(text)),
                "`name` must match the pattern ^[a-z-]+$",
                "{text:?}"
            );
        }
        assert!(characters("name", "", &[('a', 'z')], true, "^[a-z]*$").is_ok());
    }

    #[cfg(feature = "pattern")]
    #[test]
    fn a_pattern_is_searched_for_and_never_prints_the_text() {
        let name = r"^[-\w\s]+$";
        assert!(pattern("prefix", "all hands-2", name).is_ok());
        assert_eq!(
            message(pattern("prefix", "s/3", name)),
            r"`prefix` must match the pattern ^[-\w\s]+$"
        );
        assert!(pattern("prefix", "xay", "a").is_ok());
        for (text, sign, is_kept) in [
            ("\u{a0}\u{2003}", r"^\s+$", true),
            ("a\u{feff}", r"^[\w\s]+$", true),
            ("a\u{a0}b", r"^\S+$", false),
            ("\r", "^.$", false),
            ("\u{2028}", "^.$", false),
            (r"a.\s", r"^a\.\\s$", true),
            ("a\u{a0}b", r"^[\S]+$", false),
            ("a\u{feff}b", r"^[^\s]+$", false),
            ("\u{a0}", r"^[^\S]$", true),
            ("aé\u{200b}😀", r"^[-\S]+$", true),
            ("a b", r"^[\S-]+$", false),
            ("٣", r"^[\d]$", false),
            ("٣", r"^[\D]$", true),
            ("é", r"^\w$", false),
            ("é", r"^[\W]$", true),
            ("éa", r"^é\ba$", true),
            ("..", "^[.]+$", true),
            ("é", "^.$", true),
        ] {
            assert_eq!(pattern("n", text, sign).is_ok(), is_kept, "{text:?} {sign}");
        }
        assert!(
            pattern("prefix", "x", "(?=y)").is_ok(),
            "a pattern that cannot be read is not checked"
        );
    }
}
