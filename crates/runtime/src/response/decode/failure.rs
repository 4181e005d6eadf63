//! The formats of API errors: RealtimeKit's `{success, error: {code, message}}`, Cloudflare's `{success, errors:
//! [{code, message}], …}`, and a bare `{message}`. Each occurs with any status. An error can also be a list of errors,
//! or a message alone.
//!
//! A proxy before the API may send a problem (RFC 9457), `{title, detail, …}`. Its text is only read if the content
//! type is that of a problem, because in other JSON a title is an ordinary value.

use std::fmt;

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use super::{
    repair,
    texts::{Message, code_of, texts},
};
use crate::{
    ApiMessage,
    redact::{all_shown, repeats},
    types::object::read_fields,
    types::paging::Lenient,
};

/// A body that reports, or may report, a failure.
#[derive(Debug, Default)]
pub(super) struct Failure {
    /// It has `success: false`, which is a failure with any status.
    pub(super) refused: bool,
    /// It has `success: true`.
    pub(super) accepted: bool,
    /// It has an error, not only a message, which may be about anything.
    pub(super) blames: bool,
    messages: Vec<Message>,
}

/// The parts of a body that may report a failure, not parsed yet: a body can be large, and nearly all of it other data.
#[derive(Default)]
struct Body<'a> {
    success: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
    errors: Option<&'a RawValue>,
    message: Option<&'a RawValue>,
    messages: Option<&'a RawValue>,
}

impl<'de> Visitor<'de> for Body<'de> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<Self, A::Error> {
        let keys = &["success", "error", "errors", "message", "messages"];
        let Self {
            success,
            error,
            errors,
            message,
            messages,
        } = &mut self;
        read_fields(map, keys, &mut [success, error, errors, message, messages])?;
        Ok(self)
    }
}

/// In bytes. Messages of the service are much shorter; larger values are not parsed.
const LARGEST: usize = 256 * 1024;

fn looked_into(raw: Option<&RawValue>) -> Value {
    raw.filter(|raw| raw.get().len() <= LARGEST)
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

/// Reads a body in one of the formats; `None` if it has none of them.
pub(super) fn parse(body: &[u8]) -> Option<Failure> {
    let text = repair::both(body);
    let mut reader = serde_json::Deserializer::from_str(&text);
    let body = reader.deserialize_map(Body::default()).ok()?;
    reader.end().ok()?;
    let success = body.success.map(|raw| serde_json::from_str(raw.get()));
    let success = success.and_then(Result::ok).and_then(Lenient::flag);
    let mut failure = Failure {
        refused: success == Some(false),
        accepted: success == Some(true),
        blames: false,
        messages: Vec::new(),
    };
    let mut known = failure.refused;
    for reasons in [body.error, body.errors] {
        let reasons = looked_into(reasons);
        known |= reasons.is_object() || reasons.is_array() || reasons.is_string();
        failure.blames |= is_something(&reasons);
        failure.add(None, &reasons);
    }
    known |= failure.blames;
    // a message alone only counts if there is no error
    for messages in [body.message, body.messages] {
        if failure.messages.is_empty() {
            failure.add(None, &looked_into(messages));
        }
    }
    known |= !failure.messages.is_empty();
    known.then_some(failure)
}

/// Whether the body has a value at one of these paths.
pub(super) fn has_data(body: &[u8], paths: &[&[&str]]) -> bool {
    let body: Value = serde_json::from_str(&repair::both(body)).unwrap_or_default();
    let at = |path: &&[&str]| path.iter().try_fold(&body, |value, key| value.get(key));
    paths.iter().filter_map(at).any(|value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    })
}

/// Whether a value is more than null, false, 0, an empty string, or a list or an object of such values.
fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(is_something),
        Value::Object(fields) => fields.values().any(is_something),
    }
}

/// The failure in a body with its own error format. `None` if it is not JSON.
pub(super) fn described(body: &[u8]) -> Option<Failure> {
    let body: Value = serde_json::from_str(&repair::both(body)).ok()?;
    Some(Failure {
        messages: texts(&body),
        ..Failure::default()
    })
}

