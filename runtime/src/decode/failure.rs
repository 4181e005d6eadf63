//! The forms in which the API says no: RealtimeKit's `{success, error: {code, message}}`, Cloudflare's
//! `{success, errors: [{code, message}], …}`, and a bare `{message}`. Any of them may come under any status.

use std::fmt;

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

use crate::{ApiMessage, excerpt::shown, object::read_fields};

/// A body that says no, or may say so.
#[derive(Debug, Default)]
pub(super) struct Failure {
    /// It says `success: false`, which is a refusal whatever the status is.
    pub(super) refused: bool,
    /// It has an error, and not only words that may be about anything.
    pub(super) blames: bool,
    messages: Vec<(Option<i64>, String)>,
}

/// What of a body may tell a failure, not looked into yet: a body can be large, and nearly all of it something else.
#[derive(Default)]
struct Body<'a> {
    success: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
    errors: Option<&'a RawValue>,
    message: Option<&'a RawValue>,
}

impl<'de> Visitor<'de> for Body<'de> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<Self, A::Error> {
        let keys = &["success", "error", "errors", "message"];
        let Self {
            success,
            error,
            errors,
            message,
        } = &mut self;
        read_fields(map, keys, &mut [success, error, errors, message])?;
        Ok(self)
    }
}

/// In bytes: what the service says of a failure is far shorter, and is taken apart only up to this.
const LARGEST: usize = 256 * 1024;

fn looked_into(raw: Option<&RawValue>) -> Value {
    raw.filter(|raw| raw.get().len() <= LARGEST)
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

/// Reads a body in one of the forms; `None` where it is in none of them.
pub(super) fn parse(body: &[u8]) -> Option<Failure> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let body = reader.deserialize_map(Body::default()).ok()?;
    reader.end().ok()?;
    let mut failure = Failure {
        refused: looked_into(body.success) == Value::Bool(false),
        blames: false,
        messages: Vec::new(),
    };
    let mut known = failure.refused;
    match looked_into(body.error) {
        Value::Object(error) => {
            known = true;
            failure.add(&error);
        }
        Value::String(message) => {
            known = true;
            failure.messages.push((None, message));
        }
        _ => {}
    }
    if let Value::Array(errors) = looked_into(body.errors) {
        known = true;
        errors
            .iter()
            .filter_map(Value::as_object)
            .for_each(|error| failure.add(error));
    }
    failure.blames = !failure.messages.is_empty();
    if failure.messages.is_empty()
        && let Value::String(message) = looked_into(body.message)
    {
        known = true;
        failure.messages.push((None, message));
    }
    known.then_some(failure)
}

impl Failure {
    fn add(&mut self, error: &Map<String, Value>) {
        let code = match error.get("code") {
            Some(Value::Number(code)) => code.as_i64(),
            Some(Value::String(code)) => code.trim().parse().ok(),
            _ => None,
        };
        let message = error
            .get("message")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if code.is_some() || !message.is_empty() {
            self.messages.push((code, message.to_owned()));
        }
        // Cloudflare's gateway says in a chain what is really wrong
        if let Some(Value::Array(chain)) = error.get("error_chain") {
            chain
                .iter()
                .filter_map(Value::as_object)
                .for_each(|error| self.add(error));
        }
    }

    /// The reasons, with these blanked out in them.
    pub(super) fn messages(self, secrets: &[&str]) -> Vec<ApiMessage> {
        self.messages
            .into_iter()
            .map(|(code, message)| ApiMessage::new(code, shown(&message, secrets)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Message = (Option<i64>, String);

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
            (
                r#"{"success":false,"error":null,"errors":[],"message":"m"}"#,
                true,
                vec![message(None, "m")],
            ),
        ] {
            assert_eq!(read(body), Some((refused, messages)), "{body}");
        }
    }

    #[test]
    fn anything_else_is_none_of_them() {
        for body in [
            "",
            "<html>",
            "[]",
            "null",
            "{}",
            r#"{"success":true,"data":{}}"#,
            r#"{"message":{}}"#,
            "{\"error\":",
        ] {
            assert!(read(body).is_none(), "{body}");
        }
    }

    #[test]
    fn an_echoed_token_is_blanked_out() {
        let failure = parse(br#"{"message":"token s3cr3t is bad"}"#).unwrap();
        assert_eq!(
            failure.messages(&["s3cr3t"])[0].message,
            "token [redacted] is bad"
        );
    }
}
