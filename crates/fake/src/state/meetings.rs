//! Meetings.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{Alternative, Full, Meeting, State};

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
        app: &str,
        settings: Map<String, Value>,
        size: usize,
    ) -> Result<String, Full> {
        let (id, now) = self.begin(size)?;
        let meeting = Meeting {
            id: id.clone(),
            app: app.to_owned(),
            is_active: true,
            settings,
            created_at: now,
            updated_at: now,
            participants: IndexMap::new(),
            custom_ids: HashMap::new(),
        };
        self.meetings.insert(id.clone(), meeting);
        Ok(id)
    }

    /// Replaces all settings of an existing meeting. Its status is only changed if one is given.
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
        if is_active == Some(false) && self.enabled(Alternative::InactiveMeetingsEnd) {
            self.kick_all(id);
        }
        // The keep-alive time may have changed.
        self.schedule_end(id);
        Ok(())
    }
}
