//! What the service sends back, and how it is decoded.

pub(crate) mod decode;
pub(crate) mod raw;
pub(crate) mod with_value;
