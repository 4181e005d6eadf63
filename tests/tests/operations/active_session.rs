//! The active session of a meeting over sockets: requests and decoded example responses.

use realtimekit::types::{CreatePoll, KickParticipants, MuteAllParticipants, MuteParticipants};
use realtimekit::{Client, Error};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, server};
use serde_json::json;

const MEETING: &str = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";

realtimekit_tests::wire! {
    get_active_session: one at "/data";
    required |client| active_session(client).get() => GET "/meetings/{MEETING}/active-session";
    all |client| active_session(client).get() => GET "/meetings/{MEETING}/active-session";

    kick_participants: one at "/data", body KickParticipants |client, body| active_session(client).kick(body);
    required |client| active_session(client).kick(&KickParticipants::new().participant_ids(["aaa1"]))
        => POST "/meetings/{MEETING}/active-session/kick", json!({"participant_ids": ["aaa1"]});
    all |client| {
        let body = KickParticipants::new().participant_ids(["aaa1", "aaa2"]).custom_participant_ids(["user-42"]);
        active_session(client).kick(&body)
    } => POST "/meetings/{MEETING}/active-session/kick",
        json!({"participant_ids": ["aaa1", "aaa2"], "custom_participant_ids": ["user-42"]});

    kick_all_participants: one at "/data";
    required |client| active_session(client).kick_all() => POST "/meetings/{MEETING}/active-session/kick-all";
    all |client| active_session(client).kick_all() => POST "/meetings/{MEETING}/active-session/kick-all";

    mute_participants: one at "/data", body MuteParticipants |client, body| active_session(client).mute(body);
    required |client| active_session(client).mute(&MuteParticipants::new().custom_participant_ids(["user-42"]))
        => POST "/meetings/{MEETING}/active-session/mute", json!({"custom_participant_ids": ["user-42"]});
    all |client| {
        let body = MuteParticipants::new().participant_ids(["aaa1", "aaa2"]).custom_participant_ids(["user-42"]);
        active_session(client).mute(&body)
    } => POST "/meetings/{MEETING}/active-session/mute",
        json!({"participant_ids": ["aaa1", "aaa2"], "custom_participant_ids": ["user-42"]});

    mute_all_participants: one at "/data", body MuteAllParticipants |client, body| active_session(client).mute_all(body);
    required |client| active_session(client).mute_all(&MuteAllParticipants::new(false))
        => POST "/meetings/{MEETING}/active-session/mute-all", example("mute_all_participants.request.forbid");
    all |client| active_session(client).mute_all(&MuteAllParticipants::new(true))
        => POST "/meetings/{MEETING}/active-session/mute-all", example("mute_all_participants.request");

    create_poll: one at "/data", body CreatePoll |client, body| active_session(client).create_poll(body);
    required |client| active_session(client).create_poll(&CreatePoll::new("Tea?", ["Yes", "No"]))
        => POST "/meetings/{MEETING}/active-session/poll", json!({"question": "Tea?", "options": ["Yes", "No"]});
    all |client| {
        let body = CreatePoll::new("Tea?", ["Yes", "No"]).anonymous(true).hide_votes(false);
        active_session(client).create_poll(&body)
    } => POST "/meetings/{MEETING}/active-session/poll",
        json!({"question": "Tea?", "options": ["Yes", "No"], "anonymous": true, "hide_votes": false});
}

fn active_session(
    client: &Client,
) -> realtimekit::resources::meeting_active_session::MeetingActiveSessionHandle {
    client.meeting(MEETING).active_session()
}

/// Upstream calls both lists required; callers send one. Neither is a mistake, as long as one of them has an id.
#[tokio::test]
async fn kick_and_mute_require_an_id() {
    let server = server([ServerResponse::json(
        example("kick_participants.response").to_string(),
    )]);
    let session = active_session(&client(&server));

    let no_ids = [""; 0];
    let kick_nobody = KickParticipants::new()
        .participant_ids(no_ids)
        .custom_participant_ids(no_ids);
    let mute_nobody = MuteParticipants::new().participant_ids(no_ids);
    for refused in [
        session.kick(&KickParticipants::new()).await.unwrap_err(),
        session.mute(&MuteParticipants::new()).await.unwrap_err(),
        session.kick(&kick_nobody).await.unwrap_err(),
        session.mute(&mute_nobody).await.unwrap_err(),
    ] {
        assert!(matches!(refused, Error::InvalidRequest(_)), "{refused:?}");
        assert!(refused.to_string().contains("participant_ids"), "{refused}");
    }
    assert_eq!(server.received(), [], "nothing was sent");

    let body = KickParticipants::new()
        .participant_ids(["aaa1"])
        .custom_participant_ids(no_ids);
    session.kick(&body).await.unwrap();
    assert_eq!(
        server.received()[0].text(),
        r#"{"participant_ids":["aaa1"],"custom_participant_ids":[]}"#
    );
}

/// Kicking everybody without a live session gives 404, which callers may treat as done.
#[tokio::test]
async fn a_missing_live_session_is_distinguished_from_other_errors() {
    let response =
        ServerResponse::json(example("error.no_active_session.response").to_string()).status(404);
    let server = server([response]);
    let error = active_session(&client(&server))
        .kick_all()
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}
