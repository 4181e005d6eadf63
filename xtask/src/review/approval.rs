//! Somebody's word for a change.

use serde::Serialize;

/// Somebody's word for a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// The change.
    #[serde(skip)]
    pub id: String,
    /// Why it may be.
    pub reason: String,
    /// Who says so.
    pub by: String,
}
