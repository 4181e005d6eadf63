//! The secrets in a body that is sent, by their names. They are searched for in the text, so that a body without the name of
//! a secret is not parsed.

use crate::{
    Secret,
    redact::{is_secret_name, pair::names_secret},
    types::raw_json::secrets_sent,
};

/// The maximum length of the name of a secret in bytes, with the path to it.
const LONGEST_NAME: usize = 200;

/// The secrets in compact JSON.
pub(crate) fn secrets_in_body(json: &[u8]) -> Vec<Secret> {
    match strings(json).any(may_be_about_secret) {
        true => {
            serde_json::from_slice(json).map_or_else(|_| Vec::new(), |body| secrets_sent(&body))
        }
        false => Vec::new(),
    }
}

/// Whether a string is the name of a secret, or JSON or a URL, in which there may be one.
fn may_be_about_secret(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        || text.contains("://")
        || text.len() <= LONGEST_NAME && names_secret(text, is_secret_name)
}

/// The strings in compact JSON, keys as well, with their escapes.
fn strings(json: &[u8]) -> impl Iterator<Item = &str> {
    let mut rest = json;
    std::iter::from_fn(move || {
        let begin = rest.iter().position(|byte| *byte == b'"')? + 1;
        let text = &rest[begin..];
        let mut is_escaped = false;
        let end = text.iter().position(|byte| {
            let ends = *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            ends
        })?;
        rest = &text[end + 1..];
        Some(str::from_utf8(&text[..end]).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn secrets(body: &Value) -> Vec<String> {
        let secrets = secrets_in_body(body.to_string().as_bytes());
        secrets.into_iter().map(Secret::into_exposed).collect()
    }

    #[test]
    fn values_with_the_name_of_a_secret_are_found() {
        for body in [
            json!({"a\\\"": "\\", "client_secret": "s3cr3t"}),
            json!({"user": {"pins": ["s3cr3t", null, true]}}),
            json!({"credentials": {"user": "s3cr3t"}}),
            json!([{"key": "DB_PASSWORD", "value": "s3cr3t"}]),
            json!(["X-Auth-Key", "s3cr3t"]),
            json!({"config": "{\"token\": \"s3cr3t\"}"}),
        ] {
            assert_eq!(secrets(&body), ["s3cr3t"], "{body}");
        }
        assert_eq!(secrets(&json!({"pin": 7_734_421})), ["7734421"]);
        let url = json!({"callback": "https://h/a?sig=s3cr3t"});
        assert!(!secrets(&url).is_empty());
    }

    #[test]
    fn other_values_are_not() {
        let body = json!({
            "key": "PROJECT-1", "max_tokens": 4096, "has_token": true, "password": null, "url": "https://h/a.png",
            "text": "the password is too short", "list": "[",
        });
        assert_eq!(secrets(&body), [""; 0]);
    }
}
