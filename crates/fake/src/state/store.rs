//! The whole state of a server.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::budget::Budget;
use super::clock::{Clock, Millis};
use super::ids::Ids;
use super::{Meeting, Preset, Session};

/// The whole state of a server.
#[derive(Debug)]
pub struct State {
    pub clock: Clock,
    /// When the server started.
    pub started_at: Millis,
    /// Whether several participants of a meeting may have one `custom_participant_id`.
    pub allows_duplicates: bool,
    pub(super) ids: Ids,
    pub(super) budget: Budget,
    /// By id, in the order of creation, like the following maps.
    pub(super) presets: IndexMap<String, Preset>,
    pub(super) meetings: IndexMap<String, Meeting>,
    pub(super) sessions: IndexMap<String, Session>,
    /// The meeting of each participant.
    pub(super) enrolled: HashMap<String, String>,
    /// The live session of each meeting that has one.
    pub(super) live: HashMap<String, String>,
    /// The session of each peer.
    pub(super) peers: HashMap<String, String>,
    /// The reports of peers that have one.
    pub(super) reports: HashMap<String, Value>,
    /// The time up to which sessions were ended.
    pub(super) settled: Millis,
}

impl State {
    /// A server with the presets of a new app.
    pub fn new(clock: Clock, presets: impl IntoIterator<Item = serde_json::Value>) -> Self {
        let mut state = Self {
            started_at: clock.now(),
            clock,
            allows_duplicates: false,
            ids: Ids::default(),
            budget: Budget::default(),
            presets: IndexMap::new(),
            meetings: IndexMap::new(),
            sessions: IndexMap::new(),
            enrolled: HashMap::new(),
            live: HashMap::new(),
            peers: HashMap::new(),
            reports: HashMap::new(),
            settled: 0,
        };
        for settings in presets {
            state.seed_preset(settings);
        }
        state
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }
}
