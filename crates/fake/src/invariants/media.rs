//! Webhooks, recordings, livestreams and texts in random sequences of operations.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{World, chosen};
use crate::contract::contract;
use crate::operations::EVENTS;
use crate::state::{Medium, Sent};

/// What the test knows about them.
#[derive(Default)]
pub struct Known {
    webhooks: Vec<String>,
    deleted: Vec<String>,
    recordings: Vec<String>,
    livestreams: Vec<String>,
}

/// One step. Its numbers select among existing objects.
#[derive(Clone, Debug)]
pub enum MediaStep {
    Listen,
    Forget(usize),
    Record(usize, bool),
    Control(usize, usize),
    Stream(usize),
    EndStream(usize),
    CreateStream,
    Say(usize, bool, String),
    Summarize(usize),
}

pub fn steps() -> impl Strategy<Value = MediaStep> {
    prop_oneof![
        Just(MediaStep::Listen),
        any::<usize>().prop_map(MediaStep::Forget),
        (any::<usize>(), any::<bool>()).prop_map(|(index, more)| MediaStep::Record(index, more)),
        (any::<usize>(), 0..3_usize).prop_map(|(index, what)| MediaStep::Control(index, what)),
        any::<usize>().prop_map(MediaStep::Stream),
        any::<usize>().prop_map(MediaStep::EndStream),
        Just(MediaStep::CreateStream),
        (any::<usize>(), any::<bool>(), ".{0,6}")
            .prop_map(|(index, says, text)| MediaStep::Say(index, says, text)),
        any::<usize>().prop_map(MediaStep::Summarize),
    ]
}

fn id(body: &Value) -> String {
    body["data"]["id"].as_str().unwrap().to_owned()
}

impl World {
    pub fn media_step(&mut self, step: MediaStep) {
        match step {
            MediaStep::Listen => {
                let body = json!({"name": "all", "url": "http://127.0.0.1:9/", "events": EVENTS});
                let (_, body) = self.send("POST", "/webhooks", "", &body);
                self.known.webhooks.push(id(&body));
            }
            MediaStep::Forget(index) => {
                let Some(webhook) = chosen(&self.known.webhooks, index).cloned() else {
                    return;
                };
                let path = format!("/webhooks/{webhook}");
                assert_eq!(self.send("DELETE", &path, "", &Value::Null).0, 200);
                assert_eq!(self.send("GET", &path, "", &Value::Null).0, 404);
                self.known.webhooks.retain(|known| *known != webhook);
                self.known.deleted.push(webhook);
            }
            MediaStep::Record(index, more) => {
                let Some(meeting) = chosen(&self.meetings, index) else {
                    return;
                };
                let body = json!({"meeting_id": meeting, "allow_multiple_recordings": more});
                let (status, body) = self.send("POST", "/recordings", "", &body);
                if status == 200 {
                    self.known.recordings.push(id(&body));
                }
            }
            MediaStep::Control(index, what) => {
                let Some(recording) = chosen(&self.known.recordings, index) else {
                    return;
                };
                let action = ["pause", "resume", "stop"][what];
                let body = json!({"action": action});
                let path = format!("/recordings/{recording}");
                let (status, _) = self.send("PUT", &path, "", &body);
                assert!([200, 409].contains(&status));
            }
            MediaStep::Stream(index) => {
                let Some(meeting) = chosen(&self.meetings, index) else {
                    return;
                };
                let path = format!("/meetings/{meeting}/livestreams");
                let (status, body) = self.send("POST", &path, "", &json!({}));
                if status == 201 && !self.known.livestreams.contains(&id(&body)) {
                    self.known.livestreams.push(id(&body));
                }
            }
            MediaStep::EndStream(index) => {
                let Some(meeting) = chosen(&self.meetings, index) else {
                    return;
                };
                let path = format!("/meetings/{meeting}/active-livestream");
                self.send("POST", &format!("{path}/stop"), "", &Value::Null);
                assert_eq!(self.send("GET", &path, "", &Value::Null).0, 404);
            }
            MediaStep::CreateStream => {
                let (_, body) = self.send("POST", "/livestreams", "", &json!({"name": "x"}));
                self.known.livestreams.push(id(&body));
            }
            MediaStep::Say(index, says, text) => {
                let Some(peer) = chosen(&self.peers, index) else {
                    return;
                };
                let medium = if says { Medium::Speech } else { Medium::Chat };
                let _ = self.core.lock().state.add_text(peer, medium, &text);
            }
            MediaStep::Summarize(index) => {
                let sessions = self.list("/sessions", "/data/sessions", 50);
                let Some(session) = chosen(&sessions, index) else {
                    return;
                };
                let path = format!("/sessions/{}/summary", session["id"].as_str().unwrap());
                self.send("POST", &path, "", &Value::Null);
            }
        }
    }

    pub fn check_media(&self) {
        let ids = |items: &[Value]| -> Vec<String> {
            let ids = items.iter().map(|it| it["id"].as_str().unwrap().to_owned());
            ids.collect()
        };
        let (_, webhooks) = self.send("GET", "/webhooks", "", &Value::Null);
        let found = ids(webhooks["data"].as_array().unwrap());
        assert_eq!(found, self.known.webhooks);
        let recordings = self.list("/recordings", "/data", 2);
        assert_eq!(ids(&recordings), self.known.recordings);
        for recording in recordings {
            let session = format!(
                "/sessions/{}",
                recording["session_id"].as_str().unwrap_or("x")
            );
            let (_, session) = self.send("GET", &session, "", &Value::Null);
            let is_over = session["data"]["status"] == "ENDED";
            assert!(!is_over || recording["stopped_time"].is_string());
        }
        let livestreams = self.list("/livestreams", "/data", 2);
        assert_eq!(ids(&livestreams), self.known.livestreams);
        for path in ["/analytics/daywise", "/analytics/livestreams/overall"] {
            assert_eq!(self.send("GET", path, "", &Value::Null).0, 200);
        }
        let daily = "/analytics/livestreams/daywise";
        assert_eq!(self.send("GET", daily, "", &Value::Null).0, 200);
        self.check_events();
    }

    /// Events match the API description, and none is sent to a webhook that was deleted.
    fn check_events(&self) {
        let description = contract().unwrap();
        let mut inner = self.core.lock();
        for delivery in inner.state.outbox.all() {
            let mut events = description.events.iter();
            let found = events.find(|(name, _)| *name == delivery.event);
            let (_, expected) = found.unwrap_or_else(|| panic!("{}", delivery.event));
            let checked = expected.check(&delivery.body);
            checked.unwrap_or_else(|mistake| panic!("{mistake}: {}", delivery.body));
            assert_eq!(delivery.body["event"], delivery.event.as_str());
        }
        while let Some(attempt) = inner.state.next_attempt() {
            assert!(!self.known.deleted.contains(&attempt.webhook_id));
            inner.state.sent(attempt.number, Sent::Status(200));
        }
    }
}
