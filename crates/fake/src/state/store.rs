//! The whole state of a server.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::alternative::Alternative;
use super::budget::{Budget, Full};
use super::clock::{Clock, Millis};
use super::ids::Ids;
use super::outbox::Outbox;
use super::records::app::{APP_ID, APP_NAME, App};
use super::records::livestream::{Livestream, LivestreamSession};
use super::schedule::Schedule;
use super::{Meeting, Preset, Recording, Session, Webhook};

/// The whole state of a server.
#[derive(Debug, Serialize, Deserialize)]
pub struct State {
    #[serde(skip, default = "Clock::still")]
    pub clock: Clock,
    /// Those that are enabled.
    #[serde(skip)]
    pub alternatives: HashSet<Alternative>,
    pub(super) ids: Ids,
    pub(super) budget: Budget,
    /// By id, in the order of creation, like the following maps.
    pub(super) apps: IndexMap<String, App>,
    pub(super) presets: IndexMap<String, Preset>,
    pub(super) meetings: IndexMap<String, Meeting>,
    pub(super) sessions: IndexMap<String, Session>,
    /// The meeting of each participant.
    #[serde(skip)]
    pub(super) enrolled: HashMap<String, String>,
    /// The live session of each meeting that has one.
    #[serde(skip)]
    pub(super) live: HashMap<String, String>,
    /// The session of each peer.
    #[serde(skip)]
    pub(super) peers: HashMap<String, String>,
    /// The reports of peers that have one.
    pub(super) reports: HashMap<String, Value>,
    pub(super) recordings: IndexMap<String, Recording>,
    pub(super) livestreams: IndexMap<String, Livestream>,
    pub(super) livestream_sessions: IndexMap<String, LivestreamSession>,
    /// The livestream of each meeting that has one.
    #[serde(skip)]
    pub(super) streamed: HashMap<String, String>,
    /// The origin of the URLs of files, `http://127.0.0.1:8787`.
    #[serde(skip)]
    pub origin: String,
    pub(super) webhooks: IndexMap<String, Webhook>,
    #[serde(skip)]
    pub(super) schedule: Schedule,
    #[serde(skip)]
    pub outbox: Outbox,
}

impl State {
    /// A server with the presets of a new app.
    pub fn new(clock: Clock, presets: impl IntoIterator<Item = serde_json::Value>) -> Self {
        let mut state = Self {
            clock,
            alternatives: HashSet::new(),
            ids: Ids::default(),
            budget: Budget::default(),
            apps: IndexMap::new(),
            presets: IndexMap::new(),
            meetings: IndexMap::new(),
            sessions: IndexMap::new(),
            enrolled: HashMap::new(),
            live: HashMap::new(),
            peers: HashMap::new(),
            reports: HashMap::new(),
            recordings: IndexMap::new(),
            livestreams: IndexMap::new(),
            livestream_sessions: IndexMap::new(),
            streamed: HashMap::new(),
            origin: String::new(),
            webhooks: IndexMap::new(),
            schedule: Schedule::default(),
            outbox: Outbox::default(),
        };
        state.add_app(APP_ID.to_owned(), APP_NAME.to_owned(), presets);
        state
    }

    /// The id of a new object with a body of this size, and the time at which it is created.
    pub(super) fn begin(&mut self, size: usize) -> Result<(String, Millis), Full> {
        self.budget.spend(size)?;
        Ok((self.ids.next(), self.now()))
    }

    pub fn enabled(&self, alternative: Alternative) -> bool {
        self.alternatives.contains(&alternative)
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }
}
