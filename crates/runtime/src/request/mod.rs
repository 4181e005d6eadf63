//! Requests: the URL, the query, and the settings that affect them.

pub(crate) mod address;
pub(crate) mod authorization;
pub(crate) mod base_url;
mod blank_or_quoted;
pub(crate) mod caller_headers;
pub(crate) mod credentials;
pub(crate) mod form;
pub(crate) mod query;
pub(crate) mod retry_policy;
pub(crate) mod security_scheme;
pub(crate) mod segment;
pub(crate) mod setting;
pub(crate) mod style;
pub(crate) mod unsent;
