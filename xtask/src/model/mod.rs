//! What is known of the crate before it is written: types, operations and handles, in the names and types of Rust.

pub mod from_progenitor;
pub mod operations;
pub mod presence;
pub mod rust_type;
pub mod schema_index;
pub mod tree;
pub mod types;
