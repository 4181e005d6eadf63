//! Any response under any status is decoded to a value or an error, without a panic, a stack overflow or a printed secret.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde::Deserialize;
use serde_json::Value;

use super::generator::{SECRET, SENT, TOKEN, body};
use crate::{
    Error, Method, Operation, Payload, Secret, Timestamp, error::Tried, null_as_empty,
    response::decode, response::raw::RawResponse,
};

/// One status of each kind.
const STATUSES: [u16; 4] = [200, 302, 404, 502];

/// The forms of payload that operations have.
static OPERATIONS: [Operation; 3] = [
    operation(Payload::Plain),
    operation(Payload::Enveloped(&[&["data"]])),
    operation(Payload::Enveloped(&[
        &["data", "session"],
        &["data", "participants"],
        &["data"],
    ])),
];

const fn operation(payload: Payload) -> Operation {
    Operation {
        id: "try_it",
        method: Method::Get,
        path: "/it",
        payload,
        permissions: &["Realtime"],
        is_sent_once: false,
        rate_scope: None,
    }
}

/// A type with everything that generated types have.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct Session {
    id: String,
    minutes: Option<u8>,
    started: Option<bool>,
    created_at: Option<Timestamp>,
    total_count: Option<f64>,
    code: Option<Code>,
    token: Option<Secret>,
    #[serde(default, deserialize_with = "null_as_empty")]
    peers: Vec<Session>,
    by_name: Option<BTreeMap<String, Peer>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct Peer {
    id: Secret,
    span: Option<(f64, i64)>,
}

/// A closed enum: the error of serde about an unknown value quotes the value.
#[derive(Debug, Deserialize)]
enum Code {
    Known,
}

fn response(operation: &'static Operation, status: u16, body: &Bytes) -> RawResponse {
    let mut headers = HeaderMap::new();
    // A server that repeats what it was sent may do so anywhere.
    headers.insert("cf-ray", HeaderValue::from_static(TOKEN));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(TOKEN));
    RawResponse {
        authorization: Some(HeaderValue::from_static(TOKEN)),
        operation,
        status: StatusCode::from_u16(status).unwrap(),
        headers,
        body: body.clone(),
        unread: None,
        secrets: vec![Secret::from(SENT)],
        sent: None,
        named: std::sync::OnceLock::new(),
        tried: Tried::default(),
        accepted: &[],
        // The text of a described error is its message, which is shown.
        described_errors: "",
        reads_text: false,
        rest: std::sync::Mutex::default(),
    }
}

/// The strings that must not be printed for a body with the secrets: half of one is a leak, too.
fn halves() -> Vec<&'static str> {
    let ends = |secret: &'static str| [&secret[..10], &secret[secret.len() - 10..]];
    [SECRET, TOKEN, SENT].into_iter().flat_map(ends).collect()
}

/// Decodes the body in every way and under every status. Nothing of `hidden` may be printed.
fn read(body: &[u8], hidden: &[&str]) {
    let body = Bytes::copy_from_slice(body);
    for operation in &OPERATIONS {
        for status in STATUSES {
            let response = response(operation, status, &body);
            let printed = [
                printed(decode::one::<Session>(&response)),
                printed(decode::one::<Option<Session>>(&response)),
                printed(decode::one::<BTreeMap<String, Peer>>(&response)),
                printed(decode::one::<Value>(&response)),
                printed(decode::one::<Code>(&response)),
                printed(decode::page::<Session>(&response)),
                printed(decode::list::<Timestamp>(&response)),
                printed(decode::empty(&response)),
                printed(decode::text(&response)),
                printed(decode::bytes(&response)),
            ];
            for printed in printed {
                for hidden in hidden {
                    assert!(!printed.contains(hidden), "{hidden} is in {printed}");
                }
            }
        }
    }
}

