//! What is known of the crate before it is written: types, operations and handles, in the names and types of Rust.

pub mod carried;
pub mod from_progenitor;
pub mod operations;
pub mod presence;
pub mod rust_type;
pub mod schema;
pub mod schema_index;
pub mod shortcuts;
pub mod tree;
pub mod types;
