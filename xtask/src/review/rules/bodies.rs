//! Rules for request bodies and for media types.

use super::wording::{step, subject, value};
use crate::diff::Body;

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Body;
    BODY_ADDED = "body-added", Api {
        Body::Added { required: false } => Safe / Safe,
    }
    step(d);
    "Callers need not send one.";

    REQUIRED_BODY_ADDED = "required-body-added", Api {
        Body::Added { required: true } => Breaking / Safe,
    }
    format!("{}, and is required", step(d));
    "Requests without it are rejected.";

    BODY_REMOVED = "body-removed", Api {
        Body::Removed => Breaking / Breaking,
    }
    step(d);
    "Requests that have one are rejected, or it is ignored.";

    BODY_BECAME_REQUIRED = "body-became-required", Api {
        Body::Required => Breaking / Safe,
    }
    format!("{} is required", subject(d));
    "Requests without it are rejected.";

    BODY_BECAME_OPTIONAL = "body-became-optional", Api {
        Body::Optional => Safe / Breaking,
    }
    format!("{} is no longer required", subject(d));
    "Callers may keep sending it; callbacks may omit it.";

    MEDIA_TYPE_ADDED = "media-type-added", Api {
        Body::MediaTypeAdded => Safe / Risky,
    }
    step(d);
    "Callers may keep sending the old one; they may receive one that they cannot read.";

    MEDIA_TYPE_REMOVED = "media-type-removed", Api {
        Body::MediaTypeRemoved { narrowed: false } => Breaking / Breaking,
        Body::MediaTypeRemoved { narrowed: true } => Breaking / Safe,
    }
    step(d);
    "Callers that send it or accept it fail.";

    MEDIA_TYPE_CHANGED = "media-type-changed", Api {
        Body::MediaTypeChanged => Breaking / Breaking,
    }
    format!("{} is now {}", subject(d), value(&d.to));
    "The same bytes are read differently with other parameters, such as another charset or version.";

    ENCODING_CHANGED = "encoding-changed", Api {
        Body::Encoding => Breaking / Risky,
    }
    step(d);
    "A part of the body is serialized differently.";
}
