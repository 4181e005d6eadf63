//! Rules for parameters.

use serde_json::Value;

use super::wording::{step, subject, value};
use crate::diff::Parameter;

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Parameter;
    PARAMETER_ADDED = "parameter-added", Api {
        Parameter::Added { required: false } => Safe / Safe,
    }
    step(d);
    "Callers do not have to send it." / "Receivers can ignore it.";

    REQUIRED_PARAMETER_ADDED = "required-parameter-added", Api {
        Parameter::Added { required: true } => Breaking / Safe,
    }
    format!("required {}", step(d));
    "Requests without it are rejected." / "Receivers can ignore it.";

    PARAMETER_REMOVED = "parameter-removed", Api {
        Parameter::Removed => Breaking / Breaking,
    }
    step(d);
    "Requests that have it are rejected, or it is ignored." / "Receivers no longer get it.";

    PARAMETER_RENAMED = "parameter-renamed", Api {
        Parameter::Renamed => Breaking / Breaking,
    }
    format!("{} was renamed from {}", subject(d), value(&d.from));
    "The old name is rejected or ignored." / "Receivers no longer get the old name.";

    PATH_PARAMETER_RENAMED = "path-parameter-renamed", Api {
        Parameter::NameUnsent => None / None,
    }
    format!("{} was renamed from {}", subject(d), value(&d.from));
    "The name of a path parameter is not sent, and the case of a header's name does not matter.";

    PATH_PARAMETERS_SWAPPED = "path-parameters-swapped", Api {
        Parameter::Swapped => Risky / Risky,
    }
    format!("the parameters of {} changed places: it was {}", subject(d), value(&d.from));
    "Callers that fill in the values in the old order mix them up.";

    PARAMETER_MOVED = "parameter-moved", Api {
        Parameter::Moved => Breaking / Breaking,
    }
    format!("{} was a {} parameter before", subject(d), d.from.as_str().unwrap_or_default());
    "The service does not look for it where callers send it."
        / "Receivers do not find it where they look for it.";

    PARAMETERS_GROUPED = "parameters-grouped", Api {
        Parameter::Grouped => None / None,
    }
    match &d.to {
        Value::Array(names) => format!("{} became {} separate parameters", subject(d), names.len()),
        _ => format!("{} replaces separate parameters", subject(d)),
    };
    "With `explode`, the properties of an object are sent as separate parameters.";

    PARAMETER_BECAME_REQUIRED = "parameter-became-required", Api {
        Parameter::Required => Breaking / Safe,
    }
    format!("{} is now required", subject(d));
    "Requests without it are rejected." / "Receivers always get it.";

    PARAMETER_BECAME_OPTIONAL = "parameter-became-optional", Api {
        Parameter::Optional => Safe / Breaking,
    }
    format!("{} is no longer required", subject(d));
    "Callers can keep sending it." / "Receivers may not get it.";

    PARAMETERS_REORDERED = "parameters-reordered", Api {
        Parameter::Reordered => None / None,
    }
    format!("the parameters of {} are in another order", subject(d));
    "The order does not matter on the wire; in Rust, arguments and names follow it.";

    PARAMETER_STYLE_CHANGED = "parameter-style-changed", Api {
        Parameter::Style => Breaking / Breaking,
        Parameter::Reserved => Risky / Risky,
    }
    format!("{} is serialized differently", subject(d));
    "The same value is written differently.";

    PARAMETER_EMPTY_ALLOWED = "parameter-empty-allowed", Api {
        Parameter::EmptyAllowed => Safe / Risky,
    }
    format!("{} can now be empty", subject(d));
    "Callers do not have to send it empty." / "Receivers may get it empty.";

    PARAMETER_EMPTY_REFUSED = "parameter-empty-refused", Api {
        Parameter::EmptyRefused => Breaking / Safe,
    }
    format!("{} can no longer be empty", subject(d));
    "Requests in which it is empty are rejected." / "Receivers never get it empty.";

    PARAMETER_DEPRECATED = "parameter-deprecated", Api {
        Parameter::Deprecated => None / None,
    }
    format!("{} is now deprecated", subject(d));
    "It still works.";

    PARAMETER_UNDEPRECATED = "parameter-undeprecated", Api {
        Parameter::Undeprecated => None / None,
    }
    format!("{} is no longer deprecated", subject(d));
    "It worked while it was deprecated.";
}
