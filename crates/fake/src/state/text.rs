//! What was written and said in a session.

use serde::{Deserialize, Serialize};

use super::clock::Millis;

/// A chat message, or a sentence that was said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    pub at: Millis,
    pub peer: String,
    pub custom_id: String,
    pub name: String,
    pub text: String,
}

/// What there is of a session in text.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Texts {
    pub chat: Vec<Line>,
    pub speech: Vec<Line>,
    /// When the summary was asked for.
    pub summary_begun: Option<Millis>,
    /// When the summary was ready.
    pub summary_at: Option<Millis>,
}
