//! The events of the emitted crate: every example, the variants of different sources, and unknown events.

use std::fs;
use std::time::{Duration, SystemTime};

use realtimekit::events::{Delivery, Event, WebhookError, Webhooks};
use realtimekit::types::{
    LivestreamingStatus, MeetingEndReason, RecordingStatus, SessionStatus, WebhookEvent,
};
use realtimekit::{Client, ExposeSecrets, Timestamp};
use realtimekit_tests::server::{Server, ServerResponse};
use realtimekit_tests::wire;
use serde_json::{Value, json};
use xtask::workspace;

use crate::signing::service;

const MEETING: &str = "8a9d4ee8-4fdc-4cbe-b3c3-7b0b7b1c7a4e";
const SESSION: &str = "6bf2b8be-04dd-4191-b602-1128921a306b";

/// The example of an event.
fn example(name: &str) -> Value {
    let file = workspace::spec().join(format!("examples/{name}.event.json"));
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// The event, out of a signed delivery.
async fn receive(body: &Value) -> Result<Event, WebhookError> {
    let webhooks = Webhooks::with_key(&service().pem()).unwrap();
    let body = body.to_string();
    let headers = service().headers(body.as_bytes());
    let delivery = webhooks.verify::<Event>(&headers, body.as_bytes()).await?;
    Ok(delivery.event)
}

/// The same as its variant.
macro_rules! received {
    ($variant:ident, $body:expr) => {
        match receive(&$body).await.unwrap() {
            Event::$variant(event) => event,
            other => panic!("{other:?}"),
        }
    };
}

fn time(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

#[tokio::test]
async fn every_example_is_read_and_written_again_with_all_of_its_fields() {
    let mut count = 0;
    for entry in fs::read_dir(workspace::spec().join("examples")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".event.json") else {
            continue;
        };
        let body = example(name);
        let event = receive(&body).await.unwrap();
        assert!(!matches!(event, Event::Unknown(_)), "{name}");
        assert_eq!(serde_json::to_value(ExposeSecrets(&event)).unwrap(), body);
        count += 1;
    }
    assert_eq!(count, 9);
}

#[tokio::test]
async fn the_start_and_the_end_of_a_session_differ_by_the_event_alone() {
    let started = received!(MeetingStarted, example("meeting.started"));
    assert_eq!(started.event, WebhookEvent::MeetingStarted);
    let meeting = &started.meeting;
    assert_eq!(meeting.id, MEETING);
    assert_eq!(meeting.session_id.as_ref().unwrap(), SESSION);
    assert_eq!(meeting.title.as_deref(), Some("Weekly sync"));
    assert_eq!(meeting.status, Some(SessionStatus::Live));
    assert_eq!(meeting.created_at, time("2026-06-03T10:00:00Z"));
    assert_eq!(meeting.started_at, time("2026-06-03T10:00:00Z"));
    assert_eq!(meeting.ended_at, None);
    let organization = meeting.organized_by.as_ref().unwrap();
    assert_eq!(organization.name.as_deref(), Some("Example organization"));

    let ended = received!(MeetingEnded, example("meeting.ended"));
    assert_eq!(ended.reason, Some(MeetingEndReason::AllParticipantsLeft));
    assert_eq!(ended.meeting.status, Some(SessionStatus::Live));
    assert_eq!(ended.meeting.ended_at, time("2026-06-03T10:30:00Z"));
}

#[tokio::test]
async fn participants_have_the_id_of_their_peer() {
    let joined = received!(
        MeetingParticipantJoined,
        example("meeting.participantJoined")
    );
    let participant = &joined.participant;
    assert_eq!(participant.peer_id, "2c4f6f0e-3c2d-4f55-9f0a-0f6f9d1a7b21");
    assert_eq!(participant.user_display_name.as_deref(), Some("Mary Sue"));
    assert_eq!(
        participant.custom_participant_id.as_ref().unwrap(),
        "user-123"
    );
    assert_eq!(participant.client_specific_id.as_ref().unwrap(), "user-123");
    assert_eq!(participant.joined_at, time("2026-06-03T10:05:00Z"));
    assert_eq!(participant.left_at, None);

    let left = received!(MeetingParticipantLeft, example("meeting.participantLeft"));
    assert_eq!(left.participant.left_at, time("2026-06-03T10:25:00Z"));
}

#[tokio::test]
async fn downloads_are_read_and_print_no_signature() {
    let signed = "https://example.com/file?X-Amz-Signature=s3cr3t";
    let mut chat = example("meeting.chatSynced");
    chat["chatDownloadUrl"] = json!(signed);
    let chat = received!(MeetingChatSynced, chat);
    assert_eq!(
        (chat.meeting_id.as_str(), chat.session_id.as_str()),
        (MEETING, SESSION)
    );
    assert_eq!(chat.chat_download_url.as_ref().unwrap().expose(), signed);
    assert_eq!(chat.chat_download_url_expiry, time("2026-06-10T10:30:00Z"));

    let mut transcript = example("meeting.transcript");
    transcript["transcriptDownloadUrl"] = json!(signed);
    let transcript = received!(MeetingTranscript, transcript);
    let mut summary = example("meeting.summary");
    summary["summaryDownloadUrl"] = json!(signed);
    let summary = received!(MeetingSummary, summary);
    let mut recording = example("recording.statusUpdate");
    recording["recording"]["downloadUrl"] = json!(signed);
    recording["recording"]["audioDownloadUrl"] = json!(signed);
    let recording = received!(RecordingStatusUpdate, recording);
    let mut livestream = example("livestreaming.statusUpdate");
    livestream["streamKey"] = json!("s3cr3t");
    let livestream = received!(LivestreamingStatusUpdate, livestream);
    assert_eq!(livestream.stream_key.as_ref().unwrap().expose(), "s3cr3t");
    for printed in [
        format!("{chat:?} {transcript:?} {summary:?} {recording:?} {livestream:?}"),
        serde_json::to_string(&Event::from(*chat)).unwrap(),
        serde_json::to_string(&Event::from(*recording)).unwrap(),
        serde_json::to_string(&Event::from(*livestream)).unwrap(),
    ] {
        assert!(!printed.contains("s3cr3t"), "{printed}");
        assert!(printed.contains("[redacted]"), "{printed}");
    }
}

#[tokio::test]
async fn recordings_are_read_in_the_forms_of_both_sources() {
    let body = example("recording.statusUpdate");
    let update = received!(RecordingStatusUpdate, body);
    let recording = &update.recording;
    assert_eq!(recording.status, Some(RecordingStatus::Uploaded));
    assert_eq!(recording.room_uuid.as_ref().unwrap(), SESSION);
    assert_eq!(recording.meeting_id.as_ref().unwrap(), MEETING);
    assert_eq!(recording.recording_duration, Some(1800));
    assert_eq!(
        recording.output_file_name.as_deref(),
        Some("weekly-sync.mp4")
    );

    for (size, read) in [
        (json!("2044680"), Some(2_044_680)),
        (json!(2_044_680), Some(2_044_680)),
        (Value::Null, None),
    ] {
        let mut body = body.clone();
        body["recording"]["fileSize"] = size;
        let update = received!(RecordingStatusUpdate, body);
        assert_eq!(update.recording.file_size, read);
    }

    let mut dyte = body.clone();
    dyte["recording"]["startedTime"] = json!("2022-12-13 07:08:39.051621Z");
    dyte["recording"]["stopReason"] = json!("{reason: API_CALL, caller: {type: ORGANIZATION}}");
    dyte["meeting"]["endedAt"] = Value::Null;
    let update = received!(RecordingStatusUpdate, dyte);
    let started = update.recording.started_time.as_ref().unwrap();
    let expected = SystemTime::UNIX_EPOCH + Duration::from_micros(1_670_915_319_051_621);
    assert_eq!(started.to_system_time(), Some(expected));
    assert!(
        update
            .recording
            .stop_reason
            .as_ref()
            .unwrap()
            .contains("API_CALL")
    );
    assert_eq!(update.meeting.as_ref().unwrap().ended_at, None);
}

#[tokio::test]
async fn livestreams_have_a_status_of_their_own_and_a_meeting_without_session() {
    let body = example("livestreaming.statusUpdate");
    let update = received!(LivestreamingStatusUpdate, body);
    assert_eq!(update.status, Some(LivestreamingStatus::Live));
    assert_eq!(update.manual_ingest, Some(false));
    assert_eq!(update.meeting.as_ref().unwrap().session_id, None);
    let mut body = example("livestreaming.statusUpdate");
    for (sent, read) in [
        ("OFFLINE", LivestreamingStatus::Offline),
        ("IDLE", LivestreamingStatus::Idle),
        (
            "ERRORED",
            LivestreamingStatus::Unknown("ERRORED".to_owned()),
        ),
    ] {
        body["status"] = json!(sent);
        let update = received!(LivestreamingStatusUpdate, body);
        assert_eq!(update.status, Some(read));
    }
}

#[tokio::test]
async fn ids_of_events_are_accepted_by_calls() {
    let recording = received!(RecordingStatusUpdate, example("recording.statusUpdate"));
    let livestream = received!(
        LivestreamingStatusUpdate,
        example("livestreaming.statusUpdate")
    );
    let ended = received!(MeetingEnded, example("meeting.ended"));
    let left = received!(MeetingParticipantLeft, example("meeting.participantLeft"));
    let responses = [
        "get_recording",
        "get_livestream",
        "get_session",
        "get_session_participant",
    ];
    let server =
        wire::server(responses.map(|name| {
            ServerResponse::json(wire::example(&format!("{name}.response")).to_string())
        }));
    let client = wire::client(&server);
    let id = recording.recording.id;
    assert_eq!(recording.recording.recording_id.as_ref(), Some(&id));
    client.recording(id).get().await.unwrap();
    client
        .livestream(livestream.stream_id.unwrap())
        .get()
        .await
        .unwrap();
    let session = client.session(ended.meeting.session_id.unwrap());
    session.get().await.unwrap();
    let peer = left.participant.peer_id;
    session.participant(peer).get().await.unwrap();
}

#[tokio::test]
async fn an_unknown_event_is_kept_as_it_came() {
    for body in [
        json!({"event": "meeting.renamed", "meeting": {"id": MEETING}, "streamKey": "s3cr3t"}),
        json!({"event": 3}),
        json!({"meeting": {"id": MEETING}}),
        json!([]),
    ] {
        let event = receive(&body).await.unwrap();
        assert!(!format!("{event:?}").contains("s3cr3t"));
        assert_eq!(event, Event::Unknown(body));
    }
}

#[tokio::test]
async fn a_known_event_of_the_wrong_type_is_refused_with_422() {
    for body in [
        json!({"event": "meeting.started"}),
        json!({"event": "meeting.started", "meeting": {}}),
        json!({"event": "meeting.started", "meeting": {"id": ["s3cr3t"]}}),
        json!({"event": "recording.statusUpdate", "recording": {"id": "r", "fileSize": "s3cr3t"}}),
        json!({"event": "meeting.participantLeft", "meeting": {"id": "m"}, "participant": "s3cr3t"}),
    ] {
        let error = receive(&body).await.unwrap_err();
        assert_eq!(error.status(), 422, "{body}");
        assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error}");
    }
}

#[tokio::test]
async fn the_client_of_the_service_knows_the_address_of_the_key() {
    let server = Server::start([ServerResponse::json(service().published())]).unwrap();
    let client = Client::builder()
        .token("Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQ")
        .account_id("023e105f4ecef8ad9ca31a8372d0c353")
        .app_id("b3b3ee5a-2bd3-4b8c-9b63-6e6e5b1d9a11")
        .build()
        .unwrap();
    let source: &dyn realtimekit::events::WebhookSource = &client;
    assert_eq!(
        source.key_url(),
        Some("https://api.realtime.cloudflare.com/.well-known/webhooks.json")
    );
    let webhooks = Webhooks::new(&client).key_url(&server.url()).unwrap();
    let body = example("meeting.started").to_string();
    let headers = service().headers(body.as_bytes());
    let verified = webhooks.verify::<Event>(&headers, body.as_bytes()).await;
    let delivery: Delivery<Event> = verified.unwrap();
    assert!(matches!(delivery.event, Event::MeetingStarted(_)));
    assert_eq!(server.received().len(), 1);
}
