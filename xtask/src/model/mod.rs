//! What is known of the crate before it is written: the types that progenitor drafted, the operations, and the handles.

pub mod from_progenitor;
pub mod operations;
pub mod scalars;
pub mod schema_index;
pub mod tree;
