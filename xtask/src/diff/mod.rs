//! Both revisions side by side: every pair of nodes that stand for the same thing, what differs between the two, and
//! which operations reach it.
//!
//! A pair is looked at once, however many operations lead to it, so that a change of a shared schema is one difference
//! with many operations.

mod answers;
mod bodies;
mod bounds;
mod callbacks;
mod choices;
pub mod difference;
mod discriminators;
mod document;
mod facts;
mod meaning;
mod names;
mod operations;
mod pairing;
mod parameters;
mod properties;
mod schema_pair;
mod schemas;
mod security;
mod servers;
mod shown;
mod strangers;
pub mod view;
mod walker;

pub use strangers::strangers;
pub use walker::{Found, Walk};
