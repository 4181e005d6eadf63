//! Reports of peers. They are set, because nothing is measured.

use serde_json::{Value, json};

use super::{NotInSession, State};

impl State {
    /// Sets the report of a peer that is or was in a session.
    pub fn set_report(&mut self, peer: &str, report: Value) -> Result<(), NotInSession> {
        if !self.peers.contains_key(peer) {
            return Err(NotInSession);
        }
        self.reports.insert(peer.to_owned(), report);
        Ok(())
    }

    /// The report of a peer; empty unless one was set.
    pub fn report(&self, peer: &str) -> Value {
        self.reports.get(peer).cloned().unwrap_or_else(|| json!({}))
    }
}
