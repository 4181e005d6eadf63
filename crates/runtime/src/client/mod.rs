//! The client, its builder, and the calls that it makes.

pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod call_builder;
mod call_parts;
pub(crate) mod env_var;
pub(crate) mod handle;
pub(crate) mod item_stream;
pub(crate) mod many;
pub(crate) mod resource;
mod resource_parts;
mod resource_streams;
