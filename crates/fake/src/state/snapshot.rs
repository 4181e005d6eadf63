//! The state as JSON, and back.
//!
//! It has no values that can be computed from others. If its values contradict each other, requests still get a
//! response.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::State;
use super::clock::Millis;
use super::records::app::{APP_ID, APP_NAME};

/// The version of snapshots, which changes with their format.
const VERSION: u64 = 2;

/// Why a snapshot cannot be restored. It has no value of the snapshot, which can contain credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreError(String);

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no snapshot of this version: {}", self.0)
    }
}

impl std::error::Error for RestoreError {}

/// The format of a snapshot.
#[derive(Serialize, Deserialize)]
struct Snapshot<S> {
    version: u64,
    now: Millis,
    state: S,
}

/// The message of serde without the value that it quotes: `invalid type: string "…", expected i64`.
fn without_value(message: &str) -> String {
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("a value is not {expected}"),
        None if message.starts_with("missing field `") => message.to_owned(),
        None => "a value is not valid".to_owned(),
    }
}

impl State {
    /// Everything except deliveries and settings of the server, such as [`alternatives`](State::alternatives).
    pub fn snapshot(&mut self) -> Value {
        self.settle();
        let snapshot = Snapshot {
            version: VERSION,
            now: self.now(),
            state: &*self,
        };
        // All keys are strings and all numbers are finite, so this cannot fail.
        serde_json::to_value(snapshot).unwrap_or_else(|_| json!({}))
    }

    /// Replaces the state by a snapshot. The outbox and the address of the server are kept.
    pub fn restore(&mut self, snapshot: &Value) -> Result<(), RestoreError> {
        // An older version has another format.
        let version = snapshot.get("version").and_then(Value::as_u64);
        if let Some(version) = version.filter(|version| *version != VERSION) {
            return Err(RestoreError(format!("its version is {version}")));
        }
        let read: Result<Snapshot<State>, _> = Deserialize::deserialize(snapshot);
        let read = read.map_err(|error| RestoreError(without_value(&error.to_string())))?;
        let mut state = read.state;
        std::mem::swap(&mut state.clock, &mut self.clock);
        state.clock.set(read.now);
        std::mem::swap(&mut state.outbox, &mut self.outbox);
        state.origin = std::mem::take(&mut self.origin);
        state.alternatives = std::mem::take(&mut self.alternatives);
        state.index();
        if state.app(APP_ID).is_none() {
            state.add_app(APP_ID.to_owned(), APP_NAME.to_owned(), []);
        }
        *self = state;
        self.settle();
        Ok(())
    }

    /// Computes the indices, which are not in a snapshot.
    fn index(&mut self) {
        for meeting in self.meetings.values_mut() {
            meeting.custom_ids.clear();
            let ids = meeting.participants.values();
            let ids: Vec<String> = ids.map(|it| it.profile.custom_id.clone()).collect();
            for id in ids {
                *meeting.custom_ids.entry(id).or_default() += 1;
            }
            for participant in meeting.participants.keys() {
                self.enrolled
                    .insert(participant.clone(), meeting.id.clone());
            }
        }
        for session in self.sessions.values_mut() {
            let here = session.peers.values().filter(|peer| peer.left_at.is_none());
            session.live_peers = here.count();
            for peer in session.peers.keys() {
                self.peers.insert(peer.clone(), session.id.clone());
            }
            if session.ended_at.is_none() {
                self.live
                    .insert(session.meeting.clone(), session.id.clone());
            }
        }
        let streams = self.livestreams.values();
        let streams =
            streams.filter_map(|stream| Some((stream.meeting.clone()?, stream.id.clone())));
        self.streamed = streams.collect();
        self.reschedule();
    }

    fn reschedule(&mut self) {
        let live: Vec<String> = self.live.keys().cloned().collect();
        for meeting in live {
            self.schedule_end(&meeting);
        }
        for session in self.sessions.keys().cloned().collect::<Vec<_>>() {
            self.schedule_summary(&session);
        }
        for recording in self.recordings.keys().cloned().collect::<Vec<_>>() {
            self.schedule_recording(&recording);
        }
        for stream in self.livestreams.keys().cloned().collect::<Vec<_>>() {
            self.schedule_livestream(&stream);
        }
    }
}
