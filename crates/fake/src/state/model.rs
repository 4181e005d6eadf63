//! The objects that are stored: presets, meetings, participants, sessions, peers.

use std::collections::HashMap;
use std::time::Duration;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::clock::{Millis, millis, minutes};
use super::text::Texts;

/// A preset.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Preset {
    pub id: String,
    pub app: String,
    /// All of its settings, with its name, in the format of the API.
    pub settings: Value,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl Preset {
    pub fn name(&self) -> &str {
        self.settings["name"].as_str().unwrap_or_default()
    }
}

/// The default keep-alive time of a session after its last peer has left, in seconds.
pub const KEEP_ALIVE: u64 = 60;

/// A meeting.
#[derive(Debug, Serialize, Deserialize)]
pub struct Meeting {
    pub id: String,
    pub app: String,
    pub is_active: bool,
    /// All of its settings except the status, in the format of the API.
    pub settings: Map<String, Value>,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// By id, in the order in which they were added.
    pub(super) participants: IndexMap<String, Participant>,
    /// The number of participants with each `custom_participant_id`.
    #[serde(skip)]
    pub(super) custom_ids: HashMap<String, usize>,
}

impl Meeting {
    pub fn title(&self) -> Option<&str> {
        self.settings.get("title")?.as_str()
    }

    pub fn participants(&self) -> impl Iterator<Item = &Participant> {
        self.participants.values()
    }

    pub fn participant(&self, id: &str) -> Option<&Participant> {
        self.participants.get(id)
    }

    pub(super) fn keep_alive(&self) -> Millis {
        let seconds = self.settings.get("session_keep_alive_time_in_secs");
        let seconds = seconds.and_then(Value::as_u64).unwrap_or(KEEP_ALIVE);
        millis(Duration::from_secs(seconds))
    }
}

/// A user who is enrolled in a meeting.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Participant {
    pub id: String,
    /// The user as the service knows them.
    pub user_id: String,
    pub preset_id: String,
    /// When their newest token expires.
    pub newest_token: Millis,
    pub profile: Profile,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// The properties of a participant that callers set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub custom_id: String,
    pub name: Option<String>,
    pub picture: Option<String>,
    pub preset_name: String,
}

impl Profile {
    pub(super) fn size(&self) -> usize {
        let optional = [&self.name, &self.picture].into_iter().flatten();
        let all = optional.chain([&self.custom_id, &self.preset_name]);
        all.map(String::len).sum()
    }
}

/// One live run of a meeting.
#[derive(Debug, Serialize, Deserialize)]
pub struct Session {
    pub id: String,
    pub app: String,
    pub meeting: String,
    /// The title of the meeting when the session began.
    pub title: Option<String>,
    pub started_at: Millis,
    pub ended_at: Option<Millis>,
    pub updated_at: Millis,
    /// By id, in the order in which they joined.
    pub(super) peers: IndexMap<String, Peer>,
    #[serde(skip)]
    pub live_peers: usize,
    pub most_peers: usize,
    /// The ids of its recordings, the oldest first.
    pub(super) recordings: Vec<String>,
    pub texts: Texts,
    /// The time since which the session is empty.
    pub(super) empty_since: Option<Millis>,
}

/// One connection of a participant in a session.
#[derive(Debug, Serialize, Deserialize)]
pub struct Peer {
    pub id: String,
    pub participant: String,
    pub user_id: String,
    pub custom_id: String,
    pub name: String,
    pub picture: Option<String>,
    pub preset_name: String,
    pub view_type: Option<String>,
    pub joined_at: Millis,
    pub left_at: Option<Millis>,
    /// The ids of the events of joining and leaving.
    pub events: [String; 2],
}

impl Peer {
    pub fn minutes(&self, now: Millis) -> f64 {
        minutes(self.joined_at, self.left_at.unwrap_or(now))
    }
}

impl Session {
    pub fn is_live(&self) -> bool {
        self.ended_at.is_none()
    }

    pub fn peers(&self) -> impl Iterator<Item = &Peer> {
        self.peers.values()
    }

    pub fn peer(&self, id: &str) -> Option<&Peer> {
        self.peers.get(id)
    }

    /// The minutes of all peers together.
    pub fn minutes(&self, now: Millis) -> f64 {
        self.peers().map(|peer| peer.minutes(now)).sum()
    }

    /// Removes a peer. Returns whether it was in the session.
    pub(super) fn leave(&mut self, peer: &str, now: Millis) -> bool {
        let Some(peer) = self
            .peers
            .get_mut(peer)
            .filter(|peer| peer.left_at.is_none())
        else {
            return false;
        };
        peer.left_at = Some(now);
        self.updated_at = now;
        self.live_peers -= 1;
        if self.live_peers == 0 {
            self.empty_since = Some(now);
        }
        true
    }
}
