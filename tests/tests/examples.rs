//! The examples of types, `Participant::example()`: each matches the spec, with valid timestamps and URLs.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::Draft;
use realtimekit::{ExposeSecrets, Validate, types};
use realtimekit_tests::wire::spec;
use serde_json::{Value, json};
use xtask::workspace;

/// Each type with its example in JSON, as the service would send it. Of types that are sent too, the example keeps the
/// bounds of requests.
macro_rules! examples {
    (read: $($read:ident)*; sent: $($sent:ident)*) => {
        fn examples() -> Vec<(&'static str, Value)> {
            $(types::$sent::example().validate().unwrap();)*
            let read = [$((stringify!($read), written(&types::$read::example()))),*];
            let sent = [$((stringify!($sent), written(&types::$sent::example()))),*];
            read.into_iter().chain(sent).collect()
        }
    };
}

examples! {
    read:
    ActiveParticipant AddedParticipant App AsnInformation AudioConsumerStats AudioConsumerSummary
    AudioProducerStats AudioProducerSummary BrowserMetadata CallQuality CandidatePair CandidatePairs ChatDownload
    ConnectionCheck CreatedPoll DailyAnalytics DailyLivestreamAnalytics DailyRecordingStats DailySessionStats
    DeletedParticipant Device DeviceInfo DeviceUpdate EventMeeting EventOrganization EventParticipant EventRecording GeneratedSummary IpInformation KickedAll KickedParticipants
    LatencySummary Livestream LivestreamAnalytics LivestreamDetails LivestreamSession LivestreamingStatusUpdate Meeting MeetingChatSynced MeetingEnded MeetingParticipantJoined
    MeetingParticipantLeft MeetingStarted MeetingSummary MeetingTranscript MutedAll
    MutedParticipants NativeMetadata PacketLossSummary Participant ParticipantToken PeerDetails PeerEvent
    PeerMetadata PeerReport PeerReportEvent PercentileStats Poll PollOption PollVote Preset PresetListItem
    QualityLimitationDurations Recording RecordingCaller RecordingStats RecordingStatusUpdate SelectedDeviceUpdate Session
    SessionParticipant SessionStats StartReason StopReason StoppedLivestream SummaryDownload TranscriptDownload
    VideoConsumerIssues VideoConsumerStats VideoConsumerSummary VideoProducerIssues VideoProducerStats
    VideoProducerSummary Webhook;
    sent:
    AiConfig AudioConfig BackgroundColors BrandColors ChatPermissions ConnectedMeetingPermissions DesignColors
    DesignTokens LivestreamingConfig MaxVideoStreams MediaPermission MediaPermissions PluginPermissions
    PollPermissions PresetAudio PresetConfig PresetMedia PresetPermissions PresetScreenshare PresetUi PresetVideo
    PrivateChatPermissions PublicChatPermissions RealtimekitBucketConfig RecordingConfig StorageConfig
    SummarizationConfig TranscriptionConfig VideoConfig Watermark WatermarkSize
}

fn written<T: serde::Serialize>(example: &T) -> Value {
    serde_json::to_value(ExposeSecrets(example)).unwrap()
}

#[test]
fn every_example_is_tried() {
    let folder = workspace::generated().join("src/types/examples");
    let emitted: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .flat_map(|file| {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let types = text.lines().filter_map(|line| {
                let name = line.strip_prefix("impl ")?.strip_suffix(" {")?;
                Some(name.to_owned())
            });
            types.collect::<Vec<_>>()
        })
        .collect();
    let tried = examples()
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(
        emitted, tried,
        "list them in this file: left those that there are"
    );
}

#[test]
fn every_example_matches_its_schema_and_formats() {
    let components = strict(&spec().document["components"]);
    for (name, example) in examples() {
        let schema =
            json!({"$ref": format!("#/components/schemas/{name}"), "components": components});
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(&example)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(wrong, [""; 0], "{name}: {example:#}");
        let placeholders = placeholders(&example);
        assert_eq!(placeholders, [""; 0], "{name}: {example:#}");
    }
}

/// The keys with a value that is their name where nothing else than an id, an address or a time is meant.
fn placeholders(example: &Value) -> Vec<String> {
    match example {
        Value::Object(fields) => {
            let is_telling = |key: &str| {
                let ends = ["_id", "Id", "_url", "Url", "_at"];
                ["id", "url", "email"].contains(&key) || ends.iter().any(|end| key.ends_with(end))
            };
            let own = fields
                .iter()
                .filter(|(key, value)| is_telling(key) && *key == *value);
            let below = fields.values().flat_map(placeholders);
            own.map(|(key, _)| key.clone()).chain(below).collect()
        }
        Value::Array(items) => items.iter().flat_map(placeholders).collect(),
        _ => Vec::new(),
    }
}

/// Schemas of OpenAPI 3.0 in the dialect that knows all formats, with our times and addresses as formats.
fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let mut fields: serde_json::Map<String, Value> = fields
                .iter()
                .filter(|(key, _)| !["nullable", "example", "examples"].contains(&key.as_str()))
                .map(|(key, value)| (key.clone(), strict(value)))
                .collect();
            if schema["x-timestamp"] == true {
                fields.insert("format".to_owned(), json!("date-time"));
            }
            if schema["x-secret-url"] == true {
                fields.insert("format".to_owned(), json!("uri"));
            }
            match schema["nullable"] == true {
                true => json!({"anyOf": [{"type": "null"}, fields]}),
                false => Value::Object(fields),
            }
        }
        Value::Array(items) => items.iter().map(strict).collect(),
        other => other.clone(),
    }
}
