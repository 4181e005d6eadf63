//! The review of a change: what each difference between two revisions of the spec means, on the wire and for Rust callers.
//!
//! ```text
//! two revisions ─diff─► differences, each with the operations that reach it ─rules─► verdicts on the wire
//!               ─codegen, rust─► items of the crates that differ ─attribute─► verdicts for Rust callers
//!               ─provenance, approvals, version─► a Review ─report─► text, Markdown, JSON, annotations, SARIF
//! ```

pub mod approval;
pub mod approvals;
pub mod approve;
pub mod change;
pub mod configuration;
pub mod fingerprint;
pub mod not_assessed;
mod outcome;
pub mod provenance;
mod removed_positions;
pub mod report;
pub mod revisions;
pub mod rules;
mod run;
pub mod rust;
mod side;
mod users;
pub mod verdict;
pub mod version;

pub use outcome::{Review, Subject, sort};
pub use run::{review, review_wire};
pub use side::{Revisions, Side};
