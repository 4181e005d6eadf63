//! Rules for schemas as a whole: their names, and which one is referred to.

use super::wording::{schema_name, step, subject, value};
use crate::diff::Schema;

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Schema;
    REFERENCE_CHANGED = "reference-changed", Api {
        // what differs between the two counts besides
        Schema::Reference => None / None,
    }
    format!("{} refers to {} instead of {}", subject(d), schema_name(&d.to), schema_name(&d.from));
    "Names of schemas are not sent; they name types in Rust. Differences between the two schemas are listed separately.";

    SCHEMA_RENAMED = "schema-renamed", Api {
        Schema::Renamed => None / None,
    }
    format!("schema {} was renamed to {}", value(&d.from), value(&d.to));
    "Names of schemas are not sent; they name types in Rust.";

    SCHEMA_ADDED = "schema-added", Api {
        Schema::Added => None / None,
    }
    format!("schema {}", step(d));
    "A schema has no effect until something uses it.";

    SCHEMA_REMOVED = "schema-removed", Api {
        Schema::Removed => None / None,
    }
    format!("schema {}", step(d));
    "Nothing uses it any more. What used it has the same content, or its changes are listed separately.";
}
