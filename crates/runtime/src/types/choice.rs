//! Choices between types of which a key in the value, the discriminator, says which one it is.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::Value;

use crate::types::coerce::strictly;

/// Reads a value and the text under `key` in it, for generated code that chooses a type by it.
///
/// # Errors
/// The value is no JSON.
pub fn tagged<'de, D: Deserializer<'de>>(
    deserializer: D,
    key: &str,
) -> Result<(Option<String>, Value), D::Error> {
    let value = Value::deserialize(deserializer)?;
    let tag = value.get(key).and_then(Value::as_str).map(str::to_owned);
    Ok((tag, value))
}

/// Reads the chosen type out of the value.
///
/// # Errors
/// The value does not fit the type. What did not fit is not said: it could hold a secret.
pub fn variant<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value)
        .map_err(|_| E::custom("a value that fits the kind that its discriminator names"))
}

/// Reads a member out of the value, if it fits: where it has one of these keys, this is the text under it. Here `"3"` is
/// no number, for the kind of a value may be the only difference of two members.
pub fn member<T: DeserializeOwned>(value: &Value, signs: &[(&str, &str)]) -> Option<T> {
    let fits = |(key, sign): &(&str, &str)| value.get(key).is_none_or(|found| found == sign);
    if !signs.iter().all(fits) {
        return None;
    }
    strictly(|| T::deserialize(value)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_found_and_the_value_is_whole() {
        let (tag, value) = tagged(serde_json::json!({"kind": "cat", "lives": 9}), "kind").unwrap();
        assert_eq!(tag.as_deref(), Some("cat"));
        assert_eq!(value["lives"], 9);
        let (tag, _) = tagged(serde_json::json!([1]), "kind").unwrap();
        assert_eq!(tag, None);
    }

    #[test]
    fn a_member_is_chosen_by_its_constants_and_its_shape() {
        let value = serde_json::json!(["cat"]);
        assert_eq!(member::<[String; 1]>(&value, &[]), Some(["cat".to_owned()]));
        assert_eq!(member::<[u8; 1]>(&value, &[]), None);
        let value = serde_json::json!({"kind": "dog"});
        let read = |signs| member::<Value>(&value, signs).is_some();
        assert!(read(&[("kind", "dog"), ("other", "x")]));
        assert!(!read(&[("kind", "cat")]));
    }

    #[test]
    fn a_decode_error_does_not_contain_the_value() {
        let error = variant::<bool, serde_json::Error>(serde_json::json!("s3cr3t")).unwrap_err();
        assert!(!error.to_string().contains("s3cr3t"));
    }
}
