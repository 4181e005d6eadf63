//! Why somebody cannot be added, join or leave.

use std::fmt;

use super::budget::Full;

/// The reason why a participant could not be stored.
#[derive(Debug)]
pub enum Taken {
    /// Another participant of the meeting has the `custom_participant_id`.
    CustomId,
    Full,
}

impl From<Full> for Taken {
    fn from(_: Full) -> Self {
        Self::Full
    }
}

/// Why a token cannot be used to join.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JoinError {
    /// The server did not issue this token.
    UnknownToken,
    /// The token has expired.
    Expired,
    /// The participant was deleted.
    Deleted,
    /// The meeting is inactive.
    MeetingInactive,
    /// The participant has no name. The service rejects such tokens with error 0002; an empty name is accepted.
    NoName,
    /// The server is full.
    Full,
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownToken => "the server did not issue this token",
            Self::Expired => "the token has expired",
            Self::Deleted => "the participant was deleted",
            Self::MeetingInactive => "the meeting is inactive",
            Self::NoName => "error 0002: the participant has no name",
            Self::Full => "the server is full",
        })
    }
}

impl std::error::Error for JoinError {}

/// The peer is not in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotInSession;

impl fmt::Display for NotInSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the peer is not in a session")
    }
}

impl std::error::Error for NotInSession {}
