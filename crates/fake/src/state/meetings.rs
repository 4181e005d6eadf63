//! Meetings.

use std::time::Duration;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::clock::{Millis, millis};
use super::participants::Participant;
use super::{Full, State};

/// For how long a session lives on after its last participant has left, if the meeting does not set it.
const KEEP_ALIVE: u64 = 60;

/// A meeting.
#[derive(Debug)]
pub struct Meeting {
    pub id: String,
    pub is_active: bool,
    /// Everything that is set about it except the status, as the API has it.
    pub settings: Map<String, Value>,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// By id, in the order in which they were added.
    pub(super) participants: IndexMap<String, Participant>,
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

impl State {
    pub fn meetings(&self) -> impl Iterator<Item = &Meeting> {
        self.meetings.values()
    }

    pub fn meeting(&self, id: &str) -> Option<&Meeting> {
        self.meetings.get(id)
    }

    /// Creates a meeting and returns its id.
    pub fn create_meeting(
        &mut self,
        settings: Map<String, Value>,
        size: usize,
    ) -> Result<String, Full> {
        self.budget.spend(size)?;
        let (id, now) = (self.ids.next(), self.now());
        let meeting = Meeting {
            id: id.clone(),
            is_active: true,
            settings,
            created_at: now,
            updated_at: now,
            participants: IndexMap::new(),
        };
        self.meetings.insert(id.clone(), meeting);
        Ok(id)
    }

    /// Sets everything about a meeting that exists; its status only if one is given.
    pub fn set_meeting(
        &mut self,
        id: &str,
        settings: Map<String, Value>,
        is_active: Option<bool>,
        size: usize,
    ) -> Result<(), Full> {
        self.budget.spend(size)?;
        let now = self.now();
        if let Some(meeting) = self.meetings.get_mut(id) {
            meeting.settings = settings;
            meeting.is_active = is_active.unwrap_or(meeting.is_active);
            meeting.updated_at = now;
        }
        Ok(())
    }
}
