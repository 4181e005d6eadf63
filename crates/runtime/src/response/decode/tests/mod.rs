//! Responses of every known shape, and what they are decoded to.

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::{Method, Operation, Secret, error::Tried};

mod api_errors;
mod empty_results;
mod secrets;
mod unreadable;

static PLAIN: Operation = operation(Payload::Plain);
static DATA: Operation = operation(Payload::Enveloped(&[&["data"]]));
static SESSION: Operation = operation(Payload::Enveloped(&[&["data", "session"], &["data"]]));
static NESTED: Operation = operation(Payload::Enveloped(&[&["data", "session"]]));
static LIST: Operation = operation(Payload::Enveloped(&[&["data", "participants"], &["data"]]));
static EITHER: Operation = operation(Payload::Enveloped(&[&["data"], &["result"]]));

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

fn response(operation: &'static Operation, status: u16, body: &str) -> RawResponse {
    let mut headers = HeaderMap::new();
    headers.insert("cf-ray", HeaderValue::from_static("8f1-AMS"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("x/y"));
    let status = StatusCode::from_u16(status).unwrap();
    RawResponse {
        authorization: Some(HeaderValue::from_static("Bearer t0k3n")),
        operation,
        status,
        headers,
        body: Bytes::copy_from_slice(body.as_bytes()),
        unread: None,
        secrets: Vec::new(),
        sent: None,
        named: std::sync::OnceLock::new(),
        tried: Tried::default(),
        accepted: &[],
        described_errors: "",
        reads_text: false,
        rest: std::sync::Mutex::default(),
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Session {
    id: String,
}

fn session(operation: &'static Operation, body: &str) -> Result<Session, Error> {
    one(&response(operation, 200, body))
}

fn session_error(status: u16, body: &str) -> Error {
    one::<Session>(&response(&DATA, status, body)).unwrap_err()
}

#[test]
fn an_object_is_found_at_each_path() {
    let wanted = Session { id: "s".to_owned() };
    for (operation, body) in [
        (&PLAIN, r#"{"id":"s","success":false}"#),
        (
            &DATA,
            r#"{"success":true,"data":{"id":"s","new":[1]},"also":{}}"#,
        ),
        (&DATA, r#"{"data":{"id":"s"}}"#),
        (&DATA, r#"{"success":null,"paging":7,"data":{"id":"s"}}"#),
        (&NESTED, r#"{"data":{"x":1,"session":{"id":"s"}}}"#),
        (&SESSION, r#"{"success":true,"data":{"id":"s"}}"#),
        (
            &SESSION,
            r#"{"data": {"session" : {"id":"s"}, "id":"other"}, "success":true}"#,
        ),
        (&SESSION, r#"{"data":{"session":null,"id":"s"}}"#),
        (&EITHER, r#"{"result":{"id":"s"}}"#),
        (&DATA, "\u{feff} {\"data\":{\"id\":\"s\"}}"),
        (&PLAIN, "\u{feff}{\"id\":\"s\"}"),
        (&DATA, r#"{"data":{"id":"other"},"data":{"id":"s"}}"#),
        (&SESSION, r#"{"data":{"id":"other"},"data":{"id":"s"}}"#),
        (&EITHER, r#"{"result":{"id":"other"},"data":{"id":"s"}}"#),
        (&EITHER, r#"{"data":{"id":"s"},"result":{"id":"other"}}"#),
    ] {
        assert_eq!(session(operation, body).unwrap(), wanted, "{body}");
    }
}

#[test]
fn a_missing_or_null_field_is_a_decode_error_at_its_path() {
    for (operation, body, path) in [
        (&DATA, "{}", "data"),
        (&DATA, r#"{"success":true,"data":null}"#, "data"),
        (&SESSION, r#"{"success":true}"#, "data"),
        (&NESTED, r#"{"data":{}}"#, "data.session"),
        (&NESTED, r#"{"data":null}"#, "data.session"),
        (&DATA, r#"{"data":{"name":"s3cr3t"}}"#, "data.id"),
        (&DATA, r#"{"data":"s3cr3t"}"#, "data"),
        (&DATA, r#""s3cr3t""#, ""),
        (&NESTED, r#"{"data":["s3cr3t"]}"#, "data"),
        (
            &SESSION,
            r#"{"x":"é", "data" : {"session":{"id":["s3cr3t"]}}}"#,
            "data.session.id",
        ),
        (&SESSION, r#"{"data":{"id":17}}"#, "data.id"),
        (&SESSION, "\u{feff}{\"data\":{\"id\":17}}", "data.id"),
        (&SESSION, r#"{"data":"s3cr3t"}"#, "data"),
        (&NESTED, r#"{"data":[{"a":"s3cr3t"}]}"#, "data"),
    ] {
        let error = session(operation, body).unwrap_err();
        let Error::Decode(mismatch) = &error else {
            panic!("{body}: {error:?}")
        };
        let printed = format!("{error} {error:?}");
        assert_eq!(mismatch.path(), path, "{body}");
        assert!(!printed.contains("s3cr3t"), "{printed}");
        assert_eq!(mismatch.body(), body.as_bytes());
        assert_eq!(error.ray_id(), Some("8f1-AMS"));
    }
}

#[test]
fn a_decode_error_is_one_line_with_place_and_kinds() {
    let error = session(
        &SESSION,
        r#"{"data":{"session":{"id":{"token":"s3cr3t"}}}}"#,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "try_it: the response 200 OK does not match the schema: at data.session.id expected a string, found an object; \
         `body()` has the whole response, and a newer version of this crate may read it [cf-ray 8f1-AMS]"
    );
    assert!(
        std::error::Error::source(&error).is_none(),
        "the JSON reader's own message holds values"
    );
}

#[test]
fn an_option_accepts_null_as_the_payload() {
    assert_eq!(
        one::<Option<Session>>(&response(&DATA, 200, r#"{"data":null}"#)).unwrap(),
        None
    );
    assert_eq!(
        one::<Value>(&response(&DATA, 200, r#"{"data":null}"#)).unwrap(),
        Value::Null
    );
}

/// A failure must not be returned as an empty list or as `None`.
#[test]
fn a_response_without_payload_and_success_is_an_error() {
    let errors = [
        r#"{"message":"Unauthorized"}"#,
        r#"{"error":{"code":7,"message":"no"}}"#,
        r#"{"errors":[{"code":10000,"message":"no"}],"result":null}"#,
        r#"{"data":null,"error":"no"}"#,
    ];
    for body in errors {
        let response = response(&DATA, 200, body);
        for error in [
            page::<Session>(&response).unwrap_err(),
            one::<Session>(&response).unwrap_err(),
            one::<Option<Session>>(&response).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Api(_)), "{body}: {error:?}");
        }
    }
    for (body, path) in [
        ("{}", "data"),
        (r#"{"login":"s3cr3t"}"#, "data"),
        ("null", ""),
    ] {
        let response = response(&DATA, 200, body);
        for error in [
            page::<Session>(&response).unwrap_err(),
            one::<Option<Session>>(&response).unwrap_err(),
        ] {
            let Error::Decode(mismatch) = &error else {
                panic!("{body}: {error:?}")
            };
            assert_eq!(mismatch.path(), path, "{body}");
        }
    }
}

#[test]
fn a_list_is_found_at_each_path() {
    let paged = |start| Some(Some(start));
    for (operation, body, ids, start) in [
        (
            &DATA,
            r#"{"data":[{"id":"a"},{"id":"b"}],"paging":{"start_offset":1}}"#,
            vec!["a", "b"],
            paged(1),
        ),
        (
            &LIST,
            r#"{"paging":{"start_offset":2},"data":[{"id":"a"}]}"#,
            vec!["a"],
            paged(2),
        ),
        (
            &LIST,
            r#"{"data":{"participants":[{"id":"a"}],"paging":{"start_offset":3}}}"#,
            vec!["a"],
            paged(3),
        ),
        (
            &LIST,
            r#"{"data":{"participants":[{"id":"a"}]},"paging":{}}"#,
            vec!["a"],
            Some(None),
        ),
        (&LIST, r#"{"data":{"participants":null}}"#, vec![], None),
        (&LIST, r#"{"data":null,"paging":null}"#, vec![], None),
        (&LIST, r#"{"success":true,"data":null}"#, vec![], None),
        (&LIST, r#"{"data":[],"paging":[{"x":1}]}"#, vec![], None),
        (&PLAIN, r#"[{"id":"a"}]"#, vec!["a"], None),
    ] {
        let page = page::<Session>(&response(operation, 200, body)).unwrap();
        assert_eq!(
            page.iter()
                .map(|session| session.id.as_str())
                .collect::<Vec<_>>(),
            ids,
            "{body}"
        );
        assert_eq!(
            page.paging.map(|paging| paging.start_offset),
            start,
            "{body}"
        );
        assert_eq!(
            list::<Session>(&response(operation, 200, body))
                .unwrap()
                .len(),
            ids.len()
        );
    }
}

#[test]
fn a_value_that_is_no_list_is_a_decode_error() {
    for (operation, body, path, expected) in [
        (&DATA, r#"{"data":{"participants":[]}}"#, "data", "a list"),
        (&DATA, r#"{"data":"s3cr3t"}"#, "data", "a list"),
        (
            &LIST,
            r#"{"data":7}"#,
            "data",
            "a list, or an object with one in it",
        ),
        (
            &LIST,
            r#"{"data":{"participants":{}}}"#,
            "data.participants",
            "a list",
        ),
        (
            &LIST,
            r#"{"data":{"participants":[{"id":"a"},{"id":3}]}}"#,
            "data.participants[1].id",
            "a string",
        ),
        (&PLAIN, r#"{"items":[]}"#, "", "a list"),
    ] {
        let error = page::<Session>(&response(operation, 200, body)).unwrap_err();
        let Error::Decode(mismatch) = error else {
            panic!("{body}: {error:?}")
        };
        assert_eq!(
            (mismatch.path(), mismatch.expected()),
            (path, expected),
            "{body}"
        );
    }
}

/// Items under another key must not be returned as an empty list.
#[test]
fn a_missing_list_is_a_decode_error_at_its_path() {
    for (operation, body, path) in [
        (&DATA, r#"{"success":true,"result":[{"id":"a"}]}"#, "data"),
        (&DATA, r#"{"success":true}"#, "data"),
        (&LIST, r#"{"success":true}"#, "data"),
        (&LIST, r#"{"data":{}}"#, "data"),
        (&DATA, r#"{"result":[{"id":"a"}]}"#, "data"),
        (&DATA, r#"{"success":true,"message":"all is well"}"#, "data"),
        (&LIST, r#"{"success":true,"participants":[]}"#, "data"),
        (
            &LIST,
            r#"{"success":true,"data":{"members":[{"id":"a"}]}}"#,
            "data",
        ),
        (&PLAIN, "null", ""),
    ] {
        let error = page::<Session>(&response(operation, 200, body)).unwrap_err();
        let Error::Decode(mismatch) = error else {
            panic!("{body}: {error:?}")
        };
        assert_eq!(mismatch.path(), path, "{body}");
    }
}

#[test]
fn without_an_envelope_the_status_decides() {
    for body in ["<html>", "{\"broken", "done", ""] {
        assert!(empty(&response(&PLAIN, 200, body)).is_ok(), "{body}");
        assert!(empty(&response(&PLAIN, 500, body)).is_err(), "{body}");
    }
}

#[test]
fn a_call_without_result_accepts_any_body_but_a_failure() {
    for body in [
        "",
        "OK",
        "{}",
        r#"{"success":true,"data":{"deleted":1}}"#,
        r#"{"message":"done"}"#,
    ] {
        assert!(empty(&response(&DATA, 204, body)).is_ok(), "{body}");
    }
    assert!(matches!(
        empty(&response(&DATA, 200, "<html>")),
        Err(Error::UnexpectedResponse(_))
    ));
    assert!(matches!(
        empty(&response(&DATA, 500, "")),
        Err(Error::UnexpectedResponse(_))
    ));
}
