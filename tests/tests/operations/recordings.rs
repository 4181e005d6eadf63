//! Recordings over sockets: requests and decoded example responses.

use std::collections::BTreeMap;
use std::time::SystemTime;

use realtimekit::types::{
    AudioChannel, AudioCodec, AudioConfig, ControlRecording, InteractiveConfig, InteractiveType,
    LivestreamingConfig, RealtimekitBucketConfig, RecordingAction, RecordingSort, RecordingStatus,
    SortOrder, StartRecording, StartTrackRecording, StorageAuthMethod, StorageConfig, StorageType,
    TrackLayer, TrackMediaKind, VideoCodec, VideoConfig, Watermark, WatermarkPosition,
    WatermarkSize,
};
use realtimekit::{Error, RetryPolicy, Timestamp};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, only, server, target};
use serde_json::json;

const MEETING: &str = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";
pub const RECORDING: &str = "8f3e6b1c-5a2d-4c7f-9e0b-1a2b3c4d5e6f";

realtimekit_tests::wire! {
    list_recordings: page at "/data";
    required |client| client.recordings().list() => GET "/recordings";
    all |client| client
        .recordings()
        .list()
        .page_no(2)
        .per_page(50)
        .meeting_id(MEETING)
        .status([RecordingStatus::Uploading, RecordingStatus::Uploaded])
        .expired(false)
        .search("lecture")
        .sort_by(RecordingSort::InvokedTime)
        .sort_order(SortOrder::Desc)
        .start_time(SystemTime::UNIX_EPOCH)
        .end_time("2026-03-02T10:00:04.000Z".parse::<Timestamp>().unwrap())
        => GET "/recordings?page_no=2&per_page=50&meeting_id={MEETING}&status=UPLOADING,UPLOADED&expired=false\
            &search=lecture&sort_by=invokedTime&sort_order=DESC&start_time=1970-01-01T00%3A00%3A00.000Z\
            &end_time=2026-03-02T10%3A00%3A04.000Z";

    start_recording: one at "/data", body StartRecording
        |client, body| client.meeting(MEETING).recordings().start(body);
    required |client| client.meeting(MEETING).recordings().start(&StartRecording::new())
        => POST "/recordings", example("start_recording.request.minimal");
    all |client| client.meeting(MEETING).recordings().start(&everything())
        => POST "/recordings", example("start_recording.request");

    get_active_recording: one at "/data";
    required |client| client.meeting(MEETING).recordings().active()
        => GET "/recordings/active-recording/{MEETING}";
    all |client| client.meeting(MEETING).recordings().active()
        => GET "/recordings/active-recording/{MEETING}";

    start_track_recording: one at "/data/recording", body StartTrackRecording
        |client, body| client.meeting(MEETING).recordings().start_tracks(body);
    required |client| client.meeting(MEETING).recordings().start_tracks(&StartTrackRecording::new())
        => POST "/recordings/track", example("start_track_recording.request.minimal");
    all |client| {
        let layer = TrackLayer::new().file_name_prefix("interview").media_kind(TrackMediaKind::Audio);
        let body = StartTrackRecording::new()
            .layers(BTreeMap::from([("default".to_owned(), layer)]))
            .user_ids(["3c8e2a10-7b4f-4d9e-8a61-5f0c9b7d1e23"]);
        client.meeting(MEETING).recordings().start_tracks(&body)
    } => POST "/recordings/track", example("start_track_recording.request");

    get_recording: one at "/data";
    required |client| client.recording(RECORDING).get() => GET "/recordings/{RECORDING}";
    all |client| client.recording(RECORDING).get() => GET "/recordings/{RECORDING}";

    control_recording: one at "/data", body ControlRecording
        |client, body| client.recording(RECORDING).control(body);
    required |client| client.recording(RECORDING).control(&ControlRecording::new(RecordingAction::Stop))
        => PUT "/recordings/{RECORDING}", example("control_recording.request");
    all |client| client.recording(RECORDING).control(&ControlRecording::new(RecordingAction::Stop))
        => PUT "/recordings/{RECORDING}", example("control_recording.request");
}

