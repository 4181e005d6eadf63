//! Decode errors: responses that do not match the schema.

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use reqwest::StatusCode;

use super::{Origin, about_response::about_a_response};

/// The API reported success, but the response does not match the schema. The error contains the path and the kinds of
/// values, never a value.
pub struct DecodeError {
    pub(super) origin: Origin,
    place: Place,
    body: Bytes,
}

/// The place at which a response does not match the schema, and the kinds of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The path from the top; empty for the whole response.
    pub(crate) path: String,
    pub(crate) expected: Cow<'static, str>,
    pub(crate) found: &'static str,
    /// Whether the payload itself is missing.
    pub(crate) is_payload: bool,
}

impl DecodeError {
    pub(crate) fn new(origin: Origin, place: Place, body: Bytes) -> Self {
        Self {
            origin,
            place,
            body,
        }
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.origin.status
    }

    /// The path in the response: `data.participant.peer_events[3].created_at`. Empty for the whole response.
    pub fn path(&self) -> &str {
        &self.place.path
    }

    /// The expected kind of value: `a string`, `an integer`.
    pub fn expected(&self) -> &str {
        &self.place.expected
    }

    /// The kind of value in the response: `a number`, `null`, `nothing`.
    pub fn found(&self) -> &str {
        self.place.found
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place {
            path,
            expected,
            found,
            is_payload,
        } = &self.place;
        let Origin {
            operation, status, ..
        } = &self.origin;
        let path = if path.is_empty() { "the top" } else { path };
        write!(
            f,
            "{}: the response {status} does not match the schema: at {path} expected {expected}, found {found}; ",
            operation.id
        )?;
        if !operation.method.only_reads() {
            f.write_str("the request was carried out, do not repeat it; ")?;
        }
        f.write_str(if *is_payload {
            "the service reported success and sent no result: there may be none, or none yet"
        } else {
            "`body()` has the whole response, and a newer version of this crate may read it"
        })?;
        self.origin.write_end(f)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.origin.operation.id)
            .field("status", &self.origin.status)
            .field("place", &self.place)
            .field("ray_id", &self.origin.ray_id)
            .field("attempts", &self.origin.tried.attempts)
            .finish_non_exhaustive()
    }
}

about_a_response!(DecodeError);
