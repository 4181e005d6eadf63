//! What is sent: the address, the query, and the settings that they are made of.

pub(crate) mod address;
pub(crate) mod base_url;
pub(crate) mod query;
pub(crate) mod segment;
pub(crate) mod setting;
