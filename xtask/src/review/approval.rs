//! An approval of a change.

use serde::Serialize;

/// An approval of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// The id of the change.
    #[serde(skip)]
    pub id: String,
    /// Why it is intended.
    pub reason: String,
    /// Who approves it.
    pub by: String,
}
