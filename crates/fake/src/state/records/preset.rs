//! Presets.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::state::clock::Millis;

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
