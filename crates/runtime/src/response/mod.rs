//! Responses of the service, and their decoding.

pub(crate) mod by_status;
pub(crate) mod decode;
pub(crate) mod framing;
pub(crate) mod raw;
pub(crate) mod stream;
pub(crate) mod with_value;
