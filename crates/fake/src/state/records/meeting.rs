//! Meetings and the participants who are enrolled in them.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::state::clock::Millis;

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
    pub(crate) participants: IndexMap<String, Participant>,
    /// The number of participants with each `custom_participant_id`.
    #[serde(skip)]
    pub(crate) custom_ids: HashMap<String, usize>,
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
    pub(crate) fn size(&self) -> usize {
        let optional = [&self.name, &self.picture].into_iter().flatten();
        let all = optional.chain([&self.custom_id, &self.preset_name]);
        all.map(String::len).sum()
    }
}
