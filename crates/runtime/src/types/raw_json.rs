//! JSON of unknown type, in a form that can be printed.

use std::fmt;

use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::{Map, Value};

use crate::{
    Secret,
    redact::{
        REDACTED, credentials, is_name_of_one_secret, is_secret_name,
        pair::{Pair, names_secret},
        string_value,
    },
    types::{
        expose::{collect, is_collecting, is_exposing, written},
        object::Part,
    },
};

/// JSON, or a value that contains JSON, without possible secrets: values of keys with the name of a secret, values beside
/// such a name, tokens, and credentials in URLs. `Debug` shows it in this form, and it is serialized in this form wherever a
/// [`Secret`](crate::Secret) is written as `[redacted]`.
pub struct RawJson<'a, T> {
    value: &'a T,
    secret_keys: &'a [&'a str],
    is_present: bool,
    is_secret: bool,
}

impl<'a, T: Serialize> RawJson<'a, T> {
    /// Wraps this value. The values of `secret_keys` are secret as well.
    pub fn new(value: &'a T, secret_keys: &'a [&'a str]) -> Self {
        Self {
            value,
            secret_keys,
            is_present: true,
            is_secret: false,
        }
    }

    /// Wraps a value of which all is secret.
    pub fn secret(value: &'a T) -> Self {
        Self {
            is_secret: true,
            ..Self::new(value, &[])
        }
    }

    /// The same, but not written to an object unless it is present.
    pub fn only_if(self, is_present: bool) -> Self {
        Self { is_present, ..self }
    }
}

impl<T: Serialize> Serialize for RawJson<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if is_exposing() {
            if is_collecting() {
                let value = serde_json::to_value(self.value).unwrap_or_default();
                if self.is_secret {
                    collect_all(&value);
                }
                collect_secrets(&value, self.secret_keys, false);
            }
            return self.value.serialize(to);
        }
        match serde_json::to_value(self.value) {
            Ok(value) if !self.is_secret => redacted(value, self.secret_keys).serialize(to),
            _ => to.serialize_str(REDACTED),
        }
    }
}

impl<S: Serializer, T: Serialize> Part<S> for RawJson<'_, T> {
    fn is_written(&self) -> bool {
        self.is_present
    }

    fn write(&self, key: &'static str, to: &mut S::SerializeStruct) -> Result<(), S::Error> {
        to.serialize_field(key, self)
    }
}

/// Serializes JSON of unknown type in a type with a derived `Serialize`.
///
/// # Errors
/// It cannot be written.
pub fn write_raw_json<T: Serialize, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    RawJson::new(value, &[]).serialize(to)
}

impl<T: Serialize> fmt::Debug for RawJson<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_value(self.value) {
            Ok(value) if !self.is_secret => redacted(value, self.secret_keys).fmt(f),
            _ => f.write_str(REDACTED),
        }
    }
}

/// Collects the secrets in JSON that is sent, so that they are redacted in the response, and values that were already
/// redacted, which are not sent. These are the values that [`redacted`] replaces. Words that look like a token are not
/// among them, because no message shows such a word. In a value of a known type, `key` is the name of anything.
fn collect_secrets(value: &Value, secret_keys: &[&str], is_typed: bool) {
    match value {
        Value::Object(map) => {
            let is_hidden = hidden_keys(map, secret_keys);
            for (key, value) in map {
                match is_hidden(key, value) && !(is_typed && key == "key") {
                    true => collect_all(value),
                    false => collect_secrets(value, secret_keys, is_typed),
                }
            }
        }
        Value::Array(items) => match items.as_slice() {
            [Value::String(name), value] if is_pair(name, value, secret_keys) => collect_all(value),
            items => items
                .iter()
                .for_each(|item| collect_secrets(item, secret_keys, is_typed)),
        },
        Value::String(text) if text.contains("://") && text.contains(REDACTED) => {
            collect(REDACTED);
        }
        Value::String(text) if text == REDACTED => collect(REDACTED),
        Value::String(text) => match json_in(text) {
            Some(value) => collect_secrets(&value, secret_keys, is_typed),
            None => credentials(text).into_iter().for_each(collect),
        },
        _ => {}
    }
}

/// The secrets in JSON of unknown type. The values of `secret_keys` are secret as well.
pub fn secrets_in(value: &Value, secret_keys: &[&str]) -> Vec<Secret> {
    written(|| collect_secrets(value, secret_keys, false)).1
}

