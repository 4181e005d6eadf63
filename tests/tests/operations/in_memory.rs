//! The in-memory server carries out the requests of all cases, and the client reads its responses.

use std::time::Duration;

use realtimekit::Client;
use realtimekit::types::{
    AddParticipant, CreateApp, CreateMeeting, MeetingId, PresetSettings, StartLivestream,
    StartRecording, WebhookEvent, WebhookSettings,
};
use realtimekit_fake::{Alternative, FakeServer};
use realtimekit_tests::wire::{Case, Operation, Running};
use serde_json::Value;

use super::{apps, cases, livestreams, participants, presets, recordings};
use super::{sessions, webhooks};

#[tokio::test]
async fn every_request_is_carried_out() {
    let fake = FakeServer::start().await.unwrap();
    // Cases add the user that others need.
    fake.enable(Alternative::DuplicateParticipants);
    let mut ids = Vec::new();
    let meeting = prepare(&fake, &mut ids).await;
    let quiet = fake.snapshot();
    record_and_stream(&fake, &meeting, &mut ids).await;
    let busy = fake.snapshot();
    let [quiet, busy] = [quiet, busy].map(|snapshot| with_ids(&snapshot, &ids));
    let client = fake.client();
    for case in cases() {
        // Only one may run.
        let starts = ["start_recording", "start_livestream"].contains(&case.operation);
        let snapshot = if starts { &quiet } else { &busy };
        for call in [case.required, case.all] {
            fake.restore(snapshot).unwrap();
            carried_out(&fake, &client, case, call).await;
        }
    }
}

async fn carried_out(fake: &FakeServer, client: &Client, case: Case, call: fn(&Client) -> Running) {
    let outcome = call(client).await;
    let requests = fake.requests();
    let request = requests.last().unwrap();
    assert!(outcome.is_ok(), "{outcome:?}: {request:?}");
    let (status, _) = Operation::find(case.operation).success();
    let sent = (request.operation, request.status);
    assert_eq!(sent, (Some(case.operation), status), "{request:?}");
}

/// Makes all that the cases are about, except what runs. `ids` are the ids that the server chose, and those of the cases.
async fn prepare(fake: &FakeServer, ids: &mut Vec<(String, &str)>) -> MeetingId {
    let client = fake.client();
    let app = client.apps().create(&CreateApp::new("classroom")).await;
    ids.push((app.unwrap().id.unwrap().to_string(), apps::APP));
    let url = "http://127.0.0.1:9/";
    let webhook = WebhookSettings::new("hook", url, [WebhookEvent::MeetingEnded]);
    let webhook = client.webhooks().create(&webhook).await.unwrap().id;
    ids.push((webhook.to_string(), webhooks::WEBHOOK));
    let template = client.presets().list().search("group_call_host").await;
    let template = template.unwrap().items.remove(0).id.unwrap();
    let template = client.preset(template);
    // A case creates one with this name.
    let template = template.delete().await.unwrap().unwrap();
    for name in ["host", "guest", "spare"] {
        let template = template.clone();
        let preset = PresetSettings::new(name, template.config, template.permissions, template.ui);
        let preset = client.presets().create(&preset).await.unwrap().id;
        if name == "spare" {
            ids.push((preset.to_string(), presets::PRESET));
        }
    }

    let meeting = client.meetings().create(&CreateMeeting::new()).await;
    let meeting = meeting.unwrap().id;
    ids.push((meeting.to_string(), livestreams::MEETING));
    let mut tokens = Vec::new();
    for (user, id) in [
        ("user-42", participants::PARTICIPANT),
        ("user-1", "aaa1"),
        ("user-2", "aaa2"),
    ] {
        let user = AddParticipant::new(user, "host").name("Mary Sue");
        let added = client.meeting(&meeting).participants().add(&user).await;
        let added = added.unwrap();
        ids.push((added.id.to_string(), id));
        tokens.push(added.token);
    }
    // A session that has ended, with texts, and one that is live.
    let peer = fake.join(tokens[0].expose()).unwrap();
    ids.push((peer.to_string(), sessions::PEER));
    fake.chat(&peer, "Hello").unwrap();
    fake.speak(&peer, "Hello").unwrap();
    let session = client.meeting(&meeting).active_session().get().await;
    let session = session.unwrap().id;
    ids.push((session.to_string(), sessions::SESSION));
    client
        .meeting(&meeting)
        .active_session()
        .kick_all()
        .await
        .unwrap();
    client.session(&session).generate_summary().await.unwrap();
    fake.advance(Duration::from_secs(60));
    for token in tokens {
        fake.join(token.expose()).unwrap();
    }
    meeting
}

async fn record_and_stream(fake: &FakeServer, meeting: &MeetingId, ids: &mut Vec<(String, &str)>) {
    let client = fake.client();
    let recordings_of = client.meeting(meeting).recordings();
    let recording = recordings_of.start(&StartRecording::new()).await.unwrap();
    ids.push((recording.id.to_string(), recordings::RECORDING));
    let streams = client.meeting(meeting).livestreams();
    let stream = streams.start(&StartLivestream::new()).await;
    let stream = stream.unwrap().id.unwrap();
    fake.advance(Duration::from_secs(5));
    let run = client.livestream(&stream).active_session().await.unwrap();
    let run = run.session.unwrap().id.unwrap();
    ids.push((stream.to_string(), livestreams::LIVESTREAM));
    ids.push((run.to_string(), livestreams::LIVESTREAM_SESSION));
}

/// The snapshot with the ids of the cases.
fn with_ids(snapshot: &Value, ids: &[(String, &str)]) -> Value {
    let text = snapshot.to_string();
    let text = ids
        .iter()
        .fold(text, |text, (own, id)| text.replace(own, id));
    serde_json::from_str(&text).unwrap()
}
