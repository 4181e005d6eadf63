//! Responses that do not match the schema exactly, over sockets: they are read if possible, else the error states the
//! place and how to fix it. Secrets are never written by accident.

use realtimekit::types::{AddParticipant, AddedParticipant, KickParticipants, Session};
use realtimekit::{Error, ExposeSecrets, Page};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, server};
use serde::Serialize;
use serde_json::{Value, json};

async fn sessions(body: impl Into<Vec<u8>>) -> Result<Page<Session>, Error> {
    let server = server([ServerResponse::json(body)]);
    client(&server).sessions().list().await
}

async fn session(response: ServerResponse) -> Result<Session, Error> {
    let server = server([response]);
    client(&server).session("s").get().await
}

async fn add(response: ServerResponse) -> Result<AddedParticipant, Error> {
    let server = server([response.status(201)]);
    let body = AddParticipant::new("user-42", "host");
    client(&server).meeting("m").participants().add(&body).await
}

/// A page of three sessions, of which the second is changed.
fn page(change: impl Fn(&mut Value)) -> Value {
    let mut response = example("list_sessions.response");
    let sessions = &mut response["data"]["sessions"];
    *sessions = json!([sessions[0], sessions[0], sessions[0]]);
    change(&mut sessions[1]);
    response
}

const SIGNED: &str =
    "https://files.example.com/chat/s1.csv?X-Amz-Credential=AK1A&X-Amz-Signature=s1gn4tur3";
const SHOWN: &str = "https://files.example.com/chat/s1.csv?[redacted]";

/// The query of a download address gives access.
#[tokio::test]
async fn a_download_address_prints_host_and_path_and_no_signature() {
    let body =
        |data: Value| ServerResponse::json(json!({"success": true, "data": data}).to_string());
    let server = server([
        body(json!({"chat_download_url": SIGNED, "chat_download_url_expiry": "e"})),
        body(json!({"sessionId": "s", "transcript_download_url": SIGNED,
            "transcript_download_url_expiry": "e"})),
        body(
            json!({"sessionId": "s", "summaryDownloadUrl": SIGNED, "summaryDownloadUrlExpiry": "e"}),
        ),
        body(json!({"chat_download_url": "s1gn4tur3", "chat_download_url_expiry": "e"})),
        body(json!({"chat_download_url": {"a": SIGNED}, "chat_download_url_expiry": "e"})),
    ]);
    let session = client(&server).session("s");
    let chat = session.chat().await.unwrap();
    let transcript = session.transcript().await.unwrap();
    let summary = session.summary().await.unwrap();
    for (debug, json, url) in [
        (
            format!("{chat:?}"),
            serde_json::to_string(&chat).unwrap(),
            &chat.chat_download_url,
        ),
        (
            format!("{transcript:?}"),
            serde_json::to_string(&transcript).unwrap(),
            &transcript.transcript_download_url,
        ),
        (
            format!("{summary:?}"),
            serde_json::to_string(&summary).unwrap(),
            &summary.summary_download_url,
        ),
    ] {
        assert_eq!(url.expose(), SIGNED);
        assert!(
            debug.contains(SHOWN) && !debug.contains("s1gn4tur3"),
            "{debug}"
        );
        assert!(
            json.contains("[redacted]") && !json.contains("X-Amz"),
            "{json}"
        );
    }
    let no_address = session.chat().await.unwrap();
    assert!(!format!("{no_address:?}").contains("s1gn4tur3"));
    let error = session.chat().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("X-Amz"), "{error:?}");
}

/// An error may quote the URL that the service could not fetch, with its signature.
#[tokio::test]
async fn a_download_address_in_an_error_has_no_signature() {
    let message = format!("cannot read {SIGNED} now");
    let json = json!({"success": false, "error": {"code": 400, "message": message}});
    let responses = [
        ServerResponse::json(json.to_string()).status(400),
        ServerResponse::new(502, "text/html", format!("<p>{message}")),
    ];
    for response in responses {
        let error = session(response).await.unwrap_err();
        let printed = format!("{error} {error:?}");
        assert!(
            printed.contains(SHOWN) && !printed.contains("X-Amz"),
            "{printed}"
        );
    }
}

