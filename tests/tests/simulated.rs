//! Values for tests of callers: examples of types, and errors.

use std::time::Duration;

use realtimekit::types::{
    AddedParticipant, Meeting, Participant, PeerDetails, Session, SessionParticipant,
};
use realtimekit::{Error, Page, StatusCode};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, server};
use serde::Serialize;
use serde_json::Value;

/// The value that the client reads from an example of the spec.
macro_rules! read {
    ($name:literal, |$client:ident| $call:expr) => {{
        let server = server([ServerResponse::json(example($name).to_string())]);
        let $client = client(&server);
        $call.await.unwrap()
    }};
}

#[tokio::test]
async fn an_example_equals_the_decoded_example_of_the_document() {
    let read = read!("get_participant.response", |c| c
        .meeting("m")
        .participant("p")
        .get());
    // The first example of a type is that of the list.
    let listed = read!("list_participants.response", |c| c
        .meeting("m")
        .participants()
        .list());
    let is_example = |read| is_but_for_placeholders(read, &Participant::example());
    assert!([&read, &listed.items[0]].into_iter().any(is_example));

    let meetings = read!("list_meetings.response", |c| c.meetings().list());
    assert_eq!(meetings.items[0], Meeting::example());
    let sessions = read!("list_sessions.response", |c| c.sessions().list());
    assert!(is_but_for_placeholders(
        &sessions.items[0],
        &Session::example()
    ));
    let people = read!("list_session_participants.response", |c| {
        c.session("s").participants().list()
    });
    let person = SessionParticipant::example();
    assert!(is_but_for_placeholders(&people.items[0], &person));
    let report = read!("get_peer_report.response", |c| c
        .sessions()
        .peer_report("p")
        .get());
    assert!(is_but_for_placeholders(&report, &PeerDetails::example()));
}

/// Whether two values are equal except for strings that are the name of their key, as in the documentation.
fn is_but_for_placeholders<T: Serialize>(read: &T, example: &T) -> bool {
    fn is_alike(key: &str, read: &Value, example: &Value) -> bool {
        match (read, example) {
            (Value::Object(read), Value::Object(example)) => {
                read.keys().eq(example.keys())
                    && read
                        .iter()
                        .all(|(key, read)| is_alike(key, read, &example[key]))
            }
            (Value::Array(read), Value::Array(example)) => {
                read.len() == example.len()
                    && read
                        .iter()
                        .zip(example)
                        .all(|(read, example)| is_alike(key, read, example))
            }
            _ => read == example || read == key,
        }
    }
    let json = |value| serde_json::to_value(value).unwrap();
    is_alike("", &json(read), &json(example))
}

#[test]
fn an_example_is_changed_field_by_field_and_keeps_its_secrets() {
    let mut added = AddedParticipant::example();
    added.name = Some("Mary".to_owned());
    let printed = format!("{added:?}");
    assert!(
        printed.contains("Mary") && printed.contains("token: [redacted]"),
        "{printed}"
    );
    added.token = "s3cr3t".into();
    assert!(!format!("{added:?}").contains("s3cr3t"));

    let page = Page::new(vec![Participant::example()], None);
    let written = serde_json::to_value(&page).unwrap();
    assert_eq!(
        written["items"][0]["id"],
        Participant::example().id.as_str()
    );
}

#[test]
fn errors_have_the_format_of_the_service() {
    let missing = Error::api(StatusCode::NOT_FOUND, "No active session found");
    assert!(missing.is_not_found() && !missing.is_auth() && !missing.may_have_happened());
    assert_eq!(missing.status(), Some(StatusCode::NOT_FOUND));
    assert!(
        missing.to_string().contains("No active session found"),
        "{missing}"
    );

    assert!(Error::api(StatusCode::FORBIDDEN, "no").is_auth());
    let failed = Error::api(StatusCode::BAD_GATEWAY, "down");
    assert!(failed.is_server_error() && failed.may_have_happened());

    // Like `{"success": false}` with status 200, it does not state whether the request was carried out.
    let odd = Error::api(StatusCode::OK, "no");
    assert!(odd.may_have_happened() && !odd.is_not_found(), "{odd}");
    assert!(
        odd.to_string()
            .contains("reported failure under 200 OK: no"),
        "{odd}"
    );
    assert!(!odd.to_string().contains("code"), "{odd}");

    let limited = Error::rate_limited(Duration::from_secs(7));
    assert!(limited.is_rate_limited() && !limited.may_have_happened());
    assert_eq!(limited.retry_after(), Some(Duration::from_secs(7)));

    let slow = Error::timeout();
    assert!(slow.is_timeout() && slow.may_have_happened());
    let unreached = Error::connect();
    assert!(matches!(unreached, Error::Connect(_)) && !unreached.may_have_happened());
    assert!(
        unreached.to_string().contains("nothing was sent"),
        "{unreached}"
    );
}
