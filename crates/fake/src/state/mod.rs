//! What the server holds. Nothing here knows HTTP or the shapes of responses.

mod budget;
pub mod clock;
mod ids;
mod meetings;
mod participants;
mod presets;
mod sessions;
mod tokens;

use std::collections::HashMap;

use indexmap::IndexMap;

use budget::Budget;
use clock::{Clock, Millis};
use ids::Ids;

pub use budget::Full;
pub use meetings::Meeting;
pub use participants::{Participant, Profile, Taken};
pub use presets::Preset;
pub use sessions::{JoinError, NotInSession, Peer, Session};

/// Everything that a server holds.
#[derive(Debug)]
pub struct State {
    pub clock: Clock,
    /// Whether several participants of a meeting may have one `custom_participant_id`.
    pub allows_duplicates: bool,
    ids: Ids,
    budget: Budget,
    /// By id, in the order in which they were created, as all of these.
    presets: IndexMap<String, Preset>,
    meetings: IndexMap<String, Meeting>,
    sessions: IndexMap<String, Session>,
    /// The meeting of each participant.
    enrolled: HashMap<String, String>,
    /// The live session of each meeting that has one.
    live: HashMap<String, String>,
    /// The session of each peer.
    peers: HashMap<String, String>,
    /// Up to when sessions that have lived on long enough were ended.
    settled: Millis,
}

impl State {
    /// A server with the presets that a new app has.
    pub fn new(clock: Clock, presets: impl IntoIterator<Item = serde_json::Value>) -> Self {
        let mut state = Self {
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
