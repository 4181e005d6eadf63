//! Rules for parameters.

use super::wording::{step, subject, value};
use crate::diff::Parameter;

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Parameter;
    PARAMETER_ADDED = "parameter-added", Api {
        Parameter::Added { required: false } => Safe / Safe,
    }
    step(d);
    "Callers need not send it.";

    REQUIRED_PARAMETER_ADDED = "required-parameter-added", Api {
        Parameter::Added { required: true } => Breaking / Safe,
    }
    format!("required {}", step(d));
    "Requests without it are rejected.";

    PARAMETER_REMOVED = "parameter-removed", Api {
        Parameter::Removed => Breaking / Breaking,
    }
    step(d);
    "Requests that have it are rejected, or it is ignored.";

    PARAMETER_RENAMED = "parameter-renamed", Api {
        Parameter::Renamed => Breaking / Breaking,
    }
    format!("{} was called {}", subject(d), value(&d.from));
    "The old name is rejected or ignored.";

    PATH_PARAMETER_RENAMED = "path-parameter-renamed", Api {
        Parameter::NameUnsent => None / None,
    }
    format!("{} was called {}", subject(d), value(&d.from));
    "Only the value is sent, not the name.";

    PATH_PARAMETERS_SWAPPED = "path-parameters-swapped", Api {
        Parameter::Swapped => Risky / Risky,
    }
    format!("the parameters of {} are in another order than in {}", subject(d), value(&d.from));
    "Callers that write the values in the old order mean others.";

    PARAMETER_MOVED = "parameter-moved", Api {
        Parameter::Moved => Breaking / Breaking,
    }
    format!("{} was a {} parameter", subject(d), d.from.as_str().unwrap_or_default());
    "The service does not look for it where callers send it.";

    PARAMETER_BECAME_REQUIRED = "parameter-became-required", Api {
        Parameter::Required => Breaking / Safe,
    }
    format!("{} is required", subject(d));
    "Requests without it are rejected.";

    PARAMETER_BECAME_OPTIONAL = "parameter-became-optional", Api {
        Parameter::Optional => Safe / Breaking,
    }
    format!("{} is no longer required", subject(d));
    "Callers may keep sending it; callbacks may omit it.";

    PARAMETERS_REORDERED = "parameters-reordered", Api {
        Parameter::Reordered => None / None,
    }
    format!("the required parameters of {} are in another order", subject(d));
    "There is no order on the wire; in Rust, arguments have it.";

    PARAMETER_STYLE_CHANGED = "parameter-style-changed", Api {
        Parameter::Style => Breaking / Breaking,
        Parameter::Reserved => Risky / Risky,
    }
    format!("{} is serialized differently", subject(d));
    "Values are parsed differently.";

    PARAMETER_EMPTY_ALLOWED = "parameter-empty-allowed", Api {
        Parameter::EmptyAllowed => Safe / Risky,
    }
    format!("{} may be empty", subject(d));
    "Callers may send it empty, and so may callbacks.";

    PARAMETER_EMPTY_REFUSED = "parameter-empty-refused", Api {
        Parameter::EmptyRefused => Breaking / Safe,
    }
    format!("{} can no longer be empty", subject(d));
    "An empty value was allowed before.";

    PARAMETER_DEPRECATED = "parameter-deprecated", Api {
        Parameter::Deprecated => None / None,
    }
    format!("{} is deprecated", subject(d));
    "It still works.";

    PARAMETER_UNDEPRECATED = "parameter-undeprecated", Api {
        Parameter::Undeprecated => None / None,
    }
    format!("{} is no longer deprecated", subject(d));
    "It could be used while it was deprecated.";
}
