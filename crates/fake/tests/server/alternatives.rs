//! What the service may do in place of the defaults of this server.

use std::time::Duration;

use realtimekit::types::{CreateMeeting, MeetingStatus, RecordingConfig, UpdateMeeting};
use realtimekit_fake::{Alternative, JoinError};
use serde_json::json;

use super::http::send;
use super::{end, live, user, with_meeting, with_session};

#[tokio::test]
async fn participants_of_a_meeting_can_have_one_custom_id() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let participants = client.meeting(&meeting).participants();
    let first = participants.add(&user(1)).await.unwrap();
    let error = participants.add(&user(1)).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 409);

    fake.enable(Alternative::DuplicateParticipants);
    let second = participants.add(&user(1)).await.unwrap();
    assert_ne!(first.id, second.id);

    fake.disable(Alternative::DuplicateParticipants);
    participants.add(&user(1)).await.unwrap_err();
}

#[tokio::test]
async fn a_new_token_can_replace_the_old_ones() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let added = client.meeting(&meeting).participants().add(&user(1)).await;
    let added = added.unwrap();
    let participant = client.meeting(&meeting).participant(&added.id);
    let newer = participant.refresh_token().await.unwrap().token;
    assert_ne!(newer.expose(), added.token.expose());
    fake.join(added.token.expose()).unwrap();

    fake.enable(Alternative::OldTokensExpire);
    let refused = fake.join(added.token.expose());
    assert_eq!(refused, Err(JoinError::Expired));
    fake.join(newer.expose()).unwrap();
}

#[tokio::test]
async fn a_deleted_participant_can_leave_the_session() {
    let (fake, meeting, peer) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    fake.enable(Alternative::DeletedParticipantsLeave);
    let participants = client.meeting(&meeting).participants();
    let id = participants.list().await.unwrap().items.remove(0).id;
    client
        .meeting(&meeting)
        .participant(&id)
        .delete()
        .await
        .unwrap();
    assert_eq!(live(&client, &meeting).await.live_participants, 0);
    assert!(fake.leave(&peer).is_err());
}

#[tokio::test]
async fn a_meeting_that_becomes_inactive_can_lose_its_session() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    let closed = UpdateMeeting::new().status(MeetingStatus::Inactive);
    client.meeting(&meeting).update(&closed).await.unwrap();
    assert_eq!(live(&client, &meeting).await.live_participants, 1);

    fake.enable(Alternative::InactiveMeetingsEnd);
    client.meeting(&meeting).update(&closed).await.unwrap();
    let session = client.meeting(&meeting).active_session().get().await;
    assert!(session.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_session_can_outlive_the_kick_of_all() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    fake.enable(Alternative::KickAllKeepsSession);
    end(&client, &meeting).await;
    assert_eq!(live(&client, &meeting).await.live_participants, 0);
    fake.advance(Duration::from_secs(60));
    let session = client.meeting(&meeting).active_session().get().await;
    assert!(session.unwrap_err().is_not_found());
}

#[tokio::test]
async fn nested_objects_of_a_meeting_can_be_merged() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let at = client.meeting(&meeting);
    let set = async |config: RecordingConfig| {
        let changes = UpdateMeeting::new().recording_config(config);
        let changed = at.update(&changes).await.unwrap().recording_config;
        let config = changed.unwrap();
        (config.max_seconds, config.file_name_prefix)
    };
    set(RecordingConfig::new().max_seconds(60)).await;
    let changed = set(RecordingConfig::new().file_name_prefix("a")).await;
    assert_eq!(changed, (None, Some("a".to_owned())));

    fake.enable(Alternative::MergedMeetings);
    let changed = set(RecordingConfig::new().max_seconds(90)).await;
    assert_eq!(changed, (Some(90), Some("a".to_owned())));
}

#[tokio::test]
async fn lists_can_have_the_newest_first() {
    let (fake, first) = with_meeting().await;
    let client = fake.client();
    let second = client.meetings().create(&CreateMeeting::new()).await;
    let second = second.unwrap().id;
    fake.enable(Alternative::NewestFirst);
    let meetings = client.meetings().list().await.unwrap().items;
    let ids: Vec<_> = meetings.into_iter().map(|meeting| meeting.id).collect();
    assert_eq!(ids, [second, first]);
}

#[tokio::test]
async fn they_are_selected_over_http_too() {
    let (fake, meeting) = with_meeting().await;
    let select = async |body: serde_json::Value| {
        let body = body.to_string();
        send(&fake, "POST", "/_fake/alternative", &body, None).await
    };
    let name = "duplicate_participants";
    let response = select(json!({"name": name, "enabled": true})).await;
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    let client = fake.client();
    let participants = client.meeting(&meeting).participants();
    for _ in 0..2 {
        participants.add(&user(1)).await.unwrap();
    }
    for wrong in [
        json!({"name": "x", "enabled": true}),
        json!({"name": name}),
        json!([]),
    ] {
        let response = select(wrong).await;
        assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
    }
    select(json!({"name": name, "enabled": false})).await;
    participants.add(&user(1)).await.unwrap_err();
}
