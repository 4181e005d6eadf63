//! Checks of lists and maps, and of their items and values.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::{InvalidRequestError, keep};
use crate::types::{expose, numbers::to_json};

/// Checks each item of a list. `check` must use an empty name for the item.
///
/// ```
/// # use realtimekit_runtime::validate;
/// let refused = validate::items("sizes", &[1.0, 0.5], |size| validate::at_least("", *size, 1.0)).unwrap_err();
/// assert_eq!(refused.to_string(), "`sizes[1]` must be at least 1, and it is 0.5");
/// ```
///
/// # Errors
/// The error of the first item that is not valid, with the name and the position of the item.
pub fn items<T>(
    name: &'static str,
    items: &[T],
    check: impl Fn(&T) -> Result<(), InvalidRequestError>,
) -> Result<(), InvalidRequestError> {
    for (position, item) in items.iter().enumerate() {
        check(item).map_err(|refused| refused.inside(&format!("{name}[{position}]")))?;
    }
    Ok(())
}

/// Checks each value of a map. `check` must use an empty name for the value. The error does not contain the key,
/// because keys are data of the caller.
///
/// # Errors
/// The error of the first value that is not valid, with the name of the map: `sizes[…]`.
pub fn values<T>(
    name: &'static str,
    map: &BTreeMap<String, T>,
    check: impl Fn(&T) -> Result<(), InvalidRequestError>,
) -> Result<(), InvalidRequestError> {
    map.values()
        .try_for_each(|value| check(value).map_err(|refused| refused.inside(&format!("{name}[…]"))))
}

/// Checks that the items of a list are unique. It compares every item with every other, since request lists are short, and
/// also what is sent: in JSON, `1` and `1.0` are equal.
///
/// # Errors
/// If two items are equal.
pub fn unique<T: PartialEq + Serialize>(
    name: &'static str,
    items: &[T],
) -> Result<(), InvalidRequestError> {
    let mut sent = HashSet::new();
    let (again, _) = expose::written(|| {
        items.iter().enumerate().position(|(position, item)| {
            let is_sent = to_json(item).is_ok_and(|json| !sent.insert(json));
            is_sent || items[..position].contains(item)
        })
    });
    keep(again.is_none(), name, || {
        format!(
            "must not contain an item twice, and item {} is the same as an earlier one",
            again.unwrap_or_default()
        )
    })
}

/// Checks that lists with `counts` items have at least `min` items together.
///
/// # Errors
/// If they have fewer.
pub fn total_items(
    names: &'static str,
    counts: &[usize],
    min: usize,
) -> Result<(), InvalidRequestError> {
    let count: usize = counts.iter().sum();
    keep(count >= min, names, || {
        format!("must have at least {min} items in all their lists together, and they have {count}")
    })
}

/// Checks that a map with `count` keys has at least `min`.
///
/// # Errors
/// If it has fewer.
pub fn min_properties(
    name: &'static str,
    count: usize,
    min: usize,
) -> Result<(), InvalidRequestError> {
    keep(count >= min, name, || {
        format!("must have at least {min} keys, and it has {count}")
    })
}

/// Checks that a map with `count` keys has at most `max`.
///
/// # Errors
/// If it has more.
pub fn max_properties(
    name: &'static str,
    count: usize,
    max: usize,
) -> Result<(), InvalidRequestError> {
    keep(count <= max, name, || {
        format!("must have at most {max} keys, and it has {count}")
    })
}

#[cfg(test)]
mod tests {
    use super::super::{at_least, min_length};
    use super::*;

    fn message(result: Result<(), InvalidRequestError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn an_invalid_item_is_named_by_its_position() {
        let positive = |value: &f64| at_least("", *value, 1.0);
        assert!(items("ints", &[1.0, 2.0], positive).is_ok());
        assert_eq!(
            message(items("ints", &[1.0, 0.0], positive)),
            "`ints[1]` must be at least 1, and it is 0"
        );
        let rows = [vec![1.0], vec![1.0, 0.0]];
        assert_eq!(
            message(items("rows", &rows, |row| items("", row, positive))),
            "`rows[1][1]` must be at least 1, and it is 0"
        );
    }

    #[test]
    fn an_invalid_value_of_a_map_is_named_without_its_key() {
        let map = BTreeMap::from([("k3y".to_owned(), String::new())]);
        let named = |value: &String| min_length("", value, 1);
        assert_eq!(
            message(values("names", &map, named)),
            "`names[…]` must have at least 1 characters, and it has 0"
        );
        assert!(values("names", &BTreeMap::new(), named).is_ok());
    }

    #[test]
    fn duplicate_items_are_refused() {
        assert!(unique("ids", &["a", "b"]).is_ok() && unique::<u8>("ids", &[]).is_ok());
        assert_eq!(
            message(unique("ids", &["a", "b", "a"])),
            "`ids` must not contain an item twice, and item 2 is the same as an earlier one"
        );
    }

    #[test]
    fn keys_are_counted() {
        assert!(total_items("a, b", &[0, 1], 1).is_ok());
        assert!(total_items("a, b", &[0, 0], 1).is_err());
        assert!(min_properties("m", 1, 1).is_ok() && min_properties("m", 0, 1).is_err());
        assert!(max_properties("m", 1, 1).is_ok() && max_properties("m", 2, 1).is_err());
    }
}
