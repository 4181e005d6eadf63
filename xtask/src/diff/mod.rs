//! The differences between two descriptions of an API: kind, place, both values, and the operations that reach it.
//! [`crate::review`] decides the meaning of a difference and its message.
//!
//! ```text
//! two documents ─walk─► pairs of nodes ─compare─► differences, each with its operations
//! ```
//!
//! Each pair is compared once. So a change of a shared schema is one difference with many operations.

mod bodies;
mod bounds;
mod callbacks;
mod choices;
mod conditions;
mod difference;
mod digest;
mod discriminators;
mod document;
mod documentation;
#[cfg(test)]
pub mod edit;
mod effective;
mod extending;
mod grouped;
mod headers;
mod kind;
mod named;
mod node;
mod only_extending;
mod operations;
mod other_keys;
mod overlaps;
mod pairing;
mod parameters;
mod properties;
mod responses;
mod schemas;
mod security;
mod servers;
mod siblings;
mod single;
mod subject;
mod subtypes;
#[cfg(test)]
pub mod test_spec;
mod tuples;
mod unchanged;
mod values;
mod walk;
mod webhooks;

pub use conditions::is_condition;
pub use difference::{Difference, Reach, Sides, Step};
pub use effective::EffectiveSchema;
pub use kind::{
    Body, Choice, Document, Kind, Operation, Parameter, Property, Range, Relation, Response,
    Schema, Security, Server, Value,
};
pub use node::{Node, Revision};
pub use subject::{Part, Subject};
pub use walk::{Found, Walk};
