//! Requests that do not match the API description.

use realtimekit::Client;
use realtimekit::types::{AddParticipant, CreateMeeting, KickParticipants};
use realtimekit_fake::FakeServer;

use super::http::send;
use super::{live, user, with_meeting};

/// The path of the app, from the root of the server.
pub fn app(fake: &FakeServer) -> String {
    format!(
        "/client/v4/accounts/{}/realtime/kit/{}",
        fake.account_id(),
        fake.app_id()
    )
}

#[tokio::test]
async fn mistakes_in_requests_are_named_with_their_field() {
    let (fake, meeting) = with_meeting().await;
    let participants = format!("{}/meetings/{meeting}/participants", app(&fake));
    for (method, path, body, status, message) in [
        (
            "POST",
            participants.clone(),
            r#"{"preset_name": "a"}"#,
            400,
            r#"\"custom_participant_id\" is required"#,
        ),
        (
            "POST",
            participants.clone(),
            r#"{"preset_name": 1, "custom_participant_id": "a"}"#,
            400,
            r#"\"preset_name\" is not of type"#,
        ),
        (
            "POST",
            participants.clone(),
            "{",
            400,
            r#"\"body\" is not JSON"#,
        ),
        (
            "POST",
            participants.clone(),
            "",
            400,
            r#"\"body\" is required"#,
        ),
        (
            "POST",
            participants.clone(),
            r#"{"preset_name": "none", "custom_participant_id": "a"}"#,
            404,
            "No preset found with name none",
        ),
        (
            "GET",
            format!("{participants}?page_no=first"),
            "",
            400,
            r#"\"page_no\" must be a number"#,
        ),
        (
            "GET",
            format!("{participants}?page_no=-1"),
            "",
            400,
            r#"\"page_no\" is less than the minimum of 0"#,
        ),
        (
            "GET",
            format!("{participants}?page_no=1&page_no=2"),
            "",
            400,
            r#"\"page_no\" must be sent once"#,
        ),
        (
            "GET",
            format!("{participants}/nobody"),
            "",
            404,
            "No participant found with id nobody",
        ),
        (
            "POST",
            format!("{}/meetings", app(&fake)),
            r#"{"session_keep_alive_time_in_secs": 30}"#,
            400,
            "session_keep_alive_time_in_secs",
        ),
        (
            "POST",
            format!("{}/meetings", app(&fake)),
            r#"{"recording_config": {"video_config": {"width": "wide"}}}"#,
            400,
            "recording_config.video_config.width",
        ),
        (
            "GET",
            format!("{}/meetings?start_time=today", app(&fake)),
            "",
            400,
            "start_time",
        ),
        (
            "GET",
            format!("{}/meetings?status=OPEN", app(&fake)),
            "",
            400,
            "status",
        ),
        ("PATCH", participants.clone(), "{}", 405, "not allowed"),
        ("GET", format!("{}/rooms", app(&fake)), "", 404, "route"),
        ("GET", "/".to_owned(), "", 404, "route"),
    ] {
        let response = send(&fake, method, &path, body, Some(fake.token())).await;
        assert!(
            response.starts_with(&format!("HTTP/1.1 {status} ")),
            "{method} {path} {body}: {response}"
        );
        assert!(
            response.contains(message),
            "{method} {path} {body}: {response}"
        );
        assert!(response.contains(r#""success":false"#), "{response}");
    }
}

#[tokio::test]
async fn integers_with_a_decimal_point_are_accepted_and_sent_without_it() {
    let fake = FakeServer::start().await.unwrap();
    let path = format!("{}/meetings", app(&fake));
    let body = r#"{"session_keep_alive_time_in_secs": 90.0}"#;
    let response = send(&fake, "POST", &path, body, Some(fake.token())).await;
    assert!(
        response.contains(r#""session_keep_alive_time_in_secs":90,"#),
        "{response}"
    );
}

#[tokio::test]
async fn requests_without_the_token_are_refused() {
    let fake = FakeServer::start().await.unwrap();
    let path = format!("{}/meetings", app(&fake));
    for token in [None, Some("another-token"), Some("")] {
        let response = send(&fake, "GET", &path, "", token).await;
        assert!(response.starts_with("HTTP/1.1 401 "), "{response}");
        assert!(
            response.contains(r#""errors":[{"code":10000"#),
            "{response}"
        );
    }
    let client = Client::builder()
        .base_url(fake.url())
        .token("another-token")
        .account_id(fake.account_id());
    let client = client.app_id(fake.app_id()).build().unwrap();
    assert!(client.meetings().list().await.unwrap_err().is_auth());
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let fake = FakeServer::start().await.unwrap();
    let title = "a".repeat(1024 * 1024);
    let error = fake
        .client()
        .meetings()
        .create(&CreateMeeting::new().title(title))
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 413);
}

#[tokio::test]
async fn the_client_reads_the_messages() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let participants = client.meeting(&meeting).participants();
    let error = participants
        .add(&AddParticipant::new("user-1", "none"))
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert!(
        error.to_string().contains("No preset found with name none"),
        "{error}"
    );

    let added = participants.add(&user(1)).await.unwrap();
    fake.join(added.token.expose()).unwrap();
    let body = KickParticipants::new().custom_participant_ids(["user-1", "user-2"]);
    let error = client
        .meeting(&meeting)
        .active_session()
        .kick(&body)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("No user found with id user-2"),
        "{error}"
    );
    let live = live(&client, &meeting).await;
    assert_eq!(
        live.live_participants, 1,
        "nobody is kicked if one of them is not there"
    );
}
