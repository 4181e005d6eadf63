//! The state as JSON, and back.

use std::time::Duration;

use realtimekit::types::{CreateMeeting, RecordingStatus, StartLivestream, StartRecording};
use realtimekit_fake::{FakeServer, Seed};
use serde_json::{Value, json};

use super::{end, live, user, with_session};

#[tokio::test]
async fn another_server_continues_from_a_snapshot() {
    let (fake, meeting, peer) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    let participants = client.meeting(&meeting).participants();
    let added = participants.list().await.unwrap().items.remove(0).id;
    let participant = client.meeting(&meeting).participant(&added);
    let token = participant.refresh_token().await.unwrap().token;
    let recordings = client.meeting(&meeting).recordings();
    let recording = recordings.start(&StartRecording::new()).await.unwrap().id;
    let livestreams = client.meeting(&meeting).livestreams();
    livestreams.start(&StartLivestream::new()).await.unwrap();
    fake.advance(Duration::from_secs(600));
    let snapshot = fake.snapshot().to_string();
    fake.advance(Duration::from_secs(600));

    let other = FakeServer::start().await.unwrap();
    let snapshot: Value = serde_json::from_str(&snapshot).unwrap();
    other.restore(&snapshot).unwrap();
    assert_eq!(other.snapshot(), snapshot);
    let client = other.client();
    let live = live(&client, &meeting).await;
    assert_eq!((live.live_participants, live.minutes_consumed), (1, 10.0));
    other.join(token.expose()).unwrap();
    client.meeting(&meeting).livestreams().stop().await.unwrap();
    other.leave(&peer).unwrap();
    end(&client, &meeting).await;
    other.advance(Duration::from_secs(60));
    let recording = client.recording(&recording).get().await.unwrap();
    assert_eq!(recording.status, RecordingStatus::Uploaded);
    assert_eq!(recording.recording_duration, Some(596));
    let duplicate = client.meeting(&meeting).participants().add(&user(1)).await;
    assert_eq!(duplicate.unwrap_err().status().unwrap().as_u16(), 409);

    fake.restore(&snapshot).unwrap();
    let again = fake.client().meeting(&meeting).active_session().get().await;
    assert_eq!(again.unwrap().minutes_consumed, 10.0);
}

#[tokio::test]
async fn an_invalid_snapshot_changes_nothing() {
    let fake = FakeServer::builder();
    let fake = fake.seed(Seed::Classroom).start().await.unwrap();
    let before = fake.snapshot();
    let mut newer = before.clone();
    newer["version"] = 3.into();
    for wrong in [
        json!(null),
        json!({}),
        json!({"version": 1, "now": 0}),
        newer,
    ] {
        let error = fake.restore(&wrong).unwrap_err();
        assert!(error.to_string().contains("no snapshot"), "{error}");
    }
    let mut changed = before.clone();
    changed["now"] = "s3cr3t".into();
    let error = fake.restore(&changed).unwrap_err();
    assert!(error.to_string().ends_with("a value is not i64"), "{error}");
    assert_eq!(fake.snapshot(), before);
}

/// Requests get a response after any change of a snapshot.
#[tokio::test]
async fn a_snapshot_that_contradicts_itself_is_served() {
    let fake = FakeServer::builder();
    let fake = fake.seed(Seed::Classroom).start().await.unwrap();
    let snapshot = fake.snapshot();
    for number in [i64::MIN, -1, 0, i64::MAX] {
        let mut changed = snapshot.clone();
        replace_numbers(&mut changed["state"], number);
        changed["now"] = number.into();
        if fake.restore(&changed).is_err() {
            continue;
        }
        let client = fake.client();
        for session in client.sessions().list().await.unwrap().items {
            client
                .session(&session.id)
                .participants()
                .list()
                .await
                .unwrap();
        }
        client.analytics().daily().await.unwrap();
        fake.advance(Duration::MAX);
    }
}

/// Sets all times. Counters are no times: they cannot be negative.
fn replace_numbers(value: &mut Value, number: i64) {
    match value {
        Value::Number(found) if found.as_i64().is_some_and(|it| it > 1_000_000_000) => {
            *value = number.into();
        }
        Value::Array(items) => items.iter_mut().for_each(|it| replace_numbers(it, number)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|it| replace_numbers(it, number)),
        _ => {}
    }
}
