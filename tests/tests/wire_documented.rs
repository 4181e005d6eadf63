//! Four pages of Cloudflare's documentation: the client sends what their `curl` commands send, and reads every field of
//! their responses. The values are copied from the pages and do not depend on `spec/`.

use realtimekit::ExposeSecrets;
use realtimekit::types::{AddParticipant, MeetingStatus, UpdateMeeting};
use realtimekit_tests::server::{Server, ServerResponse};
use realtimekit_tests::wire::{ACCOUNT, APP, TOKEN, client, example, must, only, server};
use serde_json::{Value, json};

const MEETING: &str = "MEETING_ID";
const PARTICIPANT: &str = "PARTICIPANT_ID";
const SESSION: &str = "SESSION_ID";

/// Compares the request with a `curl` command: method, path, headers and data. The cases of each operation check the other
/// headers.
fn assert_curl(server: &Server, method: &str, path: &str, data: Option<Value>) {
    let received = only(server);
    assert_eq!(received.method, method);
    assert_eq!(received.target, path);
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(received.header("authorization"), Some(bearer.as_str()));
    let content_type = data.as_ref().map(|_| "application/json");
    assert_eq!(received.header("content-type"), content_type);
    let sent = (!received.body.is_empty()).then(|| must(serde_json::from_slice(&received.body)));
    assert_eq!(sent, data);
}

/// The page "Add a participant":
///
/// ```text
/// curl https://api.cloudflare.com/client/v4/accounts/$ACCOUNT_ID/realtime/kit/$APP_ID/meetings/$MEETING_ID/participants
///     -H 'Content-Type: application/json' -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" -d '{…}'
/// ```
#[tokio::test]
async fn add_a_participant() {
    let response = json!({
        "success": true,
        "data": {
            "id": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
            "token": "token",
            "created_at": "2019-12-27T18:11:19.117Z",
            "custom_participant_id": "custom_participant_id",
            "preset_name": "preset_name",
            "updated_at": "2019-12-27T18:11:19.117Z",
            "name": "name",
            "picture": "https://example.com"
        }
    });
    let server = server([ServerResponse::json(response.to_string()).status(201)]);

    let body = AddParticipant::new("custom_participant_id", "preset_name")
        .name("Mary Sue")
        .picture("https://i.imgur.com/test.jpg");
    let participants = client(&server).meeting(MEETING).participants();
    let added = participants.add(&body).await.unwrap();

    assert_curl(
        &server,
        "POST",
        &format!(
            "/client/v4/accounts/{ACCOUNT}/realtime/kit/{APP}/meetings/{MEETING}/participants"
        ),
        Some(json!({
            "custom_participant_id": "custom_participant_id",
            "preset_name": "preset_name",
            "name": "Mary Sue",
            "picture": "https://i.imgur.com/test.jpg"
        })),
    );
    // And byte for byte: compact, in the order of the type's fields.
    assert_eq!(
        only(&server).text(),
        r#"{"name":"Mary Sue","picture":"https://i.imgur.com/test.jpg","preset_name":"preset_name","#.to_owned()
            + r#""custom_participant_id":"custom_participant_id"}"#
    );

    assert_eq!(
        serde_json::to_value(ExposeSecrets(&added)).unwrap(),
        response["data"]
    );
}

/// The FAQ, "How do I prevent participants from joining a meeting after a specific date or time?":
///
/// ```text
/// curl https://api.cloudflare.com/client/v4/accounts/{ACCOUNT_ID}/realtime/kit/{APP_ID}/meetings/{MEETING_ID}
///     --request PATCH --header "Authorization: Bearer <CLOUDFLARE_API_TOKEN>"
///     --header "Content-Type: application/json" --data '{ "status": "INACTIVE" }'
/// ```
///
/// It shows no response, so one of the examples in `spec/` is given.
#[tokio::test]
async fn close_a_meeting() {
    let server = server([ServerResponse::json(
        example("update_meeting.response").to_string(),
    )]);

    let body = UpdateMeeting::new().status(MeetingStatus::Inactive);
    client(&server)
        .meeting(MEETING)
        .update(&body)
        .await
        .unwrap();

    assert_curl(
        &server,
        "PATCH",
        &format!("/client/v4/accounts/{ACCOUNT}/realtime/kit/{APP}/meetings/{MEETING}"),
        Some(json!({ "status": "INACTIVE" })),
    );
    assert_eq!(
        only(&server).text(),
        r#"{"status":"INACTIVE"}"#,
        "and nothing that was not named"
    );
}

/// The page "Fetch a participant's detail":
///
/// ```text
/// curl https://api.cloudflare.com/client/v4/accounts/$ACCOUNT_ID/realtime/kit/$APP_ID/meetings/$MEETING_ID/participants/$PARTICIPANT_ID
///     -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN"
/// ```
#[tokio::test]
async fn fetch_a_participants_detail() {
    let response = json!({
        "data": {
            "id": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
            "created_at": "2019-12-27T18:11:19.117Z",
            "custom_participant_id": "custom_participant_id",
            "preset_name": "preset_name",
            "updated_at": "2019-12-27T18:11:19.117Z",
            "name": "name",
            "picture": "https://example.com"
        },
        "success": true
    });
    let server = server([ServerResponse::json(response.to_string())]);

    let handle = client(&server).meeting(MEETING).participant(PARTICIPANT);
    let participant = handle.get().await.unwrap();

    assert_curl(
        &server,
        "GET",
        &format!(
            "/client/v4/accounts/{ACCOUNT}/realtime/kit/{APP}/meetings/{MEETING}/participants/{PARTICIPANT}"
        ),
        None,
    );

    assert_eq!(
        serde_json::to_value(&participant).unwrap(),
        response["data"],
        "no field was left out above"
    );
}

/// The page "Fetch details of a participant":
///
/// ```text
/// curl https://api.cloudflare.com/client/v4/accounts/$ACCOUNT_ID/realtime/kit/$APP_ID/sessions/$SESSION_ID/participants/$PARTICIPANT_ID
///     -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN"
/// ```
#[tokio::test]
async fn fetch_details_of_a_participant() {
    let response = json!({
        "data": {
            "participant": {
                "id": "id",
                "created_at": "created_at",
                "custom_participant_id": "custom_participant_id",
                "display_name": "display_name",
                "duration": 0,
                "joined_at": "joined_at",
                "left_at": "left_at",
                "peer_events": [
                    {
                        "id": "id",
                        "created_at": "created_at",
                        "event_name": "PEER_CREATED",
                        "minutes_consumed": 0,
                        "participant_id": "participant_id",
                        "peer_id": "peer_id",
                        "preset_view_type": "GROUP_CALL",
                        "session_id": "session_id",
                        "socket_session_id": "socket_session_id",
                        "updated_at": "updated_at"
                    }
                ],
                "preset_name": "preset_name",
                "updated_at": "updated_at",
                "user_id": "user_id"
            }
        },
        "success": true
    });
    let server = server([ServerResponse::json(response.to_string())]);

    let handle = client(&server).session(SESSION).participant(PARTICIPANT);
    let peer = handle.get().await.unwrap();

    assert_curl(
        &server,
        "GET",
        &format!(
            "/client/v4/accounts/{ACCOUNT}/realtime/kit/{APP}/sessions/{SESSION}/participants/{PARTICIPANT}"
        ),
        None,
    );

    let read = serde_json::to_value(&peer).unwrap();
    let different = realtimekit_tests::wire::differences(&read, &response["data"]["participant"]);
    assert_eq!(different, [""; 0]);
}