/// A backend may pass a response on as JSON. The token is only written on request.
#[tokio::test]
async fn a_token_is_serialised_only_when_it_is_asked_for() {
    #[derive(Serialize)]
    struct Reply {
        added: AddedParticipant,
        others: Vec<Option<AddedParticipant>>,
    }
    let mut response = example("add_participant.response");
    response["data"]["token"] = json!("s3cr3t");
    let added = add(ServerResponse::json(response.to_string()))
        .await
        .unwrap();

    let mut redacted = response["data"].clone();
    redacted["token"] = json!("[redacted]");
    assert_eq!(serde_json::to_value(&added).unwrap(), redacted);
    let asked_for = serde_json::to_value(ExposeSecrets(&added)).unwrap();
    assert_eq!(asked_for, response["data"]);

    let reply = Reply {
        added: added.clone(),
        others: vec![Some(added), None],
    };
    let json = serde_json::to_string(&reply).unwrap();
    assert!(!json.contains("s3cr3t"), "{json}");
    let json = serde_json::to_string(&ExposeSecrets(&reply)).unwrap();
    assert_eq!(json.matches("s3cr3t").count(), 2, "{json}");
}

/// A name that was truncated by UTF-16 units, in the middle of an emoji.
#[tokio::test]
async fn half_an_emoji_fails_neither_the_page_nor_the_token() {
    let response = page(|session| session["meeting_display_name"] = json!("CUT"));
    for cut in [&br"M \ud83d"[..], br"M \ude00", b"M \xf0\x9f"] {
        let text = response.to_string();
        let (before, after) = text.split_once("CUT").unwrap();
        let body = [before.as_bytes(), cut, after.as_bytes()].concat();
        let page = sessions(body).await.unwrap();
        let names: Vec<_> = page
            .iter()
            .map(|session| session.meeting_display_name.as_deref().unwrap())
            .collect();
        let named = "meeting_display_name";
        assert_eq!(names, [named, "M \u{fffd}", named]);
    }
    let text = example("add_participant.response").to_string();
    let text = text.replace(r#""name":"name""#, r#""name":"M \ud83d""#);
    let added = add(ServerResponse::json(text)).await.unwrap();
    assert_eq!(added.name.as_deref(), Some("M \u{fffd}"));
    assert_eq!(added.token.expose(), "token");

    let refusal = r#"{"success":false,"error":{"code":400,"message":"no \ud83d"}}"#;
    let error = session(ServerResponse::json(refusal).status(400))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("no \u{fffd}"), "{error}");
}

#[tokio::test]
async fn a_number_in_a_string_is_read_and_other_text_is_an_error() {
    for (text, count) in [
        ("\"3\"", "3"),
        ("1.0", "1"),
        ("2e3", "2000"),
        ("\"2e3\"", "2000"),
    ] {
        let response = page(|session| session["live_participants"] = json!("COUNT"));
        let body = response.to_string().replace("\"COUNT\"", text);
        let page = sessions(body).await.unwrap();
        assert_eq!(page.items[1].live_participants.to_string(), count, "{text}");
        assert_eq!(page.len(), 3);
    }
    for word in ["", "abc", "NaN", " 3"] {
        let response = page(|session| session["live_participants"] = json!(word));
        let error = sessions(response.to_string()).await.unwrap_err();
        let place = "at data.sessions[1].live_participants expected ";
        assert!(error.to_string().contains(place), "{error}");
        assert!(error.to_string().contains(", found a string"), "{error}");
    }
    let body = page(|session| session["minutes_consumed"] = json!("MANY")).to_string();
    let error = sessions(body.replace("\"MANY\"", "1e400"))
        .await
        .unwrap_err();
    let place =
        "at data.sessions[1].minutes_consumed expected a number, found a number out of its range";
    assert!(error.to_string().contains(place), "{error}");
}

/// Two numbers beyond 2^53 may be read as one, and would name each other's session.
#[tokio::test]
async fn an_id_that_is_an_integer_keeps_its_digits() {
    let body = page(|session| session["id"] = json!("NUMBER")).to_string();
    let read = async |number| sessions(body.replace("\"NUMBER\"", number)).await;
    for number in ["7", "9007199254740993", "18446744073709551615"] {
        assert_eq!(read(number).await.unwrap().items[1].id, number);
    }
    for number in ["18446744073709551616", "12345678901234567890123"] {
        let error = read(number).await.unwrap_err().to_string();
        assert!(error.contains("at data.sessions[1].id"), "{error}");
    }
}

#[tokio::test]
async fn an_item_that_is_null_is_left_out_of_the_page() {
    let response = page(|session| *session = Value::Null);
    let page = sessions(response.to_string()).await.unwrap();
    assert_eq!(page.len(), 2);
    let response = self::page(|session| {
        session["breakout_rooms"] = json!([null, example("get_session.response")["data"]]);
    });
    let page = sessions(response.to_string()).await.unwrap();
    assert_eq!(page.items[1].breakout_rooms.len(), 1);
}

