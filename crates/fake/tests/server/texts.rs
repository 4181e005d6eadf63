//! Chat, transcript and summary, and the figures about sessions.

use std::time::Duration;

use realtimekit::types::{
    CreateMeeting, StartRecording, TranscriptFormat, WebhookEvent, WebhookSettings,
};
use realtimekit_fake::FakeServer;

use super::http::send;
use super::{end, live, target, user, with_session};

const MINUTE: Duration = Duration::from_secs(60);

/// Downloads from a URL of the server.
async fn download(fake: &FakeServer, url: &str) -> String {
    let response = send(fake, "GET", &target(url), "", None).await;
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    response.split_once("\r\n\r\n").unwrap().1.to_owned()
}

#[tokio::test]
async fn chat_transcript_and_summary_can_be_downloaded_after_the_session() {
    let (fake, meeting, peer) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    let events = [
        WebhookEvent::MeetingChatSynced,
        WebhookEvent::MeetingTranscript,
        WebhookEvent::MeetingSummary,
    ];
    let webhook = WebhookSettings::new("texts", "http://192.0.2.1/", events);
    client.webhooks().create(&webhook).await.unwrap();
    fake.chat(&peer, "Say \"hello\", all").unwrap();
    fake.advance(MINUTE);
    fake.speak(&peer, "Good\n\nmorning").unwrap();
    let live = live(&client, &meeting).await;
    let session = client.session(&live.id);
    assert!(session.chat().await.unwrap_err().is_not_found());
    fake.leave(&peer).unwrap();
    assert!(fake.chat(&peer, "too late").is_err());
    fake.advance(MINUTE);

    let chat = session.chat().await.unwrap();
    let csv = download(&fake, chat.chat_download_url.expose()).await;
    assert!(
        csv.contains("\"User 1\",\"Say \"\"hello\"\", all\"\n"),
        "{csv}"
    );
    for (format, expected) in [
        (
            TranscriptFormat::Vtt,
            "00:01:00.000 --> 00:01:05.000\nUser 1: Good morning\n",
        ),
        (
            TranscriptFormat::Srt,
            "1\n00:01:00,000 --> 00:01:05,000\nUser 1: Good morning\n",
        ),
        (TranscriptFormat::Json, "\"text\":\"Good\\n\\nmorning\""),
        (TranscriptFormat::Csv, "\"Good\n\nmorning\"\n"),
    ] {
        let transcript = session.transcript().format(format).await.unwrap();
        let text = download(&fake, transcript.transcript_download_url.expose()).await;
        assert!(text.contains(expected), "{text}");
    }

    assert!(session.summary().await.unwrap_err().is_not_found());
    session.generate_summary().await.unwrap();
    session.generate_summary().await.unwrap();
    assert!(session.summary().await.unwrap_err().is_not_found());
    fake.advance(MINUTE);
    let summary = session.summary().await.unwrap();
    let text = download(&fake, summary.summary_download_url.expose()).await;
    assert!(text.contains("User 1"), "{text}");
    let deliveries = fake.deliveries();
    let events: Vec<_> = deliveries.iter().map(|it| it.event.as_str()).collect();
    assert_eq!(
        events,
        [
            "meeting.chatSynced",
            "meeting.transcript",
            "meeting.summary"
        ]
    );

    fake.advance(7 * 24 * 60 * MINUTE);
    assert!(session.chat().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_meeting_can_be_summarized_when_it_ends() {
    let (fake, meeting, peer) = with_session(&CreateMeeting::new().summarize_on_end(true)).await;
    let client = fake.client();
    fake.speak(&peer, "Hello").unwrap();
    end(&client, &meeting).await;
    fake.advance(MINUTE);
    let sessions = client.meeting(&meeting).sessions().await.unwrap();
    client
        .session(&sessions.items[0].id)
        .summary()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_session_in_which_nothing_was_said_has_no_texts() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    end(&client, &meeting).await;
    let sessions = client.meeting(&meeting).sessions().await.unwrap();
    let session = client.session(&sessions.items[0].id);
    assert!(session.chat().await.unwrap_err().is_not_found());
    assert!(session.transcript().await.unwrap_err().is_not_found());
    assert!(session.generate_summary().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn figures_count_sessions_and_recordings_by_day() {
    let (fake, meeting, peer) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    let recordings = client.meeting(&meeting).recordings();
    recordings.start(&StartRecording::new()).await.unwrap();
    fake.advance(Duration::from_secs(634));
    fake.leave(&peer).unwrap();
    fake.advance(24 * 60 * MINUTE);
    let participants = client.meeting(&meeting).participants();
    let added = participants.add(&user(2)).await.unwrap();
    fake.join(added.token.expose()).unwrap();
    fake.advance(30 * MINUTE);

    let all = client.analytics().daily().await.unwrap();
    let sessions = all.session_stats.unwrap();
    assert_eq!(sessions.sessions_count, Some(2));
    let minutes: Vec<_> = sessions
        .day_stats
        .iter()
        .map(|day| day.total_session_minutes.unwrap().round())
        .collect();
    assert_eq!(minutes, [11.0, 30.0]);
    let recordings = all.recording_stats.unwrap();
    assert_eq!(recordings.recording_minutes_consumed, Some(11.5));
    assert_eq!(
        recordings.day_stats[0].total_recording_minutes,
        Some(12.0),
        "the service describes an integer"
    );

    let second: realtimekit::Date = "2026-01-06".parse().unwrap();
    let later = client.analytics().daily().start_date(second).await.unwrap();
    assert_eq!(later.session_stats.unwrap().sessions_count, Some(1));
    assert_eq!(later.recording_stats.unwrap().recording_count, Some(0));
}
