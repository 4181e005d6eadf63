//! Presets.

use serde_json::Value;

use super::{Full, Preset, State};

impl State {
    pub fn presets(&self) -> impl Iterator<Item = &Preset> {
        self.presets.values()
    }

    pub fn preset(&self, id: &str) -> Option<&Preset> {
        self.presets.get(id)
    }

    pub fn preset_named(&self, name: &str) -> Option<&Preset> {
        self.presets.values().find(|preset| preset.name() == name)
    }

    pub(super) fn seed_preset(&mut self, settings: Value) -> String {
        let (id, now) = (self.ids.next(), self.now());
        let preset = Preset {
            id: id.clone(),
            settings,
            created_at: now,
            updated_at: now,
        };
        self.presets.insert(id.clone(), preset);
        id
    }

    /// Creates a preset and returns its id.
    pub fn create_preset(&mut self, settings: Value, size: usize) -> Result<String, Full> {
        self.budget.spend(size)?;
        Ok(self.seed_preset(settings))
    }

    /// Replaces the settings of an existing preset.
    pub fn set_preset(&mut self, id: &str, settings: Value, size: usize) -> Result<(), Full> {
        self.budget.spend(size)?;
        let now = self.now();
        if let Some(preset) = self.presets.get_mut(id) {
            preset.settings = settings;
            preset.updated_at = now;
        }
        Ok(())
    }

    /// Deletes a preset. Participants who have it keep its name.
    pub fn delete_preset(&mut self, id: &str) -> Option<Preset> {
        self.presets.shift_remove(id)
    }
}
