//! Rules for request bodies and for media types.

use super::wording::{step, step_with_keys, subject, value};
use crate::diff::{Body, Range};

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Body;
    BODY_ADDED = "body-added", Api {
        Body::Added { required: false } => Safe / Safe,
    }
    step(d);
    "Callers do not have to send it." / "Receivers can ignore it.";

    REQUIRED_BODY_ADDED = "required-body-added", Api {
        Body::Added { required: true } => Breaking / Safe,
    }
    format!("{}, and is required", step(d));
    "Requests without it are rejected." / "Receivers can ignore it.";

    BODY_REMOVED = "body-removed", Api {
        Body::Removed => Breaking / Breaking,
    }
    step(d);
    "Requests that have it are rejected, or it is ignored." / "Receivers no longer get it.";

    BODY_BECAME_REQUIRED = "body-became-required", Api {
        Body::Required => Breaking / Safe,
    }
    format!("{} is now required", subject(d));
    "Requests without it are rejected." / "Receivers always get it.";

    BODY_BECAME_OPTIONAL = "body-became-optional", Api {
        Body::Optional => Safe / Breaking,
    }
    format!("{} is no longer required", subject(d));
    "Callers can keep sending it." / "Receivers may not get it.";

    MEDIA_TYPE_ADDED = "media-type-added", Api {
        Body::MediaTypeAdded => Safe / Risky,
    }
    step(d);
    "Callers can keep sending what they send." / "Callers may get one that they cannot read.";

    MEDIA_TYPE_REMOVED = "media-type-removed", Api {
        Body::MediaTypeRemoved { narrowed: false } => Breaking / Breaking,
        Body::MediaTypeRemoved { narrowed: true } => Breaking / Safe,
    }
    step(d);
    "Requests that have it are rejected."
        / "Callers that can read only this media type fail. If a range was narrowed, callers can read the media types that remain.";

    MEDIA_TYPE_CHANGED = "media-type-changed", Api {
        Body::MediaTypeChanged(Range::Wider) => Safe / Breaking,
        Body::MediaTypeChanged(_) => Breaking / Breaking,
    }
    format!("{} is now {}", subject(d), value(&d.to));
    "A parameter of the media type changed, such as `charset` or `version`. Callers that decode the body as before may read it wrongly.";

    ENCODING_CHANGED = "encoding-changed", Api {
        Body::Encoding => Breaking / Risky,
        Body::EncodingWidened => Safe / Risky,
    }
    step_with_keys(d);
    "It defines how this part of the body is written.";
}
