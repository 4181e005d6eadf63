//! The model of the crate: types, operations and handles, with their names and types in Rust.

pub mod client_parameters;
pub mod from_progenitor;
pub mod operation;
pub mod operations;
pub mod paths;
pub mod presence;
mod read_types;
mod refused_parts;
pub mod rust_type;
pub mod schema;
pub mod schema_index;
pub mod shortcuts;
mod signs;
pub mod tree;
pub mod types;
