//! The value at a key, if it is of the expected kind.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// The string at `key`; empty if it is missing.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Whether `key` is true.
pub fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// The items of the list at `key`.
pub fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// The entries of the mapping at `key`.
pub fn entries<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// The values of a keyword that is a value or a list of them.
pub fn listed(value: &Value) -> &[Value] {
    value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// The strings in the list at `key`.
pub fn texts<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    items(value, key).filter_map(Value::as_str).collect()
}

/// A number that is an integer, with or without a fraction of zero.
pub fn integral(number: &Number) -> Option<i128> {
    // The cast is exact for a number without a fraction, unless it is out of the range of every integer type.
    let round = |number: &f64| number.fract() == 0.0;
    let float = || number.as_f64().filter(round);
    number
        .as_i128()
        .or_else(|| float().map(|number| number as i128))
}

/// Compares integers exactly; a double only holds sixteen digits.
pub fn compare(one: &Number, other: &Number) -> Ordering {
    match (integral(one), integral(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => {
            let compared = one.as_f64().partial_cmp(&other.as_f64());
            compared.unwrap_or(Ordering::Equal)
        }
    }
}

/// The value with equal numbers written in the same way: `1.0` as `1`.
pub fn plain_numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(plain_number(number)),
        Value::Array(items) => items.iter().map(plain_numbers).collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            let plain = fields.map(|(key, value)| (key.clone(), plain_numbers(value)));
            Value::Object(plain.collect())
        }
        other => other.clone(),
    }
}

fn plain_number(number: &Number) -> Number {
    // A double holds each integer up to here.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let double = number.as_f64().filter(|_| number.is_f64());
    match double {
        Some(double) if double.fract() == 0.0 && double.abs() <= EXACT => {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "it has no fraction and is small"
            )]
            let integer = double as i64;
            Number::from(integer)
        }
        _ => number.clone(),
    }
}
