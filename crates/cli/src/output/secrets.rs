//! Redacts secrets in JSON.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use realtimekit_runtime::{Secret, SecretUrl, Validate};
// Only these commands handle bodies whose types are not known when they are compiled.
use realtimekit_runtime::__private::{
    RawJson, secrets_in, values_of_pairs, without_credentials_and_tokens,
};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::sent::{all_without_sent, hide_sent, without_sent};
use crate::description::{self, Visibility};

const REDACTED: &str = "[redacted]";

/// The names of properties of the API description.
fn names() -> &'static BTreeMap<&'static str, Visibility> {
    static NAMES: OnceLock<BTreeMap<&'static str, Visibility>> = OnceLock::new();
    NAMES.get_or_init(description::property_names)
}

fn secret_names() -> &'static [&'static str] {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let names = names().iter();
        let secret = names.filter(|(_, visibility)| **visibility == Visibility::Secret);
        secret.map(|(name, _)| *name).collect()
    })
}

/// The value without its secrets: tokens become `[redacted]`, and URLs lose the parts that give access. For properties
/// that the description does not have, the name decides. Secrets that were sent are not shown in any property.
pub fn hidden(value: &Value) -> Value {
    all_without_sent(hidden_value(value))
}

fn hidden_value(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let is_secret = values_of_pairs(fields, secret_names());
            let shown = fields
                .iter()
                .map(|(name, value)| match is_secret(name, value) {
                    true => (name.clone(), REDACTED.into()),
                    false => hidden_field(name, value),
                });
            shown.collect()
        }
        Value::Array(items) => items.iter().map(hidden_value).collect(),
        other => guessed(other),
    }
}

fn hidden_field(name: &str, value: &Value) -> (String, Value) {
    let shown = match names().get(name) {
        _ if value.is_null() && names().contains_key(name) => Value::Null,
        Some(Visibility::Secret) => REDACTED.into(),
        Some(Visibility::SecretUrl) => hidden_url(value),
        Some(Visibility::Public) if is_public(value) => value.clone(),
        Some(Visibility::Public | Visibility::Unmarked) => hidden_value(value),
        None => {
            // The name may be a secret, too.
            let field = Map::from_iter([(name.to_owned(), value.clone())]);
            let shown = guessed(&Value::Object(field)).as_object().cloned();
            return shown
                .and_then(|shown| shown.into_iter().next())
                .unwrap_or_else(|| (REDACTED.to_owned(), REDACTED.into()));
        }
    };
    (name.to_owned(), shown)
}

/// Whether a public URL has no credential except for the ids of videos, 32 hexadecimal digits each. These look like a
/// credential, but viewers need them.
fn is_public(value: &Value) -> bool {
    let is_id = |part: &str| part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    value.as_str().is_some_and(|url| {
        let parts = url.split('/');
        let without_ids: Vec<_> = parts
            .map(|part| if is_id(part) { "id" } else { part })
            .collect();
        let url = Value::from(without_ids.join("/"));
        guessed(&url) == url
    })
}

/// As the client shows it.
fn hidden_url(value: &Value) -> Value {
    match value {
        Value::String(url) => SecretUrl::from(url.as_str()).to_string().into(),
        _ => REDACTED.into(),
    }
}

/// A text of the service that the description does not mark as secret, without credentials in URLs, without tokens, and
/// without secrets that were sent.
pub fn shown(text: &str) -> String {
    without_credentials_and_tokens(&without_sent(text))
}

/// Keeps the secrets of a body out of everything that is printed from now on.
pub fn hide_secrets_of(body: &Value) {
    match body {
        Value::Object(fields) => {
            let is_secret = values_of_pairs(fields, secret_names());
            for (name, value) in fields {
                match names().get(name.as_str()) {
                    Some(Visibility::Secret) => hide_all("secret", value),
                    _ if is_secret(name, value) => hide_all("secret", value),
                    // The description says that these are no secrets: `design_tokens`.
                    Some(_) => hide_secrets_of(value),
                    None => hide_all(name, value),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(hide_secrets_of),
        text => hide(secrets_in(text, secret_names())),
    }
}

/// The same for a field that the description does not have.
fn hide_all(name: &str, value: &Value) {
    let field = Value::from_iter([(name, value.clone())]);
    hide(secrets_in(&field, secret_names()));
}

fn hide(secrets: Vec<Secret>) {
    hide_sent(secrets.into_iter().map(Secret::into_exposed));
}

/// The value with its texts as [`shown`].
pub fn all_shown(value: Value) -> Value {
    match value {
        Value::String(text) => shown(&text).into(),
        Value::Array(items) => items.into_iter().map(all_shown).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, all_shown(value)))
            .collect(),
        other => other,
    }
}

/// The value without strings that look like a secret.
fn guessed(value: &Value) -> Value {
    serde_json::to_value(RawJson::new(value, secret_names())).unwrap_or_default()
}

/// A body to send. The client redacts its secrets where a response repeats them.
pub struct Body<'a>(pub &'a Value);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        RawJson::new(self.0, secret_names()).serialize(to)
    }
}

