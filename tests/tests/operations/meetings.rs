//! Meetings over sockets: requests and decoded example responses.

use realtimekit::Timestamp;
use realtimekit::types::{
    AiConfig, AudioChannel, AudioCodec, AudioConfig, CreateMeeting, LivestreamingConfig,
    MeetingStatus, RealtimekitBucketConfig, RecordingConfig, ReplaceMeeting, StorageAuthMethod,
    StorageConfig, StorageType, SummarizationConfig, SummaryTextFormat, SummaryType,
    TranscriptionConfig, TranscriptionLanguage, UpdateMeeting, VideoCodec, VideoConfig, Watermark,
    WatermarkPosition, WatermarkSize,
};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, server};
use serde_json::json;
use std::time::{Duration, SystemTime};

const MEETING: &str = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";

/// A body with all that those of the example requests have in common.
macro_rules! filled {
    ($body:expr) => {
        $body
            .title("title")
            .record_on_start(false)
            .live_stream_on_start(false)
            .persist_chat(false)
            .summarize_on_end(false)
            .transcribe_on_end(false)
            .session_keep_alive_time_in_secs(60)
            .recording_config(recording())
            .ai_config(ai())
    };
}

realtimekit_tests::wire! {
    list_meetings: page at "/data";
    required |client| client.meetings().list() => GET "/meetings";
    all |client| client
        .meetings()
        .list()
        .page_no(2)
        .per_page(50)
        .start_time(SystemTime::UNIX_EPOCH + Duration::from_millis(1_577_470_279_117))
        .end_time("2019-12-28T20:11:19+02:00".parse::<Timestamp>().unwrap())
        .search("Stand-up & more")
        .status(MeetingStatus::Inactive)
        => GET "/meetings?page_no=2&per_page=50&start_time=2019-12-27T18%3A11%3A19.117Z\
            &end_time=2019-12-28T20%3A11%3A19%2B02%3A00&search=Stand-up%20%26%20more&status=INACTIVE";

    create_meeting: one at "/data", body CreateMeeting |client, body| client.meetings().create(body);
    required |client| client.meetings().create(&CreateMeeting::new()) => POST "/meetings", json!({});
    all |client| client.meetings().create(&filled!(CreateMeeting::new()))
        => POST "/meetings", example("create_meeting.request");

    get_meeting: one at "/data";
    required |client| client.meeting(MEETING).get() => GET "/meetings/{MEETING}";
    all |client| client.meeting(MEETING).get().name("Stand-up") => GET "/meetings/{MEETING}?name=Stand-up";

    replace_meeting: one at "/data", body ReplaceMeeting |client, body| client.meeting(MEETING).replace(body);
    required |client| client.meeting(MEETING).replace(&ReplaceMeeting::new())
        => PUT "/meetings/{MEETING}", json!({});
    all |client| client.meeting(MEETING).replace(&filled!(ReplaceMeeting::new()))
        => PUT "/meetings/{MEETING}", example("replace_meeting.request");

    update_meeting: one at "/data", body UpdateMeeting |client, body| client.meeting(MEETING).update(body);
    required |client| client.meeting(MEETING).update(&UpdateMeeting::new())
        => PATCH "/meetings/{MEETING}", json!({});
    all |client| client.meeting(MEETING).update(&filled!(UpdateMeeting::new()).status(MeetingStatus::Active))
        => PATCH "/meetings/{MEETING}", example("update_meeting.request");
}

/// The `recording_config` of the example requests.
fn recording() -> RecordingConfig {
    let size = WatermarkSize::new().width(1).height(1);
    let watermark = Watermark::new()
        .url("https://example.com")
        .position(WatermarkPosition::LeftTop)
        .size(size);
    let video = VideoConfig::new()
        .codec(VideoCodec::H264)
        .width(1280)
        .height(720)
        .watermark(watermark)
        .export_file(true);
    let audio = AudioConfig::new()
        .codec(AudioCodec::Mp3)
        .channel(AudioChannel::Mono)
        .export_file(true);
    let storage = StorageConfig::new(StorageType::Aws)
        .access_key("access_key")
        .secret("secret")
        .bucket("bucket")
        .region("region")
        .path("path")
        .auth_method(StorageAuthMethod::Key)
        .host("host")
        .port(0)
        .username("username")
        .password("password")
        .private_key("private_key");
    RecordingConfig::new()
        .max_seconds(60)
        .file_name_prefix("file_name_prefix")
        .video_config(video)
        .audio_config(audio)
        .storage_config(storage)
        .realtimekit_bucket_config(RealtimekitBucketConfig::new(true))
        .live_streaming_config(LivestreamingConfig::new().rtmp_url("https://example.com"))
}

/// The `ai_config` of the example requests.
fn ai() -> AiConfig {
    let transcription = TranscriptionConfig::new()
        .language(TranscriptionLanguage::EnUs)
        .keywords(["keywords"])
        .profanity_filter(false);
    let summarization = SummarizationConfig::new()
        .word_limit(500)
        .text_format(SummaryTextFormat::PlainText)
        .summary_type(SummaryType::General);
    AiConfig::new()
        .transcription(transcription)
        .summarization(summarization)
}

/// A field that upstream lets be null is cleared with null, at the top of a body and inside it.
#[tokio::test]
async fn cleared_fields_are_sent_as_null() {
    let server =
        server([ServerResponse::json(example("create_meeting.response").to_string()).status(201)]);
    let body = CreateMeeting::new()
        .clear_title()
        .clear_record_on_start()
        .recording_config(RecordingConfig::new().clear_storage_config());
    client(&server).meetings().create(&body).await.unwrap();
    assert_eq!(
        server.received()[0].text(),
        r#"{"title":null,"record_on_start":null,"recording_config":{"storage_config":null}}"#
    );
}