fn everything() -> StartRecording {
    let watermark = Watermark::new()
        .url("https://example.com/logo.png")
        .position(WatermarkPosition::RightTop)
        .size(WatermarkSize::new().width(120).height(40));
    let video = VideoConfig::new()
        .codec(VideoCodec::H264)
        .width(1280)
        .height(720)
        .export_file(true)
        .watermark(watermark);
    let audio = AudioConfig::new()
        .codec(AudioCodec::Aac)
        .channel(AudioChannel::Stereo)
        .export_file(true);
    let storage = StorageConfig::new(StorageType::Sftp)
        .access_key("[access key]")
        .secret("[secret]")
        .bucket("recordings")
        .region("us-east-1")
        .path("classroom")
        .auth_method(StorageAuthMethod::Key)
        .host("files.example.com")
        .port(22)
        .username("classroom")
        .password("[password]")
        .private_key("[private key]");
    StartRecording::new()
        .max_seconds(3600)
        .file_name_prefix("lecture")
        .video_config(video)
        .audio_config(audio)
        .storage_config(storage)
        .realtimekit_bucket_config(RealtimekitBucketConfig::new(true))
        .rtmp_out_config(LivestreamingConfig::new().rtmp_url("rtmp://live.example.com/app/key"))
        .url("https://example.com/recording-view")
        .interactive_config(InteractiveConfig::new().type_(InteractiveType::Id3))
        .allow_multiple_recordings(false)
}

/// Pausing, resuming and stopping each have a method, which sends the same request as `control`.
#[tokio::test]
async fn pause_resume_and_stop_send_their_action() {
    let response = || ServerResponse::json(example("control_recording.response").to_string());
    let server = server([response(), response(), response()]);
    let client = client(&server);
    let recording = client.recording(RECORDING);
    recording.pause().await.unwrap();
    recording.resume().await.unwrap();
    recording.stop().await.unwrap();
    for (received, action) in server.received().iter().zip(["pause", "resume", "stop"]) {
        assert_eq!(received.method, "PUT");
        assert_eq!(received.target, target(&format!("/recordings/{RECORDING}")));
        let sent: serde_json::Value = serde_json::from_slice(&received.body).unwrap();
        assert_eq!(sent, json!({"action": action}));
    }
}

/// Unlike other PUTs, this one is not repeated if its outcome is unknown, because somebody may have resumed the
/// recording meanwhile.
#[tokio::test]
async fn control_is_sent_once_although_it_is_a_put() {
    let server = server([ServerResponse::new(502, "text/plain", "")]);
    let recording = client(&server).recording(RECORDING);
    let policy = RetryPolicy::new().first_delay(std::time::Duration::ZERO);
    let error = recording.stop().retry(policy).await.unwrap_err();
    assert!(error.may_have_happened(), "{error:?}");
    assert_eq!(server.received().len(), 1);
}

/// The list of a meeting's recordings is the app's with the meeting set.
#[tokio::test]
async fn the_recordings_of_a_meeting_are_those_of_the_app_with_its_id() {
    let server = server([ServerResponse::json(
        example("list_recordings.response").to_string(),
    )]);
    let recordings = client(&server).meeting(MEETING).recordings();
    recordings.list().per_page(5).await.unwrap();
    let query = format!("/recordings?meeting_id={MEETING}&per_page=5");
    assert_eq!(only(&server).target, target(&query));
}

/// An id that is not valid in a path is also refused in a body.
#[tokio::test]
async fn a_meeting_id_that_leads_elsewhere_is_refused_in_a_body_too() {
    let server = server([]);
    let recordings = client(&server).meeting("..").recordings();
    let error = recordings.start(&StartRecording::new()).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert_eq!(server.received().len(), 0);
}

/// The prefix of a track's files has letters, digits, blanks, hyphens and underscores only.
#[tokio::test]
async fn a_prefix_with_other_characters_is_refused() {
    let server = server([]);
    let recordings = client(&server).meeting(MEETING).recordings();
    for prefix in ["a/b", "", "a.b", "é"] {
        let layer = TrackLayer::new().file_name_prefix(prefix);
        let layers = BTreeMap::from([("default".to_owned(), layer)]);
        let body = StartTrackRecording::new().layers(layers);
        let error = recordings.start_tracks(&body).await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
        assert!(error.to_string().contains("file_name_prefix"), "{error}");
    }
    assert_eq!(server.received().len(), 0);
}

/// Neither the storage's credentials nor the signatures of downloads are printed.
#[tokio::test]
async fn no_credential_of_a_recording_is_printed() {
    let server = server([ServerResponse::json(
        example("get_recording.response").to_string(),
    )]);
    let recording = client(&server).recording(RECORDING).get().await.unwrap();
    let shown = format!("{recording:?} {recording:#?} {:?}", everything());
    for secret in [
        "0a1b2c",
        "[secret]",
        "[password]",
        "[private key]",
        "[access key]",
        "/app/key",
    ] {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
    assert!(shown.contains("recordings.example.com"), "{shown}");
}
