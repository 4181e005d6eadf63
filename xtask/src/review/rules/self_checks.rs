//! Rules that are about the review itself and not about a difference. Their checks are in the files named below.

use super::rule::{About, Rule};
use crate::review::verdict::Wire;

macro_rules! self_checks {
    ($($(#[$meta:meta])* $name:ident = $id:literal: $reason:literal;)*) => {
        $(
            $(#[$meta])*
            pub const $name: &Rule = &Rule {
                id: $id,
                about: About::Review,
                levels: &[[Wire::None; 2]],
                reasons: [$reason; 2],
            };
        )*

        pub(super) const RULES: &[&Rule] = &[$($name),*];
    };
}

self_checks! {
    /// Checked in `provenance.rs`.
    SOURCE_UNCHANGED = "source-unchanged": "Every change needs a source: add it to `x-source`.";
    /// Checked in `run.rs`.
    SIGNATURE_UNEXPLAINED = "signature-unexplained": "The generated crate changes, and no change of the description explains why.";
    /// Checked in `run.rs`.
    GENERATOR_DRIFT = "generator-drift": "The generator writes another crate from the unchanged description.";
    /// Checked in `not_assessed.rs`.
    NOT_ASSESSED = "not-assessed": "An ambiguous part of the document differs between the two revisions, so the effect of the difference is unknown.";
    /// Checked in `approvals.rs`.
    APPROVAL_UNUSED = "approval-unused": "The approved change no longer exists, has changed, or needs no approval: delete the approval.";
    /// Checked in `drift/deviations.rs`.
    DEVIATION_OVER = "deviation-over": "The two descriptions no longer differ there: delete the entry.";
    /// Checked in `version.rs`.
    VERSION_NOT_BUMPED = "version-not-bumped": "A breaking change needs a new version.";
}
