//! Merges the members of an `allOf`: objects, and properties that several members describe.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::lower::position::{AT, OF_THE_PROPERTY, at};
use crate::openapi::{
    LOWER_BOUNDS, MEMBERS, UPPER_BOUNDS, common_values as common, compare, contradiction, follow,
    is_for_readers, listed, narrower_type as narrower, schema_ref, target_name, text,
};

/// Keywords, other than annotations, that do not restrict a value.
const BESIDE: [&str; 5] = ["deprecated", "nullable", "readOnly", "writeOnly", "default"];

/// Merges `from` into `into`: properties and `required` are joined; the stricter of two limits is kept, all patterns, the
/// narrower format of integers, and for other keywords the last value. For a property that both describe, see [`both`].
pub(super) fn merge(into: &mut Map<String, Value>, mut from: Map<String, Value>, whole: &Value) {
    keep_narrower_format(into, &mut from);
    keep_stricter(into, &mut from);
    keep_all(into, &mut from);
    for (key, value) in from {
        match (key.as_str(), into.get_mut(&key), value) {
            ("properties", Some(Value::Object(old)), Value::Object(new)) => {
                for (name, property) in new {
                    match old.get_mut(&name) {
                        Some(known) => *known = both(known, &property, whole),
                        None => {
                            old.insert(name, property);
                        }
                    }
                }
            }
            ("required", Some(Value::Array(old)), Value::Array(new)) => {
                let mut known: HashSet<String> = old
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
                let is_new = |name: &Value| {
                    name.as_str()
                        .is_some_and(|name| known.insert(name.to_owned()))
                };
                old.extend(new.into_iter().filter(is_new));
            }
            ("additionalProperties", Some(known @ Value::Object(_)), new @ Value::Object(_)) => {
                *known = both(known, &new, whole);
            }
            (_, _, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// Removes the wider of two formats of integers, and a format beside one of them that says nothing about integers.
///
/// ```yaml
/// allOf: [{type: integer, format: int32}, {format: int64}]    # before
/// type: integer, format: int32                                # after
/// allOf: [{type: integer, format: int32}, {format: uint64}]   # before
/// type: integer, format: int32, minimum: 0                    # after
/// ```
fn keep_narrower_format(into: &Map<String, Value>, from: &mut Map<String, Value>) {
    let Some((was_signed, was)) = integer_format(into) else {
        return;
    };
    let Some((is_signed, is)) = integer_format(from) else {
        from.remove("format");
        return;
    };
    if (was_signed == is_signed || !was_signed) && was < is {
        from.remove("format");
    } else if was_signed && !is_signed && was <= is {
        from.remove("format");
        forbid_negative(from);
    } else if !was_signed && is_signed && is <= was {
        forbid_negative(from);
    }
}

/// Whether a format of integers has negative ones, and its bits.
fn integer_format(schema: &Map<String, Value>) -> Option<(bool, u8)> {
    let format = schema.get("format")?.as_str()?;
    let unsigned = format.strip_prefix('u');
    let bits = unsigned.unwrap_or(format).strip_prefix("int")?;
    let bits = bits
        .parse()
        .ok()
        .filter(|it| [8, 16, 32, 64].contains(it))?;
    Some((unsigned.is_none(), bits))
}

fn forbid_negative(schema: &mut Map<String, Value>) {
    let minimum = schema.get("minimum").and_then(Value::as_f64);
    if minimum.is_none_or(|minimum| minimum < 0.0) {
        schema.remove("exclusiveMinimum");
        schema.insert("minimum".to_owned(), Value::from(0));
    }
}

/// Removes the weaker of two limits.
fn keep_stricter(into: &mut Map<String, Value>, from: &mut Map<String, Value>) {
    let least = LOWER_BOUNDS.into_iter().map(|key| (key, Ordering::Less));
    let most = UPPER_BOUNDS.into_iter().map(|key| (key, Ordering::Greater));
    for (key, weaker) in least.chain(most) {
        // Only these two can exclude the limit itself.
        let excludes = match key {
            "minimum" => "exclusiveMinimum",
            "maximum" => "exclusiveMaximum",
            _ => "",
        };
        let limit = |of: &Map<String, Value>| of.get(key).and_then(Value::as_number).cloned();
        let (Some(was), Some(is)) = (limit(into), limit(from)) else {
            continue;
        };
        let compared = compare(&is, &was);
        if compared == weaker {
            from.remove(key);
            from.remove(excludes);
        } else if compared == weaker.reverse() {
            into.remove(excludes);
        } else if into.get(excludes) == Some(&Value::Bool(true)) {
            from.remove(excludes);
        }
    }
    if into.get("uniqueItems") == Some(&Value::Bool(true)) {
        from.remove("uniqueItems");
    }
}

/// Joins keywords of which a value must match all: a single value, or a list of them.
fn keep_all(into: &Map<String, Value>, from: &mut Map<String, Value>) {
    for key in ["pattern", "multipleOf"] {
        if let (Some(old), Some(new)) = (into.get(key), from.get_mut(key)) {
            let mut all = listed(old).to_vec();
            all.extend(listed(new).iter().cloned());
            let mut seen = HashSet::new();
            all.retain(|value| seen.insert(value.to_string()));
            *new = match all.as_mut_slice() {
                [single] => single.take(),
                _ => Value::Array(all),
            };
        }
    }
}

/// The schema of a property that two members of `allOf` describe. The last value of a keyword is kept, the narrower of
/// two types, and the values that both enums contain. Two objects are joined by an `allOf` of their own. If no value
/// can match both, the later member is kept and lint warns: it usually narrows an earlier one.
pub(super) fn both(known: &Value, later: &Value, whole: &Value) -> Value {
    if super::lowered::readable(known) == super::lowered::readable(later) {
        return later.clone();
    }
    let (earlier, newer) = (
        follow(whole, known, target_name),
        follow(whole, later, target_name),
    );
    if contradiction(earlier, newer).is_some() {
        return later.clone();
    }
    let kinds = narrower(text(earlier, "type"), text(newer, "type")).unwrap_or_default();
    let values = common(earlier, newer);
    let inline = target_name(known).is_none() && target_name(later).is_none();
    let plain = is_plain(earlier) && is_plain(newer);
    if !inline || !plain {
        if adds_nothing(known, kinds) {
            return later.clone();
        }
        if adds_nothing(later, kinds) {
            return known.clone();
        }
    }
    let alike = plain && (inline || (is_scalar(earlier) && is_scalar(newer)));
    match (earlier, newer) {
        (Value::Object(earlier_fields), Value::Object(newer_fields)) if alike => {
            let mut joined = earlier_fields.clone();
            joined.remove("nullable");
            let items = earlier_fields.get("items").zip(newer_fields.get("items"));
            let items = items.map(|(was, is)| both(was, is, whole));
            merge(&mut joined, newer_fields.clone(), whole);
            let found = [
                ("type", (!kinds.is_empty()).then(|| Value::from(kinds))),
                ("enum", values.map(Value::from)),
                ("items", items),
            ];
            let found = found
                .into_iter()
                .filter_map(|(key, value)| Some((key.to_owned(), value?)));
            joined.extend(found.collect::<Map<_, _>>());
            Value::Object(joined)
        }
        _ if plain && is_object(earlier) && is_object(newer) => {
            let mut joined = json!({ "allOf": [known, later], AT: at(later) });
            for key in OF_THE_PLACE {
                if let Some(value) = later.get(key).or(known.get(key)) {
                    joined[key] = value.clone();
                }
            }
            joined
        }
        _ => later.clone(),
    }
}

/// Keywords of a property, not of the object that it holds.
const OF_THE_PLACE: [&str; 5] = [
    "description",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
];

fn is_object(schema: &Value) -> bool {
    text(schema, "type") == "object" || schema.get("properties").is_some()
}

fn is_scalar(schema: &Value) -> bool {
    !["object", "array", ""].contains(&text(schema, "type"))
}

/// Whether a schema is neither a choice nor composed.
fn is_plain(schema: &Value) -> bool {
    MEMBERS.iter().all(|key| schema.get(key).is_none())
}

/// Whether a schema only states that type.
pub(super) fn adds_nothing(place: &Value, kind: &str) -> bool {
    schema_ref(place).is_none()
        && place.as_object().into_iter().flatten().all(|(key, value)| {
            is_for_readers(key)
                || BESIDE.contains(&key.as_str())
                || OF_THE_PROPERTY.contains(&key.as_str())
                || key.starts_with("x-")
                || (key == "type" && value == kind)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_limit_is_kept_in_any_order() {
        let one = json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true, "maximum": 9, "maxItems": 3});
        let other = json!({"minimum": 1, "maximum": 20, "exclusiveMaximum": true, "maxItems": 2});
        for [first, second] in [[&one, &other], [&other, &one]] {
            let fields = |value: &Value| value.as_object().cloned().unwrap_or_default();
            let mut joined = fields(first);
            merge(&mut joined, fields(second), &Value::Null);
            let expected = json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true, "maximum": 9, "maxItems": 2});
            assert_eq!(Value::Object(joined), expected);
        }
    }

    #[test]
    fn the_narrower_format_of_integers_is_kept_in_any_order() {
        for (one, other, expected) in [
            ("int32", "int64", json!({"format": "int32"})),
            ("uint8", "int32", json!({"format": "uint8"})),
            ("int32", "uint64", json!({"format": "int32", "minimum": 0})),
            ("int64", "uint64", json!({"format": "int64", "minimum": 0})),
            ("int16", "int16", json!({"format": "int16"})),
        ] {
            for [first, second] in [[one, other], [other, one]] {
                let fields = |format: &str| Map::from_iter([("format".to_owned(), format.into())]);
                let mut joined = fields(first);
                merge(&mut joined, fields(second), &Value::Null);
                assert_eq!(Value::Object(joined), expected, "{first} {second}");
            }
        }
    }

    #[test]
    fn limits_are_compared_exactly_and_all_patterns_are_kept() {
        let mut joined = Map::new();
        for member in [
            json!({"minimum": 9_007_199_254_740_993_u64, "pattern": "^a", "multipleOf": 2, "uniqueItems": true}),
            json!({"minimum": 9_007_199_254_740_992_u64, "pattern": "z$", "multipleOf": 3, "uniqueItems": false}),
            json!({"pattern": "^a"}),
        ] {
            merge(
                &mut joined,
                member.as_object().cloned().unwrap(),
                &Value::Null,
            );
        }
        let expected = json!({"minimum": 9_007_199_254_740_993_u64, "pattern": ["^a", "z$"], "multipleOf": [2, 3], "uniqueItems": true});
        assert_eq!(Value::Object(joined), expected);
    }
}