/// The secrets in a JSON body that is sent, by their names. Its types are described, so that a `key` is the name of
/// anything.
pub(crate) fn secrets_sent(body: &[u8]) -> Vec<Secret> {
    match serde_json::from_slice(body) {
        Ok(body) => sent(|| collect_secrets(&body, &[], true)),
        Err(_) => Vec::new(),
    }
}

/// The secrets in the value of a parameter or a field of a form with this name.
pub(crate) fn secrets_named(name: &str, value: &Value) -> Vec<Secret> {
    let is_named = match value {
        Value::Array(_) | Value::Object(_) => name != "key" && is_secret_name(name),
        _ => is_name_of_one_secret(name),
    };
    sent(|| match is_named {
        true => collect_all(value),
        false => collect_secrets(value, &[], true),
    })
}

/// Secrets without those that were redacted before: the text may be meant.
fn sent(collect: impl FnOnce()) -> Vec<Secret> {
    let mut secrets = written(collect).1;
    secrets.retain(|secret| !secret.is_redacted());
    secrets
}

/// Collects every string and number of a value.
fn collect_all(value: &Value) {
    match value {
        Value::Object(map) => map.values().for_each(collect_all),
        Value::Array(items) => items.iter().for_each(collect_all),
        Value::String(text) => collect(text),
        Value::Number(number) => collect(&number.to_string()),
        Value::Null | Value::Bool(_) => {}
    }
}

fn is_secret(key: &str, secret_keys: &[&str]) -> bool {
    is_secret_name(key) || is_listed(key, secret_keys)
}

fn is_listed(key: &str, secret_keys: &[&str]) -> bool {
    let is_it = |known: &&str| known.eq_ignore_ascii_case(key);
    secret_keys.iter().any(is_it)
}

fn redacted(value: Value, secret_keys: &[&str]) -> Value {
    match value {
        Value::Object(map) => Value::Object(redacted_map(map, secret_keys)),
        Value::Array(items) => match items.as_slice() {
            [Value::String(name), value] if is_pair(name, value, secret_keys) => {
                Value::Array(vec![string_value(name).into(), REDACTED.into()])
            }
            _ => {
                let items = items.into_iter().map(|item| redacted(item, secret_keys));
                items.collect()
            }
        },
        Value::String(text) => Value::String(redacted_text(&text, secret_keys)),
        other => other,
    }
}

/// Whether a list of two is a header in a list of headers: `["X-Auth-Key", "…"]`.
fn is_pair(name: &str, value: &Value, secret_keys: &[&str]) -> bool {
    (value.is_string() || value.is_number()) && is_secret(name, secret_keys)
}

/// Decides which values of this object are secret because of the name beside them.
pub fn values_of_pairs(
    map: &Map<String, Value>,
    secret_keys: &[&str],
) -> impl Fn(&str, &Value) -> bool + use<> {
    let pair = pair(map, secret_keys);
    move |key, value| is_text_or_nested(value) && pair.hides_key(key, is_nested(value))
}

fn pair(map: &Map<String, Value>, secret_keys: &[&str]) -> Pair {
    let mut pair = Pair::default();
    for (key, value) in map {
        pair.add(key, || names_a_secret(value, secret_keys));
        // `{"source": {"pointer": "/data/password"}, "value": "…"}`
        if let Value::Object(source) = value
            && key.eq_ignore_ascii_case("source")
        {
            for (key, value) in source {
                pair.add(key, || names_a_secret(value, secret_keys));
            }
        }
    }
    pair
}

/// Whether a value is the name of a secret, or a list of names of which one is.
fn names_a_secret(value: &Value, secret_keys: &[&str]) -> bool {
    match value {
        Value::String(text) => names_secret(text, |name| is_secret(name, secret_keys)),
        Value::Array(steps) => steps.iter().any(|step| {
            let step = step.as_str();
            step.is_some_and(|step| names_secret(step, |name| is_secret(name, secret_keys)))
        }),
        _ => false,
    }
}

fn is_nested(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

fn is_text_or_nested(value: &Value) -> bool {
    !value.is_null() && !value.is_boolean()
}

/// Decides which values of this object are secret.
fn hidden_keys<'k>(
    map: &Map<String, Value>,
    secret_keys: &'k [&'k str],
) -> impl Fn(&str, &Value) -> bool + use<'k> {
    let pair = pair(map, secret_keys);
    move |key, value| {
        let is_count =
            value.is_number() && !is_name_of_one_secret(key) && !is_listed(key, secret_keys);
        let is_named = is_secret(key, secret_keys) && !is_count && !pair.is_name(key);
        is_text_or_nested(value) && (is_named || pair.hides_key(key, is_nested(value)))
    }
}

