//! The direction of a value: sent by callers, read by them, or both.

/// Who sends a value and who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Callers send it.
    Request,
    /// Callers read it.
    Response,
    /// Callers do both, or it is not known.
    Both,
}

impl Direction {
    /// Whether callers send it.
    pub fn is_sent(self) -> bool {
        self != Self::Response
    }

    /// Whether callers only send it. Then its secrets are their own and are serialised. Secrets of a response must
    /// not be written by accident.
    pub fn is_only_sent(self) -> bool {
        self == Self::Request
    }
}
