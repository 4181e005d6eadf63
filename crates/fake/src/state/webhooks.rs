//! Webhooks.

use serde_json::{Map, Value};

use super::{Full, State, Webhook};

impl State {
    pub fn webhooks(&self) -> impl Iterator<Item = &Webhook> {
        self.webhooks.values()
    }

    pub fn webhook(&self, id: &str) -> Option<&Webhook> {
        self.webhooks.get(id)
    }

    /// Creates a webhook and returns its id.
    pub fn create_webhook(
        &mut self,
        app: &str,
        settings: Map<String, Value>,
        size: usize,
    ) -> Result<String, Full> {
        let (id, now) = self.begin(size)?;
        let webhook = Webhook {
            id: id.clone(),
            app: app.to_owned(),
            settings,
            created_at: now,
            updated_at: now,
        };
        self.webhooks.insert(id.clone(), webhook);
        Ok(id)
    }

    /// Replaces the settings of an existing webhook.
    pub fn set_webhook(
        &mut self,
        id: &str,
        settings: Map<String, Value>,
        size: usize,
    ) -> Result<(), Full> {
        self.budget.spend(size)?;
        let now = self.now();
        if let Some(webhook) = self.webhooks.get_mut(id) {
            webhook.settings = settings;
            webhook.updated_at = now;
        }
        Ok(())
    }

    /// Deletes a webhook. Nothing more is sent to it.
    pub fn delete_webhook(&mut self, id: &str) -> Option<Webhook> {
        self.webhooks.shift_remove(id)
    }
}
