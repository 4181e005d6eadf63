//! The client, its builder, and the calls that it makes.

pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod call_builder;
pub(crate) mod env;
pub(crate) mod handle;
pub(crate) mod many;
pub(crate) mod resource;
pub(crate) mod stream;
