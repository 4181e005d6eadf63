//! Findings, and how they are printed.

mod finding;
mod position;
mod report;
mod suggest;

pub use finding::{Finding, Level, Related};
pub(crate) use finding::{distinct, sort};
pub(crate) use position::Mark;
pub use position::Position;
pub use report::{Style, render};
pub(crate) use suggest::{did_you_mean, nearest};
