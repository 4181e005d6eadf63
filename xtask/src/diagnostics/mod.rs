//! Findings, and how they are printed.

mod finding;
mod position;
mod report;
mod suggest;

pub(crate) use finding::sort;
pub use finding::{Finding, Level, Related};
pub(crate) use position::Mark;
pub use position::Position;
pub use report::{Style, render};
pub(crate) use suggest::{did_you_mean, nearest};
