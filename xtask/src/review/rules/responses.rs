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
    "Receivers can keep responding as they do." / "Callers may not expect this status.";

    SUCCESS_REMOVED = "success-removed", Api {
        Response::Removed { success: true, narrowed: false, covered: false } => Breaking / Breaking,
        Response::Removed { success: true, narrowed: false, covered: true } => Safe / Safe,
    }
    step(d);
    "The service may not understand this status."
        / "Callers that expect this status may not get it.";

    SUCCESS_NARROWED = "success-narrowed", Api {
        Response::Removed { success: true, narrowed: true, covered: false } => Breaking / Safe,
        Response::Removed { success: true, narrowed: true, covered: true } => Safe / Safe,
    }
    format!("{} covers fewer statuses", subject(d));
    "The service may not understand the other statuses."
        / "Callers know the remaining statuses.";

    ERROR_ADDED = "error-added", Api {
        Response::Added { success: false, .. } => Safe / Safe,
    }
    step(d);
    "Any call may fail, and callers expect that.";

    ERROR_REMOVED = "error-removed", Api {
        Response::Removed { success: false, narrowed: _, covered: false } => Breaking / Safe,
        // what differs from the entry that describes it now is reported beside
        Response::Removed { success: false, narrowed: _, covered: true } => Safe / Safe,
    }
    step(d);
    "The service may not understand this status." / "Callers do not depend on an error.";

    ERRORS_UNDESCRIBED = "errors-undescribed", Api {
        Response::ErrorsUndescribed => Breaking / Risky,
    }
    format!("{}, and nothing describes these errors now", step(d));
    "The service may not understand these errors." / "Calls can still fail, and callers that read the content may find another.";

    HEADER_ADDED = "header-added", Api {
        Response::HeaderAdded { required: false } => Safe / Safe,
        // responses to callbacks and parts of a body need it
        Response::HeaderAdded { required: true } => Breaking / Safe,
    }
    step(d);
    "Callers have to send it only if it is required." / "Callers can ignore it.";

    HEADER_REMOVED = "header-removed", Api {
        Response::HeaderRemoved => Breaking / Breaking,
    }
    step(d);
    "It is rejected or ignored." / "Callers that read it find nothing.";

    HEADER_BECAME_REQUIRED = "header-became-required", Api {
        Response::HeaderRequired => Breaking / Safe,
    }
    format!("{} is now required", subject(d));
    "What callers send without it is rejected." / "Callers always get it.";

    HEADER_BECAME_OPTIONAL = "header-became-optional", Api {
        Response::HeaderOptional => Safe / Breaking,
    }
    format!("{} is no longer required", subject(d));
    "Callers can keep sending it." / "Callers that depend on it may find nothing.";
}