/// The title and detail of a problem.
pub(super) fn problem(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_str(&repair::both(body)).ok()?;
    let texts: Vec<&str> = ["title", "detail"]
        .into_iter()
        .filter_map(|key| body.get(key)?.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    (!texts.is_empty()).then(|| texts.join(": "))
}

impl Failure {
    /// A failure with these messages.
    pub(super) fn of_text(texts: impl IntoIterator<Item = String>) -> Self {
        Self {
            messages: texts.into_iter().map(|text| (None, text)).collect(),
            ..Self::default()
        }
    }

    /// The same with the messages of a body with its own error format, if it has any.
    pub(super) fn or_texts(self, body: &[u8]) -> Self {
        let other = (body.len() <= LARGEST).then(|| described(body)).flatten();
        match other.filter(|other| !other.messages.is_empty()) {
            Some(Self { messages, .. }) => Self { messages, ..self },
            None => self,
        }
    }

    /// Adds a message, an error, or each of several. `code` is that of the error that contains them.
    fn add(&mut self, code: Option<i64>, reasons: &Value) {
        match reasons {
            Value::String(message) if code.is_some() || !message.is_empty() => {
                self.messages.push((code, message.clone()));
            }
            Value::Array(reasons) => reasons.iter().for_each(|reason| self.add(code, reason)),
            Value::Object(reason) => {
                let code = code_of(reason);
                let before = self.messages.len();
                if let Some(message) = reason.get("message") {
                    self.add(code, message);
                }
                if code.is_some() && self.messages.len() == before {
                    self.messages.push((code, String::new()));
                }
                // Cloudflare's gateway has the actual cause in `error_chain`
                if let Some(chain) = reason.get("error_chain") {
                    self.add(None, chain);
                }
            }
            _ => {}
        }
    }

    /// The messages, with these secrets redacted.
    pub(super) fn messages(self, secrets: &[&str]) -> Vec<ApiMessage> {
        let is_shown = |code: &i64| !repeats(&code.to_string(), secrets);
        let codes = self.messages.iter().map(|(code, _)| code.filter(is_shown));
        let messages = self.messages.iter().map(|(_, message)| message.as_str());
        let reasons = codes.zip(all_shown(messages, secrets));
        reasons
            .map(|(code, message)| ApiMessage::new(code, message))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<(bool, Vec<Message>)> {
        parse(body.as_bytes()).map(|failure| (failure.refused, failure.messages))
    }

    fn message(code: Option<i64>, text: &str) -> Message {
        (code, text.to_owned())
    }

    #[test]
    fn each_form_is_read() {
        for (body, refused, messages) in [
            (
                r#"{"success":false,"error":{"code":404,"message":"none"}}"#,
                true,
                vec![message(Some(404), "none")],
            ),
            (
                r#"{"success":false,"error":{"code":"404","message":"none"}}"#,
                true,
                vec![message(Some(404), "none")],
            ),
            (
                r#"{"success":false,"error":{"code":"BAD","message":"none"}}"#,
                true,
                vec![message(None, "none")],
            ),
            (
                r#"{"error":{"message":"none"}}"#,
                false,
                vec![message(None, "none")],
            ),
            (r#"{"error":"none"}"#, false, vec![message(None, "none")]),
            (
                r#"{"success":false,"errors":[{"code":1,"message":"a"},{"code":2,"message":"b"},7],"result":null}"#,
                true,
                vec![message(Some(1), "a"), message(Some(2), "b")],
            ),
            (
                r#"{"errors":[{"code":6003,"message":"a","error_chain":[{"code":6111,"message":"b"}]}]}"#,
                false,
                vec![message(Some(6003), "a"), message(Some(6111), "b")],
            ),
            (
                r#"{"message":"Unauthorized"}"#,
                false,
                vec![message(None, "Unauthorized")],
            ),
            (r#"{"success":false}"#, true, vec![]),
            (r#"{"success":"false"}"#, true, vec![]),
            (r#"{"success":0}"#, true, vec![]),
            (
                r#"{"success":"true","message":"m"}"#,
                false,
                vec![message(None, "m")],
            ),
            (
                r#"{"success":false,"error":null,"errors":[],"message":"m"}"#,
                true,
                vec![message(None, "m")],
            ),
            (
                r#"{"success":false,"errors":["a","b"]}"#,
                true,
                vec![message(None, "a"), message(None, "b")],
            ),
            (
                r#"{"success":false,"errors":{"code":1e3,"message":["a","b"]}}"#,
                true,
                vec![message(Some(1000), "a"), message(Some(1000), "b")],
            ),
            (
                r#"{"success":false,"error":[{"code":7},{"message":""}]}"#,
                true,
                vec![message(Some(7), "")],
            ),
            (
                r#"{"message":["a","b"],"messages":["c"]}"#,
                false,
                vec![message(None, "a"), message(None, "b")],
            ),
            (
                r#"{"success":false,"errors":[],"messages":[{"code":5,"message":"a"},"b"],"result":null}"#,
                true,
                vec![message(Some(5), "a"), message(None, "b")],
            ),
            (
                r#"{"success":false,"errors":[{"code":1.5,"message":"a"}]}"#,
                true,
                vec![message(None, "a")],
            ),
        ] {
            assert_eq!(read(body), Some((refused, messages)), "{body}");
        }
    }

    #[test]
    fn other_bodies_are_no_failure() {
        for body in [
            "",
            "<html>",
            "[]",
            "null",
            "{}",
            r#"{"success":true,"data":{}}"#,
            r#"{"message":{}}"#,
            r#"{"title":"a","detail":"b","status":404}"#,
            "{\"error\":",
        ] {
            assert!(read(body).is_none(), "{body}");
        }
    }

    #[test]
    fn an_echoed_token_is_redacted() {
        let failure = parse(br#"{"message":"token s3cr3t is bad"}"#).unwrap();
        assert_eq!(
            failure.messages(&["s3cr3t"])[0].message,
            "token [redacted] is bad"
        );
        let failure = parse(br#"{"errors":["s3c","r3t"]}"#).unwrap();
        for message in failure.messages(&["s3cr3t"]) {
            let message = message.message;
            assert!(message.starts_with("[redacted"), "{message}");
        }
        let failure = parse(br#"{"error":{"code":47114711,"message":"no"}}"#).unwrap();
        assert_eq!(failure.messages(&["47114711"])[0].code, None);
    }
}
