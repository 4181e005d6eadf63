//! What the service sends back, and how it is decoded.

pub(crate) mod by_status;
pub(crate) mod decode;
pub(crate) mod raw;
pub(crate) mod with_value;