/// Without `float_roundtrip`, one in nine fractions of minutes would be read inexactly.
#[tokio::test]
async fn a_fraction_is_read_as_it_was_written() {
    let minutes: Vec<f64> = (1..=600).map(|seconds| f64::from(seconds) / 60.0).collect();
    let mut response = example("list_sessions.response");
    let sessions = &mut response["data"]["sessions"];
    let with = |minutes| {
        let mut session = sessions[0].clone();
        session["minutes_consumed"] = json!(minutes);
        session
    };
    let all: Vec<Value> = minutes.iter().map(with).collect();
    *sessions = json!(all);
    let page = self::sessions(response.to_string()).await.unwrap();
    let read: Vec<f64> = page
        .iter()
        .map(|session| session.minutes_consumed)
        .collect();
    assert_eq!(read, minutes);
}

/// The status is 200, so it is not certain that the request was not carried out.
#[tokio::test]
async fn a_failure_without_a_message_may_have_happened() {
    let message = "the API reported failure under 201 Created without a message; the request may have been carried out, \
                   check before you repeat it";
    let error = add(ServerResponse::json(r#"{"success":false}"#))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), format!("add_participant: {message}"));
    assert!(error.may_have_happened());
    for (body, is_certain) in [
        (
            r#"{"success":false,"error":{"code":"E_17","message":"no"}}"#,
            false,
        ),
        (r#"{"success":false,"error":"no"}"#, false),
        (
            r#"{"success":false,"error":{"code":500,"message":"no"}}"#,
            false,
        ),
        (
            r#"{"success":false,"errors":[{"code":400,"message":"no"},{"message":"n"}]}"#,
            false,
        ),
        (
            r#"{"success":false,"error":{"code":400,"message":"no"}}"#,
            true,
        ),
        (
            r#"{"success":false,"error":{"code":"400","message":"no"}}"#,
            true,
        ),
    ] {
        let error = add(ServerResponse::json(body)).await.unwrap_err();
        assert_eq!(error.may_have_happened(), !is_certain, "{body}");
    }
}

/// A GET must have a result, one value or a list. Other calls need not have one.
#[tokio::test]
async fn a_missing_result_is_a_decode_error_with_advice() {
    let done = r#"{"success":true}"#;
    let missing = "the response 200 OK does not match the schema: at data expected a value, found nothing; the service \
                   reported success and sent no result: there may be none, or none yet";
    let error = session(ServerResponse::json(done)).await.unwrap_err();
    assert_eq!(error.to_string(), format!("get_session: {missing}"));
    let error = sessions(done).await.unwrap_err();
    let missing = missing.replace("at data expected", "at data.sessions expected");
    assert_eq!(error.to_string(), format!("list_sessions: {missing}"));
    assert!(!error.may_have_happened());

    let null = r#"{"success":true,"data":null}"#;
    assert!(sessions(null).await.unwrap().is_empty());
    let error = session(ServerResponse::json(null)).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("found null; the service reported"),
        "{error}"
    );

    let error = add(ServerResponse::json(done)).await.unwrap_err();
    let message =
        "found nothing; the request was carried out, do not repeat it; the service reported";
    assert!(error.to_string().contains(message), "{error}");
    let server = server([ServerResponse::json(done)]);
    let kicking = KickParticipants::new().participant_ids(["p"]);
    let session = client(&server).meeting("m").active_session();
    session.kick(&kicking).await.unwrap();
}

/// A proxy before the API may respond with a problem (RFC 9457).
#[tokio::test]
async fn the_text_of_a_problem_is_shown_without_secrets() {
    let problem = json!({
        "type": "https://example.com/limits", "title": "Too many requests", "status": 429,
        "detail": "Error 1015 for Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY", "token": "s3cr3t",
    });
    for (status, content_type) in [
        (429, "application/problem+json"),
        (200, "Application/Problem+JSON; charset=utf-8"),
    ] {
        let response = ServerResponse::new(status, content_type, problem.to_string());
        let error = session(response).await.unwrap_err();
        let printed = format!("{error} {error:?}");
        let words = "Too many requests: Error 1015 for [redacted]";
        assert!(printed.contains(words) || status == 200, "{printed}");
        assert!(
            !printed.contains("s3cr3t") && !printed.contains("Sn3lZJTB"),
            "{printed}"
        );
    }
    // In other JSON, a title is an ordinary value.
    let response = ServerResponse::new(429, "application/json", problem.to_string());
    let error = session(response).await.unwrap_err();
    assert!(!error.to_string().contains("Too many"), "{error}");
}
