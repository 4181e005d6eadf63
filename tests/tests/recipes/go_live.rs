//! The recipe `go_live`: a start directly after a stop waits, and no second livestream is created.

use crate::examples::go_live::{Patience, go_live, stop};
use crate::*;

const PATIENCE: Patience = Patience {
    interval: Duration::ZERO,
    attempts: 3,
};

fn too_early() -> ServerResponse {
    response("error.bad_request").status(400)
}

fn start() -> (String, String, Option<Value>) {
    let body = json!({"name": "all-hands"});
    request("POST", "/meetings/M/livestreams", Some(body))
}

fn active() -> (String, String, Option<Value>) {
    request("GET", "/meetings/M/active-livestream", None)
}

#[tokio::test]
async fn a_start_right_after_a_stop_is_repeated() {
    let server = server([
        response("stop_livestream"),
        too_early(),
        too_early(),
        response("start_livestream").status(201),
    ]);
    let client = client(&server);
    let meeting = "M".into();
    assert!(must(stop(&client, &meeting).await));
    let livestream = must(go_live(&client, &meeting, "all-hands", PATIENCE).await);
    assert!(livestream.playback_url.is_some());
    let stop = request("POST", "/meetings/M/active-livestream/stop", None);
    assert_eq!(sent(&server), [stop, start(), start(), start()]);
}

#[tokio::test]
async fn the_attempts_are_limited_and_the_interval_passes_between_them() {
    let server = server([
        too_early(),
        too_early(),
        too_early(),
        not_found("error.no_active_session"),
    ]);
    let outcome = go_live(&client(&server), &"M".into(), "all-hands", PATIENCE).await;
    assert!(outcome.unwrap_err().is_bad_request());
    assert_eq!(sent(&server), [start(), start(), start(), active()]);
}

#[tokio::test]
async fn a_livestream_that_is_running_is_returned() {
    let lost = response("start_livestream").status(201).cut();
    for first in [vec![lost], vec![too_early(), too_early(), too_early()]] {
        let running = response("get_active_livestream");
        let starts = first.len();
        let server = server(first.into_iter().chain([running]));
        let livestream = go_live(&client(&server), &"M".into(), "all-hands", PATIENCE).await;
        assert!(must(livestream).id.is_some());
        let mut expected = vec![start(); starts];
        expected.push(active());
        assert_eq!(sent(&server), expected);
    }
}

#[tokio::test]
async fn other_errors_are_returned_at_once() {
    let server = server([forbidden()]);
    let outcome = go_live(&client(&server), &"M".into(), "all-hands", PATIENCE).await;
    assert!(outcome.unwrap_err().is_auth());
    assert_eq!(sent(&server), [start()]);
}

#[tokio::test]
async fn stopping_without_a_livestream_is_no_error() {
    let nothing = server([not_found("error.no_active_session")]);
    assert!(!must(stop(&client(&nothing), &"M".into()).await));
    let refused = server([forbidden()]);
    assert!(stop(&client(&refused), &"M".into()).await.is_err());
}
