//! What is sent: the address, the query, and the settings that they are made of.

pub(crate) mod address;
pub(crate) mod authorization;
pub(crate) mod base_url;
mod edge;
pub(crate) mod headers;
pub(crate) mod query;
pub(crate) mod retry_policy;
mod segment;
pub(crate) mod setting;
pub(crate) mod unsent;
