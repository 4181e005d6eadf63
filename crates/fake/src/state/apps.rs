//! Apps. Everything else belongs to the first one.

use super::app::{APP_ID, APP_NAME, App};
use super::{Full, State};

impl State {
    /// The oldest first.
    pub fn apps(&self) -> impl DoubleEndedIterator<Item = &App> {
        self.apps.values()
    }

    pub fn app(&self, id: &str) -> Option<&App> {
        self.apps.get(id)
    }

    pub(super) fn seed_app(&mut self) {
        self.add_app(APP_ID.to_owned(), APP_NAME.to_owned());
    }

    /// Creates an app and returns its id.
    pub fn create_app(&mut self, name: String) -> Result<String, Full> {
        self.budget.spend(name.len())?;
        let id = self.ids.next();
        self.add_app(id.clone(), name);
        Ok(id)
    }

    fn add_app(&mut self, id: String, name: String) {
        let app = App {
            id: id.clone(),
            name,
            created_at: self.now(),
        };
        self.apps.insert(id, app);
    }
}
