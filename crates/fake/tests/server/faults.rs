//! Faults, and the errors that the client returns for them.

use std::time::Duration;

use realtimekit::RetryPolicy;
use realtimekit::types::CreateMeeting;
use realtimekit_fake::{FakeServer, Fault};

use super::http::send;

/// The statuses of the responses so far.
fn statuses(fake: &FakeServer) -> Vec<u16> {
    fake.requests()
        .iter()
        .map(|request| request.status)
        .collect()
}

#[tokio::test]
async fn a_get_is_repeated_after_faults_and_a_post_is_not() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    let soon = RetryPolicy::default().max_delay(Duration::from_millis(1));
    fake.fail(2, Fault::Status(503));
    client.meetings().list().retry(soon.clone()).await.unwrap();
    assert_eq!(statuses(&fake), [503, 503, 200]);

    fake.fail(1, Fault::Status(500));
    let meeting = CreateMeeting::new();
    let error = client
        .meetings()
        .create(&meeting)
        .retry(soon)
        .await
        .unwrap_err();
    assert!(error.may_have_happened());
    assert_eq!(client.meetings().list().await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn a_cut_response_may_have_happened_and_has() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    fake.fail(1, Fault::Cut);
    let meeting = CreateMeeting::new().title("Algebra");
    let error = client.meetings().create(&meeting).await.unwrap_err();
    assert!(error.may_have_happened(), "{error}");
    assert_eq!(client.meetings().list().await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_rate_limited_request_is_not_carried_out_and_says_when_to_try_again() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    fake.fail(1, Fault::RateLimited { retry_after: 7 });
    let call = client.meetings().create(&CreateMeeting::new());
    let error = call.retry(RetryPolicy::off()).await.unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(client.meetings().list().await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn requests_are_shown_with_their_operation_and_body() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    client
        .meetings()
        .create(&CreateMeeting::new().title("Algebra"))
        .await
        .unwrap();
    client.meetings().list().per_page(5).await.unwrap();
    let requests = fake.requests();
    let operations: Vec<_> = requests.iter().map(|request| request.operation).collect();
    assert_eq!(operations, [Some("create_meeting"), Some("list_meetings")]);
    assert_eq!(requests[0].body.as_ref().unwrap()["title"], "Algebra");
    assert_eq!(requests[1].query, "per_page=5");
}

#[tokio::test]
async fn every_status_is_a_complete_response() {
    let fake = FakeServer::start().await.unwrap();
    for (status, sent) in [
        (0, 200),
        (101, 200),
        (204, 204),
        (304, 304),
        (302, 302),
        (599, 599),
        (999, 999),
        (1000, 500),
    ] {
        fake.fail(1, Fault::Status(status));
        let response = send(&fake, "GET", "/", "", None).await;
        assert!(
            response.starts_with(&format!("HTTP/1.1 {sent} ")),
            "{status}: {response}"
        );
        assert!(response.contains("\r\n\r\n"), "{status}: {response}");
    }
}

#[tokio::test]
async fn a_response_that_is_delayed_was_carried_out() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    fake.fail(1, Fault::Delay(Duration::from_secs(3600)));
    let meeting = CreateMeeting::new().title("Algebra");
    let call = client.meetings().create(&meeting);
    let error = call.timeout(Duration::from_millis(200)).await.unwrap_err();
    assert!(error.may_have_happened(), "{error}");
    assert_eq!(client.meetings().list().await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_token_without_the_permission_to_write_can_read() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    fake.allow_writes(false);
    let error = client.meetings().create(&CreateMeeting::new()).await;
    let error = error.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 403);
    assert!(error.is_auth());
    assert_eq!(client.meetings().list().await.unwrap().items.len(), 0);
    fake.allow_writes(true);
    client
        .meetings()
        .create(&CreateMeeting::new())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_held_request_is_carried_out_after_its_client_has_gone() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    fake.fail(1, Fault::Held);
    let meeting = CreateMeeting::new().title("Algebra");
    let mut create = Box::pin(client.meetings().create(&meeting).into_future());
    while fake.held() == 0 {
        let turn = tokio::task::yield_now();
        tokio::select! {
            _ = &mut create => panic!("the request is held"),
            () = turn => {}
        }
    }
    drop(create);
    assert_eq!(client.meetings().list().await.unwrap().items.len(), 0);
    fake.release();
    while fake.requests().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(client.meetings().list().await.unwrap().items.len(), 1);
}
