//! The API description: the name, the input and the response of each operation.
//!
//! It is the document that codegen emits beside the client, so that commands and library have the same names.

mod body;
mod document;
mod names;
mod operation;
mod parameters;
mod response;
mod schema;

#[cfg(test)]
pub use document::examples;
pub use document::{Visibility, events, property_names};
pub use operation::{Operation, Place, Positional, find, operations};
pub use response::Shape;
pub use schema::{Field, Kind};
