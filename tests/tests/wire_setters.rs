//! Arguments of setters over sockets: values, options, and integers of any type.

use std::borrow::Cow;

use realtimekit::types::{
    AddParticipant, CreateMeeting, EditParticipant, Filter, MeetingId, RecordingConfig,
    SessionStatus, StorageConfig, StorageType, SummarizationConfig, TranscriptionConfig,
};
use realtimekit::{Error, types::AiConfig};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, only, server, target};
use serde_json::{Value, json};

/// The body that arrives when a meeting is created.
async fn created(body: CreateMeeting) -> Value {
    let response = example("create_meeting.response").to_string();
    let server = server([ServerResponse::json(response)]);
    client(&server).meetings().create(&body).await.unwrap();
    serde_json::from_str(&only(&server).text()).unwrap()
}

/// The reason why a meeting is refused; nothing is sent.
async fn refused(body: CreateMeeting) -> String {
    let server = server([ServerResponse::json("{}")]);
    let error = client(&server).meetings().create(&body).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
    assert!(server.received().is_empty());
    error.to_string()
}

#[tokio::test]
async fn a_field_takes_a_value_or_an_option_and_none_is_not_sent() {
    struct Form {
        name: Option<String>,
        picture: Option<String>,
    }
    let mary = Form {
        name: Some("Mary".to_owned()),
        picture: None,
    };
    let named = json!({"name": "Mary"});
    for (edit, sent) in [
        (EditParticipant::new().name("Mary"), &named),
        (EditParticipant::new().name(Some("Mary")), &named),
        (EditParticipant::new().name(Cow::from("Mary")), &named),
        (EditParticipant::new().name(mary.name.as_deref()), &named),
        (EditParticipant::new().name(mary.name.as_ref()), &named),
        (
            EditParticipant::new().name(mary.name).picture(mary.picture),
            &named,
        ),
        (
            EditParticipant::new().name("Mary").clear_picture(),
            &json!({"name": "Mary", "picture": null}),
        ),
        // The last call counts.
        (
            EditParticipant::new()
                .name("Mary")
                .clear_name()
                .picture("p")
                .picture(None::<&str>),
            &json!({"name": null}),
        ),
    ] {
        let response = example("edit_participant.response").to_string();
        let server = server([ServerResponse::json(response)]);
        let participant = client(&server).meeting("m").participant("p");
        participant.edit(&edit).await.unwrap();
        let body: Value = serde_json::from_str(&only(&server).text()).unwrap();
        assert_eq!(&body, sent);
    }
}

#[tokio::test]
async fn flags_enums_lists_and_nested_objects_are_taken_in_an_option_too() {
    let words = TranscriptionConfig::new()
        .language(Some("de"))
        .keywords(Some(vec!["RealtimeKit"]))
        .profanity_filter(Some(true));
    let body = CreateMeeting::new()
        .record_on_start(Some(false))
        .persist_chat(None::<bool>)
        .recording_config(None::<RecordingConfig>)
        .ai_config(Some(AiConfig::new().transcription(words)));
    assert_eq!(
        created(body).await,
        json!({
            "record_on_start": false,
            "ai_config": {"transcription": {
                "language": "de", "keywords": ["RealtimeKit"], "profanity_filter": true,
            }},
        })
    );
    // An empty list is sent, and `None` is not.
    let keywords = |words: TranscriptionConfig| AiConfig::new().transcription(words);
    let empty = keywords(TranscriptionConfig::new().keywords([""; 0]));
    let none = keywords(TranscriptionConfig::new().keywords(None::<Vec<String>>));
    assert_eq!(
        created(CreateMeeting::new().ai_config(empty)).await,
        json!({"ai_config": {"transcription": {"keywords": []}}})
    );
    assert_eq!(
        created(CreateMeeting::new().ai_config(none)).await,
        json!({"ai_config": {"transcription": {}}})
    );
}

#[tokio::test]
async fn a_parameter_takes_a_value_or_an_option_and_none_is_left_out() {
    let list = |server| client(server).sessions().list();
    let response = example("list_sessions.response").to_string();
    let server = server([ServerResponse::json(response)]);
    let meeting: Option<MeetingId> = Some("m".into());
    list(&server)
        .status(Some(SessionStatus::Live))
        .associated_id(meeting.as_ref())
        .search(None::<String>)
        .sort_by(None::<&str>)
        .per_page(Some(5_usize))
        .page_no(3)
        .page_no(None::<u32>)
        .await
        .unwrap();
    let sent = target("/sessions?status=LIVE&associated_id=m&per_page=5");
    assert_eq!(only(&server).target, sent);

    let response = example("get_peer_report.response").to_string();
    let server = realtimekit_tests::wire::server([ServerResponse::json(response)]);
    let report = client(&server).sessions().peer_report("p").get();
    let none = None::<Vec<Filter>>;
    report
        .filters(none)
        .include_peer_events(None::<bool>)
        .await
        .unwrap();
    assert_eq!(only(&server).target, target("/sessions/peer-report/p"));
}

