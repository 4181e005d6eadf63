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

    /// The preset of an app with this name.
    pub fn preset_named(&self, app: &str, name: &str) -> Option<&Preset> {
        let mut presets = self.presets.values();
        presets.find(|preset| preset.app == app && preset.name() == name)
    }

    pub(super) fn add_preset(&mut self, app: &str, settings: Value) -> String {
        let (id, now) = (self.ids.next(), self.now());
        let preset = Preset {
            id: id.clone(),
            app: app.to_owned(),
            settings,
            created_at: now,
            updated_at: now,
        };
        self.presets.insert(id.clone(), preset);
        id
    }

    /// Creates a preset and returns its id.
    pub fn create_preset(
        &mut self,
        app: &str,
        settings: Value,
        size: usize,
    ) -> Result<String, Full> {
        self.budget.spend(size)?;
        Ok(self.add_preset(app, settings))
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
    pub fn delete_preset(&mut self, id: &str) {
        self.presets.shift_remove(id);
    }
}
