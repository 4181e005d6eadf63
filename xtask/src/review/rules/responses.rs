//! Rules for responses: statuses and headers.

use super::wording::{step, subject};
use crate::diff::Response;

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Response;
    SUCCESS_ADDED = "success-added", Api {
        Response::Added { success: true, covered: false } => Safe / Risky,
        // what differs from the entry that described it is reported beside
        Response::Added { success: true, covered: true } => Safe / Safe,
    }
    step(d);
    "Callers may not expect this status; receivers of callbacks may keep their responses.";

    SUCCESS_REMOVED = "success-removed", Api {
        Response::Removed { success: true, narrowed: false, covered: false } => Breaking / Breaking,
        Response::Removed { success: true, narrowed: false, covered: true } => Safe / Safe,
    }
    step(d);
    "Callers wait for a status that is no longer sent.";

    SUCCESS_NARROWED = "success-narrowed", Api {
        Response::Removed { success: true, narrowed: true, covered: false } => Breaking / Safe,
        Response::Removed { success: true, narrowed: true, covered: true } => Safe / Safe,
    }
    format!("only some of the statuses of {} are left", subject(d));
    "Callers know the statuses that are left; other responses to callbacks are no longer understood.";

    ERROR_ADDED = "error-added", Api {
        Response::Added { success: false, .. } => Safe / Safe,
    }
    step(d);
    "Any call may fail, and callers expect that.";

    ERROR_REMOVED = "error-removed", Api {
        Response::Removed { success: false, .. } => Safe / Safe,
    }
    step(d);
    "Callers do not depend on an error.";

    HEADER_ADDED = "header-added", Api {
        Response::HeaderAdded { required: false } => Safe / Safe,
        // responses to callbacks and parts of a body need it
        Response::HeaderAdded { required: true } => Breaking / Safe,
    }
    step(d);
    "Callers ignore headers that they do not know; what they send needs it only where it is required.";

    HEADER_REMOVED = "header-removed", Api {
        Response::HeaderRemoved => Breaking / Breaking,
    }
    step(d);
    "Callers that read it find nothing.";

    HEADER_BECAME_REQUIRED = "header-became-required", Api {
        Response::HeaderRequired => Breaking / Safe,
    }
    format!("{} is always sent", subject(d));
    "It is always there; responses to callbacks without it are rejected.";

    HEADER_BECAME_OPTIONAL = "header-became-optional", Api {
        Response::HeaderOptional => Safe / Breaking,
    }
    format!("{} may be missing", subject(d));
    "Callers that depend on it may find nothing.";
}
