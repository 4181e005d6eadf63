//! Sends requests: the rate limit, the token, attempts, and the reporting of calls.

pub(crate) mod attempts;
mod backoff;
pub(crate) mod hook;
pub(crate) mod http_client;
pub(crate) mod http_request;
pub(crate) mod idle_connection;
pub(crate) mod observe;
pub(crate) mod rate_limit;
pub(crate) mod read_body;
pub(crate) mod send;
pub(crate) mod shared;
pub(crate) mod token;
pub(crate) mod trace;
