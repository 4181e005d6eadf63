//! Rules for objects: their properties and their other keys.

use super::wording::{owner, step, subject, value};
use crate::diff::Property;

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Property;
    PROPERTY_ADDED = "property-added", Api {
        Property::Added { required: false } => Safe / Safe,
    }
    format!("property {}", step(d));
    "Callers do not have to send it." / "Callers can ignore it.";

    REQUIRED_PROPERTY_ADDED = "required-property-added", Api {
        Property::Added { required: true } => Breaking / Safe,
    }
    format!("required property {}", step(d));
    "Requests without it are rejected." / "Callers can ignore it.";

    PROPERTY_REMOVED = "property-removed", Api {
        Property::Removed => Breaking / Breaking,
    }
    format!("property {}", step(d));
    "Requests that have it are rejected, or it is ignored."
        / "Callers that read it find nothing.";

    PROPERTY_UNDESCRIBED = "property-undescribed", Api {
        Property::Undescribed { required: false } => Safe / Safe,
        Property::Undescribed { required: true } => Safe / Breaking,
    }
    match what {
        Property::Undescribed { required: true } => format!("{} is one of the other keys now, and no longer required", subject(d)),
        _ => format!("{} is one of the other keys now", subject(d)),
    };
    "Callers can keep sending it." / "Callers that depend on it may find nothing.";

    PROPERTY_RENAMED = "property-renamed", Api {
        Property::Renamed => Breaking / Breaking,
    }
    format!("property {} of {} was renamed to {}", value(&d.from), owner(d), value(&d.to));
    "The old name is rejected or ignored." / "Callers that read the old name find nothing.";

    PROPERTY_BECAME_REQUIRED = "property-became-required", Api {
        Property::Required => Breaking / Safe,
    }
    format!("{} is now required", subject(d));
    "Requests without it are rejected." / "Responses always have it.";

    PROPERTY_BECAME_OPTIONAL = "property-became-optional", Api {
        Property::Optional { is_listed_by_old_name: false } => Safe / Breaking,
        Property::Optional { is_listed_by_old_name: true } => Safe / Breaking,
    }
    match what {
        Property::Optional { is_listed_by_old_name: true } => format!(
            "{} is no longer required: `required` still has the old name of the property",
            subject(d)
        ),
        _ => format!("{} is no longer required", subject(d)),
    };
    "Callers can keep sending it." / "Callers that depend on it may find nothing.";

    REQUIRED_REORDERED = "required-reordered", Api {
        Property::Reordered => None / None,
    }
    format!("the required properties of {} are in another order", subject(d));
    "JSON has no order; in Rust, it is the order of the constructor's arguments.";

    BECAME_READ_ONLY = "became-read-only", Api {
        Property::ReadOnly => Breaking / Safe,
    }
    format!("{} is now read-only", subject(d));
    "Requests that have it are rejected, or it is ignored." / "Responses still have it.";

    NO_LONGER_READ_ONLY = "no-longer-read-only", Api {
        Property::NotReadOnly { required: false } => Safe / Safe,
    }
    format!("{} is no longer read-only", subject(d));
    "Callers do not have to send it." / "Responses still have it.";

    REQUIRED_NO_LONGER_READ_ONLY = "required-no-longer-read-only", Api {
        Property::NotReadOnly { required: true } => Breaking / Safe,
    }
    format!("{} is required in requests", subject(d));
    "Requests without it are rejected." / "Responses still have it.";

    BECAME_WRITE_ONLY = "became-write-only", Api {
        Property::WriteOnly => Safe / Breaking,
    }
    format!("{} is now write-only", subject(d));
    "Callers can keep sending it." / "Responses no longer have it.";

    NO_LONGER_WRITE_ONLY = "no-longer-write-only", Api {
        Property::NotWriteOnly => Safe / Safe,
    }
    format!("{} is no longer write-only", subject(d));
    "Callers can keep sending it." / "Callers can ignore it.";

    OBJECT_CLOSED = "object-closed", Api {
        Property::Closed => Breaking / Safe,
    }
    format!("{} no longer allows other keys", subject(d));
    "Requests with other keys are rejected." / "Responses have no other keys.";

    OBJECT_OPENED = "object-opened", Api {
        Property::Opened => Safe / Risky,
    }
    format!("{} now allows other keys", subject(d));
    "Callers do not have to send other keys."
        / "Responses may have keys that callers do not expect.";

    OPEN_STATED = "open-stated", Api {
        Property::OpenStated => None / None,
    }
    format!("`additionalProperties` of {} {} the default", subject(d), if d.to.is_null() { "no longer states" } else { "states" });
    "Other keys were and are allowed; in Rust, there is a field for them only if the document states this.";

    MAP_ADDED = "map-added", Api {
        Property::OtherKeysTyped => Breaking / Safe,
    }
    format!("the values of other keys of {} must now match a schema", subject(d));
    "Requests with other values are rejected."
        / "Responses have only values that they could have before.";

    MAP_DROPPED = "map-dropped", Api {
        Property::OtherKeysUntyped => Safe / Breaking,
    }
    format!("the values of other keys of {} no longer have to match a schema", subject(d));
    "Callers can keep sending what they send." / "Responses may have any value there.";
}