#[tokio::test]
async fn integers_of_any_type_are_sent_without_a_fraction() {
    let with = |seconds: CreateMeeting| async move { created(seconds).await.to_string() };
    let wanted = r#"{"session_keep_alive_time_in_secs":120}"#;
    let body = CreateMeeting::new;
    assert_eq!(
        with(body().session_keep_alive_time_in_secs(120)).await,
        wanted
    );
    assert_eq!(
        with(body().session_keep_alive_time_in_secs(120_u8)).await,
        wanted
    );
    assert_eq!(
        with(body().session_keep_alive_time_in_secs(120_i32)).await,
        wanted
    );
    assert_eq!(
        with(body().session_keep_alive_time_in_secs(120_u64)).await,
        wanted
    );
    assert_eq!(
        with(body().session_keep_alive_time_in_secs(120_usize)).await,
        wanted
    );
    assert_eq!(
        with(body().session_keep_alive_time_in_secs(Some(120_i64))).await,
        wanted
    );
}

#[tokio::test]
async fn an_integer_out_of_range_is_refused_and_named_with_its_value() {
    let storage = |port: i32| {
        let storage = StorageConfig::new(StorageType::Sftp).port(port);
        CreateMeeting::new().recording_config(RecordingConfig::new().storage_config(storage))
    };
    let limit = |words: u64| {
        let sum = SummarizationConfig::new().word_limit(words);
        CreateMeeting::new().ai_config(AiConfig::new().summarization(sum))
    };
    let body = CreateMeeting::new();
    for (body, words) in [
        (
            body.clone().session_keep_alive_time_in_secs(-1),
            "`session_keep_alive_time_in_secs` must be at least 60, and it is -1",
        ),
        (
            body.clone()
                .session_keep_alive_time_in_secs(5_000_000_000_u64),
            "`session_keep_alive_time_in_secs` must be at most 600, and it is 5000000000",
        ),
        (
            body.session_keep_alive_time_in_secs(u64::MAX),
            "`session_keep_alive_time_in_secs` must be at most 600, and it is more than 9223372036854775807, or 9223372036854775806",
        ),
        (
            storage(70_000),
            "`recording_config.storage_config.port` must be at most 65535, and it is 70000",
        ),
        (
            storage(-22),
            "`recording_config.storage_config.port` must be at least 0, and it is -22",
        ),
        (
            limit(u64::MAX),
            "`ai_config.summarization.word_limit` must be at most 1000, and it is more than 9223372036854775807, or 9223372036854775806",
        ),
    ] {
        let error = refused(body).await;
        assert!(error.contains(words), "{error}");
    }
    let server = server([ServerResponse::json("{}")]);
    for (call, words) in [
        (
            client(&server).sessions().list().per_page(-1),
            "`per_page` must be at least 0, and it is -1",
        ),
        (
            client(&server).sessions().list().per_page(u64::MAX),
            "`per_page` must be at most 4294967295, and it is 18446744073709551615",
        ),
    ] {
        let error = call.await.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn ids_of_any_string_lead_to_the_same_place() {
    let uuid = uuid();
    let text = uuid.to_string();
    let response = example("get_meeting.response").to_string();
    let server = server([ServerResponse::json(response)]);
    let client = client(&server);
    for meeting in [
        client.meeting(text.as_str()),
        client.meeting(&text),
        client.meeting(Cow::from(&text)),
        client.meeting(MeetingId::from(&text)),
        client.meeting(uuid),
        client.meeting(text.clone()),
    ] {
        meeting.get().await.unwrap();
    }
    let wanted = target(&format!("/meetings/{text}"));
    let targets: Vec<_> = server
        .received()
        .into_iter()
        .map(|sent| sent.target)
        .collect();
    assert_eq!(targets, vec![wanted; 6]);
    let added = AddParticipant::new(&text, "host");
    assert!(added.custom_participant_id == text);
}

fn uuid() -> uuid::Uuid {
    uuid::Uuid::from_u128(0x8A9D_4EE8_4FDC_4CBE_B3C3_7B0B_7B1C_7A4E)
}

#[tokio::test]
async fn a_meeting_lists_its_own_sessions() {
    let server = server([ServerResponse::json(
        example("list_sessions.response").to_string(),
    )]);
    let meeting = client(&server).meeting("a b+c");
    let sessions = meeting
        .sessions()
        .status(SessionStatus::Ended)
        .await
        .unwrap();
    assert!(!sessions.is_empty());
    let sent = target("/sessions?associated_id=a%20b%2Bc&status=ENDED");
    assert_eq!(only(&server).target, sent);

    // An id that leads to another endpoint is refused here, too.
    let refused = client(&server).meeting("..").sessions().await.unwrap_err();
    assert!(refused.to_string().contains("`meeting_id`"), "{refused}");
    assert_eq!(server.received().len(), 1);
}
