//! Recordings, from when they are asked for until their files are deleted.

use std::time::Duration;

use realtimekit::types::{
    CreateMeeting, RecordingStatus, SortOrder, StartRecording, StartTrackRecording, StorageConfig,
    StorageType, WebhookEvent, WebhookSettings,
};

use super::http::send;
use super::{end, target, with_session};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_recording_runs_pauses_stops_and_is_uploaded() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new().title("Algebra")).await;
    let client = fake.client();
    let recordings = client.meeting(&meeting).recordings();
    let wanted = StartRecording::new().file_name_prefix("lecture");
    let begun = recordings.start(&wanted).await.unwrap();
    assert_eq!(begun.status, RecordingStatus::Invoked);
    assert_eq!(begun.session_id, None);
    let recording = client.recording(&begun.id);

    fake.advance(4 * SECOND);
    let active = recordings.active().await.unwrap();
    assert_eq!(
        (&active.id, active.status),
        (&begun.id, RecordingStatus::Recording)
    );
    fake.advance(10 * MINUTE);
    let paused = recording.pause().await.unwrap();
    assert_eq!(paused.status, RecordingStatus::Paused);
    let error = recording.pause().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 409);
    fake.advance(10 * MINUTE);
    recording.resume().await.unwrap();
    fake.advance(5 * MINUTE);
    let stopped = recording.stop().await.unwrap();
    assert_eq!(stopped.status, RecordingStatus::Uploading);
    assert_eq!(stopped.recording_duration, Some(15 * 60));
    assert_eq!(stopped.download_url, None);
    assert!(recording.resume().await.is_err());
    assert!(recordings.active().await.unwrap_err().is_not_found());

    fake.advance(30 * SECOND);
    let uploaded = recording.get().await.unwrap();
    assert_eq!(uploaded.status, RecordingStatus::Uploaded);
    let url = uploaded.download_url.unwrap().expose().to_owned();
    let target = target(&url);
    let file = send(&fake, "GET", &target, "", None).await;
    let (_, content) = file.split_once("\r\n\r\n").unwrap();
    assert_eq!(uploaded.file_size, Some(content.len() as u64));
    let forged = target.replace("signature=", "signature=0");
    let refused = send(&fake, "GET", &forged, "", None).await;
    assert!(refused.starts_with("HTTP/1.1 403 "), "{refused}");

    let expired = || client.recordings().list().expired(true);
    assert_eq!(expired().await.unwrap().items.len(), 0);
    fake.advance(7 * 24 * 60 * MINUTE);
    assert_eq!(expired().await.unwrap().items.len(), 1);
    let gone = send(&fake, "GET", &target, "", None).await;
    assert!(gone.starts_with("HTTP/1.1 403 "), "{gone}");
}

#[tokio::test]
async fn a_recording_ends_with_its_session_or_after_its_longest_time() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    let recordings = client.meeting(&meeting).recordings();
    let short = StartRecording::new().max_seconds(60);
    let short = recordings.start(&short).await.unwrap().id;
    let second = recordings.start(&StartRecording::new()).await.unwrap_err();
    assert_eq!(second.status().unwrap().as_u16(), 409);
    let more = StartRecording::new().allow_multiple_recordings(true);
    let long = recordings.start(&more).await.unwrap().id;
    fake.advance(10 * MINUTE);
    end(&client, &meeting).await;
    let short = client.recording(&short).get().await.unwrap();
    assert_eq!(short.recording_duration, Some(60));
    assert_eq!(short.status, RecordingStatus::Uploaded);
    let long = client.recording(&long).get().await.unwrap();
    assert_eq!(long.recording_duration, Some(10 * 60 - 4));
    let reason = long.stop_reason.unwrap().reason.unwrap();
    assert_eq!(reason.as_str(), "ALL_PEERS_LEFT");
    let error = recordings.start(&StartRecording::new()).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn a_meeting_can_be_recorded_from_the_start() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new().record_on_start(true)).await;
    fake.advance(MINUTE);
    let client = fake.client();
    let active = client
        .meeting(&meeting)
        .recordings()
        .active()
        .await
        .unwrap();
    let reason = active.start_reason.unwrap().reason.unwrap();
    assert_eq!(reason.as_str(), "RECORD_ON_START");
}

#[tokio::test]
async fn credentials_of_storages_are_not_returned() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    let storage = StorageConfig::new(StorageType::Aws)
        .access_key("s3cr3t-1")
        .secret("s3cr3t-2")
        .password("s3cr3t-3")
        .private_key("s3cr3t-4")
        .bucket("lectures");
    let wanted = StartRecording::new().storage_config(storage);
    let recordings = client.meeting(&meeting).recordings();
    let begun = recordings.start(&wanted).await.unwrap();
    let app = format!("{}/realtime/kit/{}", fake.account_id(), fake.app_id());
    let path = format!("/client/v4/accounts/{app}/recordings");
    for path in [format!("{path}/{}", begun.id), path] {
        let shown = send(&fake, "GET", &path, "", Some(fake.token())).await;
        assert!(shown.contains("\"bucket\":\"lectures\""), "{shown}");
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}

#[tokio::test]
async fn recordings_are_listed_with_their_meeting_and_filtered() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new().title("Algebra")).await;
    let client = fake.client();
    let recordings = client.meeting(&meeting).recordings();
    let first = recordings.start(&StartRecording::new()).await.unwrap().id;
    let tracks = StartTrackRecording::new();
    let tracks = recordings.start_tracks(&tracks).await.unwrap();
    assert!(tracks.output_file_name.ends_with(".mp3"));
    fake.advance(MINUTE);
    client.recording(&first).stop().await.unwrap();

    let list = || client.recordings().list();
    let newest = list().sort_order(SortOrder::Desc).await.unwrap().items;
    let ids: Vec<_> = newest.iter().map(|it| it.id.clone()).collect();
    assert_eq!(ids, [tracks.id.clone(), first.clone()]);
    let title = newest[0].meeting.as_ref().unwrap().title.as_deref();
    assert_eq!(title, Some("Algebra"));
    let running = list().status([RecordingStatus::Recording, RecordingStatus::Paused]);
    assert_eq!(running.await.unwrap().items[0].id, tracks.id);
    assert_eq!(list().search("algebra").await.unwrap().items.len(), 2);
    assert_eq!(list().search("biology").await.unwrap().items.len(), 0);
    assert_eq!(list().meeting_id("other").await.unwrap().items.len(), 0);
    assert_eq!(recordings.list().await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn each_status_of_a_recording_is_an_event() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    let url = "http://192.0.2.1/";
    let webhook = WebhookSettings::new("recordings", url, [WebhookEvent::RecordingStatusUpdate]);
    client.webhooks().create(&webhook).await.unwrap();
    let recordings = client.meeting(&meeting).recordings();
    recordings.start(&StartRecording::new()).await.unwrap();
    fake.advance(MINUTE);
    end(&client, &meeting).await;
    fake.advance(MINUTE);
    let deliveries = fake.deliveries();
    let statuses: Vec<_> = deliveries
        .iter()
        .map(|it| it.body["recording"]["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["INVOKED", "RECORDING", "UPLOADING", "UPLOADED"]);
    let address = deliveries[3].body["recording"]["downloadUrl"].as_str();
    // It has a signature.
    let signature = address.unwrap().split_once("signature=").unwrap().1;
    assert!(!format!("{deliveries:?}").contains(signature));
}
