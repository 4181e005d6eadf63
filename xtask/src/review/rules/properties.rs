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
    "Callers need not send it, and ignore it where they read.";

    REQUIRED_PROPERTY_ADDED = "required-property-added", Api {
        Property::Added { required: true } => Breaking / Safe,
    }
    format!("required property {}", step(d));
    "Requests without it are rejected.";

    PROPERTY_REMOVED = "property-removed", Api {
        Property::Removed => Breaking / Breaking,
    }
    format!("property {}", step(d));
    "Where it is sent it is rejected or ignored; where it is read it is missing.";

    PROPERTY_RENAMED = "property-renamed", Api {
        Property::Renamed => Breaking / Breaking,
    }
    format!("property {} of {} was renamed to {}", value(&d.from), owner(d), value(&d.to));
    "The old name is ignored in requests and missing in responses.";

    PROPERTY_BECAME_REQUIRED = "property-became-required", Api {
        Property::Required => Breaking / Safe,
    }
    format!("{} is required", subject(d));
    "Requests without it are rejected; responses always have it.";

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
    "Responses may lack what callers depend on.";

    REQUIRED_REORDERED = "required-reordered", Api {
        Property::Reordered => None / None,
    }
    format!("the required properties of {} are in another order", subject(d));
    "There is no order on the wire; in Rust, constructors take their arguments in it.";

    BECAME_READ_ONLY = "became-read-only", Api {
        Property::ReadOnly => Breaking / Safe,
    }
    format!("{} is read-only", subject(d));
    "Callers can no longer set it.";

    NO_LONGER_READ_ONLY = "no-longer-read-only", Api {
        Property::NotReadOnly { required: false } => Safe / Safe,
    }
    format!("{} is no longer read-only", subject(d));
    "Callers may set it.";

    REQUIRED_NO_LONGER_READ_ONLY = "required-no-longer-read-only", Api {
        Property::NotReadOnly { required: true } => Breaking / Safe,
    }
    format!("{} is required in requests", subject(d));
    "Callers must set it.";

    BECAME_WRITE_ONLY = "became-write-only", Api {
        Property::WriteOnly => Safe / Breaking,
    }
    format!("{} is write-only", subject(d));
    "Responses no longer have it.";

    NO_LONGER_WRITE_ONLY = "no-longer-write-only", Api {
        Property::NotWriteOnly => Safe / Safe,
    }
    format!("{} is no longer write-only", subject(d));
    "Responses have it, too.";

    OBJECT_CLOSED = "object-closed", Api {
        Property::Closed => Breaking / Safe,
    }
    format!("{} allows no other keys", subject(d));
    "Keys that are no properties are rejected.";

    OBJECT_OPENED = "object-opened", Api {
        Property::Opened => Safe / Risky,
    }
    format!("{} allows other keys", subject(d));
    "Responses may have keys that are no properties.";

    OPEN_STATED = "open-stated", Api {
        Property::OpenStated => None / None,
    }
    format!("`additionalProperties` of {} says what holds by default", subject(d));
    "Other keys were and are allowed; in Rust, they have a field where the document mentions them.";

    MAP_ADDED = "map-added", Api {
        Property::OtherKeysTyped => Breaking / Safe,
    }
    format!("the values of other keys of {} must match a schema", subject(d));
    "Other values are rejected.";

    MAP_DROPPED = "map-dropped", Api {
        Property::OtherKeysUntyped => Safe / Breaking,
    }
    format!("the values of other keys of {} no longer match a schema", subject(d));
    "Responses may have any value there.";
}
