//! Objects with a field for all other keys.

use serde::{
    Serialize, Serializer,
    de::{DeserializeOwned, MapAccess},
    ser::Error as _,
};
use serde_json::{Map, Value};

use super::{
    Object, Part,
    read::{Slot, fill},
    write_object,
};
use crate::types::{coerce::Coerce, expose::write_secrets, strict::is_strict};

/// Reads the values of these keys into the slots in the same order, and returns the values of all other keys.
///
/// # Errors
/// A value does not match its type.
pub fn read_fields_and_others<'de, A: MapAccess<'de>>(
    mut map: A,
    keys: &'static [&'static str],
    slots: &mut [&mut dyn Slot<'de, A>],
) -> Result<Map<String, Value>, A::Error> {
    let mut others = Map::new();
    let is_strict = is_strict();
    while let Some(key) = map.next_key::<String>()? {
        let known = keys.iter().zip(slots.iter_mut());
        match known.into_iter().find(|(known, _)| **known == key) {
            Some((key, slot)) => fill(*slot, &mut map, key, is_strict)?,
            None => {
                others.insert(key, map.next_value()?);
            }
        }
    }
    Ok(others)
}

/// Reads the field for all other keys.
///
/// # Errors
/// A value does not match its type. The error does not show the value.
pub fn read_others<T: DeserializeOwned, E: serde::de::Error>(
    others: Map<String, Value>,
) -> Result<T, E> {
    T::deserialize(Coerce(Value::Object(others)))
        .map_err(|_| E::custom("invalid type: the value of another key, expected another type"))
}

/// Writes a struct with a field for all other keys. If a key is in both, it is written once, with the value of its own
/// field. The other keys come first: in a form of parts, some servers read none after a file.
///
/// # Errors
/// A value cannot be written.
pub fn write_open_object<T: Object, S: Serializer>(
    to: S,
    parts: &[&dyn Part<serde_json::value::Serializer>],
    others: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    let known = write_object::<T, _>(serde_json::value::Serializer, parts);
    let others = write_secrets(T::IS_SENT, || serde_json::to_value(others));
    let known = known.map_err(S::Error::custom)?;
    let others = others.map_err(S::Error::custom)?;
    let others = others.as_object().into_iter().flatten();
    let others = others.filter(|(key, _)| !T::KEYS.contains(&key.as_str()));
    let others = others.map(|(key, value)| (key.as_str(), value));
    let known = T::KEYS
        .iter()
        .filter_map(|key| Some((*key, known.get(key)?)));
    to.collect_map(others.chain(known))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value, from_value, json, to_value};

    use crate::{ExposeSecrets, Secret};

    #[derive(PartialEq)]
    struct Plugin {
        access: Option<String>,
        token: Option<Secret>,
        extra: Map<String, Value>,
    }
    crate::object!(Plugin { optional access = "accessControl", token } raw_others extra secret_keys ["pin"]);

    #[derive(PartialEq)]
    struct Counts {
        name: String,
        extra: BTreeMap<String, u32>,
    }
    crate::object!(sent Counts { required name } others extra);

    #[test]
    fn other_keys_are_kept_and_written_again() {
        for value in [
            json!({}),
            json!({"accessControl": "a"}),
            json!({"z": [1, {"a": null}], "accessControl": "a", "access": 2}),
        ] {
            let plugin: Plugin = from_value(value.clone()).unwrap();
            assert_eq!(
                plugin.access.is_some(),
                value.get("accessControl").is_some()
            );
            assert_eq!(to_value(&plugin).unwrap(), value);
        }
        let mut plugin: Plugin = from_value(json!({"accessControl": "a"})).unwrap();
        plugin.extra.insert("accessControl".to_owned(), json!("b"));
        assert_eq!(to_value(&plugin).unwrap(), json!({"accessControl": "a"}));
        // A key whose own field is not set is not written either.
        plugin.access = None;
        assert_eq!(to_value(&plugin).unwrap(), json!({}));
    }

    #[test]
    fn secrets_among_other_keys_are_redacted_unless_exposed() {
        let value = json!({"token": "s3cr3t", "pin": "s3cr3t", "password": "s3cr3t", "a": 1});
        let plugin: Plugin = from_value(value.clone()).unwrap();
        assert!(!to_value(&plugin).unwrap().to_string().contains("s3cr3t"));
        assert_eq!(to_value(ExposeSecrets(&plugin)).unwrap(), value);
    }

    #[test]
    fn other_keys_have_a_type() {
        let counts: Counts = from_value(json!({"name": "n", "a": 1, "b": "2"})).unwrap();
        assert_eq!(
            counts.extra,
            BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])
        );
        assert_eq!(
            to_value(&counts).unwrap(),
            json!({"name": "n", "a": 1, "b": 2})
        );
        let error = from_value::<Counts>(json!({"name": "n", "a": "s3cr3t"})).unwrap_err();
        assert!(!error.to_string().contains("s3cr3t"), "{error}");
        assert!(from_value::<Counts>(json!({"a": 1})).is_err());
    }
}