fn redacted_map(map: Map<String, Value>, secret_keys: &[&str]) -> Map<String, Value> {
    let is_hidden = hidden_keys(&map, secret_keys);
    let entries = map.into_iter().map(|(key, value)| {
        let value = match is_hidden(&key, &value) {
            true => REDACTED.into(),
            false => redacted(value, secret_keys),
        };
        (string_value(&key), value)
    });
    entries.collect()
}

/// A string, which may itself be JSON.
fn redacted_text(text: &str, secret_keys: &[&str]) -> String {
    match json_in(text) {
        Some(value) => redacted(value, secret_keys).to_string(),
        None => string_value(text),
    }
}

/// The object or list in a string that is JSON.
fn json_in(text: &str) -> Option<Value> {
    let is_json = text.trim_start().starts_with(['{', '[']);
    is_json.then(|| serde_json::from_str(text).ok())?
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_in_raw_json_are_not_shown() {
        let jwt = "eyJhbGciOiJub25lIn0.eyJpZCI6IjYifQ.s3cr3t";
        for value in [
            json!({"token": "s3cr3t"}),
            json!({"authToken": ["s3cr3t"]}),
            json!({"headers": [["X-Auth-Key", "s3cr3t"]]}),
            json!([{"deep": {"Password": {"is": "s3cr3t"}}}]),
            json!({"stream_key": "s3cr3t"}),
            json!({"pin": "s3cr3t"}),
            json!({"PIN": "s3cr3t"}),
            json!({"said": format!("it is {jwt}")}),
            json!({jwt: 1}),
            json!("https://h/a?X-Amz-Signature=s3cr3t"),
            json!({"to": "rtmp://h/app/s3cr3t"}),
            json!({"text": "{\"token\":\"s3cr3t\"}"}),
            json!({"name": "authorization", "value": "s3cr3t"}),
            json!({"key": "password", "value": "s3cr3t"}),
            json!({"Key": "password", "Value": "hunter"}),
            json!({"KEY": "password", "VALUE": "hunter"}),
            json!({"field": "api_key", "input": "hunter"}),
            json!({"header": "Authorization", "value": "hunter"}),
            json!({"loc": ["body", "token"], "input": "hunter"}),
            json!({"loc": ["body", "token"], "msg": "no", "input": {"is": ["hunter"]}}),
            json!({"field": "pin", "rejectedValue": 1234, "is": "hunter".len()}),
            json!({"propertyName": "Password", "AttemptedValue": "hunter"}),
            json!({"instancePath": "/user/password", "data": "hunter"}),
            json!({"path": ["password"], "received": "hunter"}),
            json!({"ParameterKey": "DBPassword", "ParameterValue": "hunter"}),
            json!({"source": {"pointer": "/data/password"}, "value": "hunter"}),
            json!({"type": "password", "value": "hunter"}),
            json!({"field": "password", "old": "hunter", "new": "hunter"}),
            json!(["password", 1234]),
        ] {
            for text in [
                format!("{:?}", RawJson::new(&value, &["pin"])),
                format!("{:#?}", RawJson::new(&Some(vec![&value]), &["pin"])),
            ] {
                for secret in ["s3cr3t", "hunter", "1234"] {
                    assert!(!text.contains(secret), "{text}");
                }
                assert!(text.contains("[redacted]") || text.contains('…'), "{text}");
            }
        }
    }

    #[test]
    fn other_json_is_shown_unchanged() {
        let value = json!({
            "id": "6bf2b8be-04dd-4191-b602-1128921a306b",
            "author": "Mary",
            "token": null,
            "has_password": true,
            "list": [1, 2.5, "https://h/a.png", "{"],
            "errors": [
                {"code": "invalid_token", "message": "token expired"},
                {"field": "token", "message": "must not be empty"},
                {"loc": ["body", "token"], "msg": "field required", "type": "value_error.missing"},
                {"type": "token.created", "data": {"id": "t1"}, "to": "mary"},
                {"title": "The token has expired", "text": "log in"},
            ],
            "status": "authorized",
            "tags": [{"key": "color", "value": "red"}, {"Key": "size", "Value": 4}],
            "description": "The password of the meeting",
            "value": "red",
            "usage": {"total_tokens": 30, "KeyCount": 2},
            "headers": [["content-type", "text/plain"], ["token", null]],
        });
        assert_eq!(
            format!("{:?}", RawJson::new(&value, &[])),
            format!("{value:?}")
        );
    }
}