/// It was validated against the API description.
impl Validate for Body<'_> {}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Visibility, hidden, names};
    use crate::description::examples;

    #[test]
    fn secrets_are_hidden_and_nothing_else() {
        let value = json!({
            "id": "aaa1a1ad-5e1a-4fe4-a799-aa6d9a6ab26e",
            "custom_participant_id": "user-42",
            "token": "s3cr3t",
            "storage": {"access_key": "s3cr3t", "bucket": "b"},
            "ui": {"design_tokens": {"logo": "https://example.com/logo.png"}},
            "unknown": {"password": "s3cr3t"},
            "download_url": "https://files.example.com/a.mp4?signature=s3cr3t",
        });
        let text = hidden(&value).to_string();
        assert!(!text.contains("s3cr3t"), "{text}");
        for named in [
            json!({"name": "authorization", "value": "s3cr3t"}),
            json!([{"key": "storage_password", "value": ["s3cr3t"]}]),
        ] {
            let shown = hidden(&named).to_string();
            assert!(!shown.contains("s3cr3t"), "{shown}");
        }
        // Addresses that are public, unless they are signed.
        for (url, left) in [
            (
                "rtmps://live.example.com:443/live/",
                "rtmps://live.example.com:443/live/",
            ),
            (
                "https://h.example/eyJhbGciOiJub25lIn0.e30.s3cr3t/a.m3u8",
                "https://h.example/[redacted]/a.m3u8",
            ),
            (
                "https://h.example/a.m3u8?sig=s3cr3t",
                "https://h.example/a.m3u8?[redacted]",
            ),
            (
                "rtmps://h.example:443/live/s3cr3t",
                "rtmps://h.example:443/[redacted]",
            ),
            ("password: s3cr3t", "password: [redacted]"),
        ] {
            let shown = hidden(&json!({"playback_url": url, "ingest_server": url}));
            assert_eq!(shown, json!({"playback_url": left, "ingest_server": left}));
        }
        // A service may use a secret as a name.
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl";
        let shown = hidden(&json!({token: 1, "unknown": {token: "a"}, "no": null}));
        assert!(!shown.to_string().contains(token), "{shown}");
        assert_eq!(shown["no"], Value::Null);
        // As in the client, nothing is shown of what is no web address.
        for url in [
            "s3cr3t",
            "data:text/plain,s3cr3t",
            "x:s3cr3t",
            "s3cr3t://h/a",
        ] {
            for value in [json!(url), json!([url])] {
                let shown = hidden(&json!({"chat_download_url": value, "url": value}));
                assert!(!shown.to_string().contains("s3cr3t"), "{shown}");
            }
        }
        for kept in [
            "aaa1a1ad",
            "user-42",
            "\"b\"",
            "logo.png",
            "files.example.com/a.mp4",
        ] {
            assert!(text.contains(kept), "{text}");
        }
    }

    /// The names of the fields that differ.
    fn differing<'a>(before: &'a Value, after: &Value, name: &'a str, found: &mut Vec<&'a str>) {
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => {
                for (name, value) in before {
                    differing(value, &after[name], name, found);
                }
            }
            (Value::Array(before), Value::Array(after)) => {
                for (before, after) in before.iter().zip(after) {
                    differing(before, after, name, found);
                }
            }
            _ if before != after => found.push(name),
            _ => {}
        }
    }

    #[test]
    fn the_examples_of_the_api_description_lose_their_secrets_alone() {
        let mut found = Vec::new();
        for example in examples() {
            differing(example, &hidden(example), "", &mut found);
        }
        found.sort_unstable();
        found.dedup();
        let is_secret = |name: &&str| {
            names().get(*name) == Some(&Visibility::Secret) || name.to_lowercase().ends_with("url")
        };
        // A name in metadata.
        found.retain(|name| *name != "key");
        let wrong: Vec<_> = found.iter().filter(|name| !is_secret(name)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        // Viewers and programs that stream need these addresses.
        assert!(
            !found
                .iter()
                .any(|name| ["ingest_server", "playback_url"].contains(name))
        );
        assert!(
            found.contains(&"token") && found.contains(&"download_url"),
            "{found:?}"
        );
    }
}
