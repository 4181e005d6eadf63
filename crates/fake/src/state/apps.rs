//! Apps.

use serde_json::Value;

use super::records::app::App;
use super::{Full, State, weight};

impl State {
    /// The oldest first.
    pub fn apps(&self) -> impl DoubleEndedIterator<Item = &App> {
        self.apps.values()
    }

    pub fn app(&self, id: &str) -> Option<&App> {
        self.apps.get(id)
    }

    /// Creates an app with these presets, and returns its id.
    pub fn create_app(&mut self, name: String, presets: Vec<Value>) -> Result<String, Full> {
        let sizes = presets.iter().map(weight);
        self.budget
            .spend(sizes.fold(name.len(), usize::saturating_add))?;
        let id = self.ids.next();
        self.add_app(id.clone(), name, presets);
        Ok(id)
    }

    pub(super) fn add_app(
        &mut self,
        id: String,
        name: String,
        presets: impl IntoIterator<Item = Value>,
    ) {
        let app = App {
            id: id.clone(),
            name,
            created_at: self.now(),
        };
        self.apps.insert(id.clone(), app);
        for settings in presets {
            self.add_preset(&id, settings);
        }
    }
}
