//! Spans and events that a call reports to the `tracing` crate.

use std::future::IntoFuture;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use realtimekit::RetryPolicy;
use realtimekit::types::AddParticipant;
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{TOKEN, client, example, server};
use tracing_subscriber::fmt::format::FmtSpan;

/// Everything that was written, as lines.
#[derive(Clone, Debug, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn read(&self) -> Vec<String> {
        let written = self.0.lock().unwrap();
        let text = String::from_utf8_lossy(&written);
        text.lines().map(str::to_owned).collect()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A subscriber for this thread, which is where a test and its calls run.
fn listen() -> (Lines, tracing::subscriber::DefaultGuard) {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    (lines, tracing::subscriber::set_default(subscriber))
}

/// The line of a span that ended.
fn closed(lines: &Lines) -> String {
    let lines = lines.read();
    let mut closed = lines
        .iter()
        .filter(|line| line.contains("close") && line.contains("operation="));
    let line = closed.next().unwrap_or_else(|| panic!("{lines:#?}"));
    assert_eq!(closed.next(), None, "one span a call");
    line.clone()
}

#[tokio::test]
async fn a_call_is_a_span_with_ids_and_without_secrets() {
    let (lines, _listening) = listen();
    let response = example("add_participant.response");
    let server = server([ServerResponse::json(response.to_string())
        .status(201)
        .header("cf-ray", "8f1c2d3e4f5a6b7c-FRA")]);
    let participants = client(&server).meeting("bbb9b9bd").participants();
    participants
        .add(&AddParticipant::new("user-42", "host"))
        .await
        .unwrap();
    let line = closed(&lines);
    for field in [
        "operation=\"add_participant\"",
        "method=\"POST\"",
        "/meetings/bbb9b9bd/participants",
        "status=201",
        "attempts=1",
        "cf_ray=\"8f1c2d3e4f5a6b7c-FRA\"",
        "duration_ms=",
    ] {
        assert!(line.contains(field), "{field}: {line}");
    }
    assert!(!line.contains("error="), "{line}");
    let token = response["data"]["token"].as_str().unwrap();
    for line in lines.read() {
        assert!(!line.contains(TOKEN) && !line.contains(token), "{line}");
    }
}

#[tokio::test]
async fn repeats_and_errors_are_events() {
    let (lines, _listening) = listen();
    let refusal = r#"{"success":false,"error":{"code":404,"message":"none"}}"#;
    let server = server([
        ServerResponse::new(503, "text/plain", ""),
        ServerResponse::json(refusal).status(404),
    ]);
    let call = client(&server).session("ccc2c2cd").get();
    let at_once = RetryPolicy::new().first_delay(Duration::ZERO);
    let error = call.retry(at_once).await.unwrap_err();
    assert!(error.is_not_found());
    let line = closed(&lines);
    for field in [
        "status=404",
        "attempts=2",
        "error=get_session: the API responded 404",
    ] {
        assert!(line.contains(field), "{field}: {line}");
    }
    let repeated = |line: &String| line.contains("WARN") && line.contains("status=503");
    assert!(lines.read().iter().any(repeated), "{:#?}", lines.read());
}

/// The line of the event at the end of a call.
fn ended(lines: &Lines) -> String {
    let lines = lines.read();
    let mut ended = lines
        .iter()
        .filter(|line| line.contains("the call has ended"));
    let line = ended.next().unwrap_or_else(|| panic!("{lines:#?}"));
    assert_eq!(ended.next(), None, "one event a call");
    line.clone()
}

#[tokio::test]
async fn the_level_of_the_last_event_depends_on_the_outcome() {
    let refusal = r#"{"success":false,"error":{"code":404,"message":"none"}}"#;
    let failure = r#"{"success":false,"error":{"code":500,"message":"down"}}"#;
    let session = example("get_session.response").to_string();
    for (response, level, fields) in [
        (
            ServerResponse::json(session),
            "DEBUG",
            ["outcome=\"success\"", "status=200"],
        ),
        (
            ServerResponse::json(refusal).status(404),
            "WARN",
            ["outcome=\"api_error\"", "error=get_session: the API"],
        ),
        (
            ServerResponse::json(failure).status(500),
            "ERROR",
            ["outcome=\"api_error\"", "status=500"],
        ),
        (
            ServerResponse::new(200, "text/html", "<h1>Login</h1>"),
            "ERROR",
            ["outcome=\"unexpected_response\"", "status=200"],
        ),
        (
            ServerResponse::json("{}").cut(),
            "ERROR",
            [
                "outcome=\"interrupted\"",
                "error=get_session: the connection broke",
            ],
        ),
    ] {
        let (lines, _listening) = listen();
        let server = server([response.header("cf-ray", "8f1c2d3e4f5a6b7c-FRA")]);
        let call = client(&server).session("ccc2c2cd").get();
        let _ = call.retry(RetryPolicy::off()).await;
        let line = ended(&lines);
        assert!(line.contains(level), "{level}: {line}");
        assert!(line.contains(" realtimekit: the call has ended"), "{line}");
        for field in fields.into_iter().chain([
            " operation=\"get_session\"",
            " method=\"GET\"",
            "sessions/{session_id}\"",
            " attempts=1",
            " cf_ray=\"8f1c2d3e4f5a6b7c-FRA\"",
            " duration_ms=",
        ]) {
            assert!(line.contains(field), "{field}: {line}");
        }
        assert!(closed(&lines).contains(" realtimekit: close"), "{lines:?}");
        for line in lines.read() {
            assert!(!line.contains(TOKEN), "{line}");
        }
    }
}

#[tokio::test]
async fn a_dropped_call_ends_with_an_event_too() {
    let (lines, _listening) = listen();
    let server = server([ServerResponse::never()]);
    let call = client(&server).session("ccc2c2cd").get().into_future();
    let given_up = tokio::time::timeout(Duration::from_millis(1), call).await;
    assert!(given_up.is_err());
    let line = ended(&lines);
    assert!(
        line.contains("DEBUG") && line.contains("outcome=\"cancelled\""),
        "{line}"
    );
}

#[tokio::test]
async fn a_token_in_place_of_an_id_is_in_no_span() {
    let (lines, _listening) = listen();
    let participants_token = "eyJhbGciOiJub25lIn0.eyJpZCI6IjYifQ.c2lnbmVk";
    for token in [TOKEN, participants_token] {
        let server = server([ServerResponse::json("{}").status(404)]);
        let error = client(&server).session(token).get().await.unwrap_err();
        assert!(!error.to_string().contains(token), "{error}");
    }
    assert!(!lines.read().is_empty());
    for line in lines.read() {
        let is_shown = line.contains(TOKEN) || line.contains(participants_token);
        assert!(!is_shown, "{line}");
    }
}
