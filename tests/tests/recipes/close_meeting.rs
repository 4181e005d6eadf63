//! The recipe `close_meeting`: first nobody can join, then the session ends, at the given time.

use crate::examples::close_meeting::{close, close_at};
use crate::*;

fn meeting() -> MeetingId {
    "M".into()
}

fn requests() -> [(String, String, Option<Value>); 2] {
    [
        request("PATCH", "/meetings/M", Some(json!({"status": "INACTIVE"}))),
        request("POST", "/meetings/M/active-session/kick-all", None),
    ]
}

#[tokio::test]
async fn the_meeting_is_closed_before_everybody_is_kicked() {
    let mut kicked = example("kick_all_participants.response");
    kicked["data"]["kicked_participants_count"] = json!(3);
    let server = server([
        response("update_meeting"),
        ServerResponse::json(kicked.to_string()),
    ]);
    assert_eq!(must(close(&client(&server), &meeting()).await), 3);
    assert_eq!(sent(&server), requests());
}

#[tokio::test]
async fn closing_an_empty_or_closed_meeting_is_no_error() {
    let server = server([
        response("update_meeting"),
        not_found("error.no_active_session"),
        response("update_meeting"),
        not_found("error.no_active_session"),
    ]);
    let client = client(&server);
    for _ in 0..2 {
        assert_eq!(must(close(&client, &meeting()).await), 0);
    }
    assert_eq!(sent(&server), [requests(), requests()].concat());
}

#[tokio::test]
async fn a_404_that_is_not_of_the_api_is_an_error() {
    let page = ServerResponse::new(404, "text/html", "<html><h1>404</h1></html>");
    let server = server([response("update_meeting"), page]);
    let error = close(&client(&server), &meeting()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
}

#[tokio::test]
async fn an_error_of_closing_is_returned_and_nobody_is_kicked() {
    let server = server([forbidden()]);
    let error = close(&client(&server), &meeting()).await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(sent(&server), requests()[..1]);
}

#[tokio::test]
async fn before_the_time_nothing_happens() {
    let server = server([
        response("update_meeting"),
        not_found("error.no_active_session"),
    ]);
    let client = client(&server);
    tokio::time::pause();
    let time = SystemTime::now() + Duration::from_secs(3600);
    let closing = tokio::spawn(async move { close_at(&client, &meeting(), time).await });
    // The recipe reads the clock first. Only then may the clock move.
    tokio::task::yield_now().await;
    tokio::time::advance(Duration::from_secs(3500)).await;
    assert!(!closing.is_finished());
    assert_eq!(sent(&server), []);
    tokio::time::advance(Duration::from_secs(200)).await;
    // The following requests go over a socket, in real time.
    tokio::time::resume();
    assert_eq!(must(must(closing.await)), 0);
    assert_eq!(sent(&server), requests());
}

#[tokio::test]
async fn a_time_that_has_passed_is_now() {
    let server = server([
        response("update_meeting"),
        not_found("error.no_active_session"),
    ]);
    assert_eq!(
        must(close_at(&client(&server), &meeting(), hours(1)).await),
        0
    );
    assert_eq!(sent(&server), requests());
}
