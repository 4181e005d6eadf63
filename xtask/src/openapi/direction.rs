//! Which way something travels.

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

    /// Whether callers only send it, so that its secrets are their own. One that came in a response is not theirs to
    /// write by accident.
    pub fn is_only_sent(self) -> bool {
        self == Self::Request
    }
}
