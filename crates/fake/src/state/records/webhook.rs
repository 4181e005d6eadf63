//! The data of a webhook.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::state::clock::Millis;

/// A webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Webhook {
    pub id: String,
    pub app: String,
    /// Its name, address and events, and whether it is enabled, as the API has them.
    pub settings: Map<String, Value>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl Webhook {
    pub fn url(&self) -> &str {
        let url = self.settings.get("url").and_then(Value::as_str);
        url.unwrap_or_default()
    }

    pub fn is_enabled(&self) -> bool {
        self.settings.get("enabled") != Some(&Value::Bool(false))
    }

    /// Whether it is enabled and reports this event.
    pub fn reports(&self, event: &str) -> bool {
        let events = self.settings.get("events").and_then(Value::as_array);
        let mut events = events.into_iter().flatten();
        self.is_enabled() && events.any(|known| known == event)
    }
}
