//! The review: two revisions of the truth, what changed between them, and what each change means on the wire and for Rust
//! callers.
//!
//! ```text
//! two revisions ─walk─► differences, each with the operations that it reaches ─rules─► verdicts on the wire
//!               ─codegen, rust─► items of the crate that differ ─attribute─► verdicts for Rust callers
//!               ─provenance, approvals, version─► a Review ─report─► text, Markdown, JSON, annotations, SARIF
//! ```

pub mod approval;
pub mod approvals;
pub mod approve;
pub mod change;
pub mod fingerprint;
mod gone;
mod judge;
mod outcome;
pub mod provenance;
pub mod report;
pub mod revisions;
pub mod rules;
pub mod rust;
mod side;
pub mod verdict;
pub mod version;

pub use judge::{review, review_wire};
pub use outcome::{Review, Subject, sort};
pub use side::{Revisions, Side};
