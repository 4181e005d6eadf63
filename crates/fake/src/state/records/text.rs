//! Chat and speech of a session.

use serde::{Deserialize, Serialize};

use crate::state::clock::Millis;

/// A chat message, or a sentence that was said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    pub at: Millis,
    pub peer: String,
    pub custom_id: String,
    pub name: String,
    pub text: String,
}

/// The texts of a session.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Texts {
    pub chat: Vec<Line>,
    pub speech: Vec<Line>,
    /// When the summary was requested.
    pub summary_begun: Option<Millis>,
    /// When the summary was ready.
    pub summary_at: Option<Millis>,
}
