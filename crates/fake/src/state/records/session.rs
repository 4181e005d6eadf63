//! Sessions and the peers that are in them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::text::Texts;
use crate::state::clock::{Millis, minutes};

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
    pub(crate) peers: IndexMap<String, Peer>,
    #[serde(skip)]
    pub live_peers: usize,
    pub most_peers: usize,
    /// The ids of its recordings, the oldest first.
    pub(crate) recordings: Vec<String>,
    pub texts: Texts,
    /// The time since which the session is empty.
    pub(crate) empty_since: Option<Millis>,
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
    pub(crate) fn leave(&mut self, peer: &str, now: Millis) -> bool {
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