/// All that printing an error shows; nothing for a value.
fn printed<T>(outcome: Result<T, Error>) -> String {
    let Err(error) = outcome else {
        return String::new();
    };
    let mut printed = format!("{error}\n{error:?}");
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        printed.push_str(&format!("\n{error}\n{error:?}"));
        cause = error.source();
    }
    assert!(!error.to_string().contains('\n'), "{printed}");
    printed
}

/// A JSON body may contain a participant's token anywhere except in messages of the service.
#[test]
fn generated_responses_decode_without_panic_and_show_no_secret() {
    bolero::check!(name = "generated_responses")
        .with_iterations(200)
        .with_max_len(512)
        .for_each(|bytes: &[u8]| read(&body(bytes), &halves()));
}

/// Any bytes can hold half of a token, cut in two by a tag for instance, which cannot be distinguished from other text.
#[test]
fn any_bytes_decode_without_panic_and_show_no_token() {
    bolero::check!(name = "any_responses")
        .with_iterations(100)
        .with_max_len(512)
        .for_each(|bytes: &[u8]| read(bytes, &[TOKEN, SENT]));
}

/// The examples of the spec: unchanged, with the secret in place of every string, and cut off.
#[test]
fn the_examples_decode_without_panic_whole_changed_and_cut_off() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/examples");
    let mut bodies = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap();
        // The largest is as long as all the others together, and of the same few forms.
        if text.len() > 8 * 1024 {
            continue;
        }
        read(text.as_bytes(), &[TOKEN, SENT]);
        let mut value: Value = serde_json::from_str(&text).unwrap();
        with_secrets(&mut value, "");
        let changed = value.to_string();
        read(changed.as_bytes(), &halves());
        for cut in (0..changed.len()).step_by(401) {
            read(&changed.as_bytes()[..cut], &halves());
        }
        bodies += 1;
    }
    // A published crate has none.
    let is_published = !Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../spec")
        .exists();
    assert!(bodies > 50 || is_published, "{bodies} examples");
}

/// Replaces every string with the secret. Messages of the service get the token instead.
fn with_secrets(value: &mut Value, key: &str) {
    match value {
        Value::String(text) if matches!(key, "message" | "error") => {
            *text = format!("no {TOKEN} with {SENT}")
        }
        Value::String(text) => *text = SECRET.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| with_secrets(item, key)),
        Value::Object(fields) => fields
            .iter_mut()
            .for_each(|(key, value)| with_secrets(value, key)),
        _ => {}
    }
}

/// A recursive function would take some hundred bytes of the stack for each level.
#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let deep = 10_000;
    for (open, close) in [
        ("[", "]"),
        (r#"{"data":"#, "}"),
        (r#"{"errors":[{"error_chain":"#, "}]}"),
        (r#"{"paging":{"total_count":"#, "}}"),
        (r#"{"data":{"peers":["#, "]}}"),
    ] {
        let opened = open.repeat(deep);
        let whole = format!("{opened}1{}", close.repeat(deep));
        // Nested in an unknown field, and nested where the payload is.
        let aside = format!(r#"{{"success":true,"new":{whole},"data":{{"id":"a"}}}}"#);
        for body in [opened, whole, aside] {
            let body = Bytes::from(body);
            for status in [200, 502] {
                let response = response(&OPERATIONS[2], status, &body);
                printed(decode::one::<Session>(&response));
                printed(decode::one::<Value>(&response));
                printed(decode::page::<Session>(&response));
                printed(decode::empty(&response));
            }
        }
    }
}

/// Only the beginning of a long page is read, which may end in the middle of the token.
#[test]
fn a_token_at_the_edge_of_an_excerpt_is_not_shown_in_part() {
    for before in (16 * 1024 - TOKEN.len()..=16 * 1024).step_by(3) {
        for blank in ["<br>".repeat(before / 4), " ".repeat(before)] {
            let page = format!("<p>{blank}{TOKEN}");
            let response = response(&OPERATIONS[1], 502, &Bytes::from(page));
            let printed = printed(decode::empty(&response));
            assert!(
                !halves().iter().any(|half| printed.contains(half)),
                "{printed}"
            );
        }
    }
}
