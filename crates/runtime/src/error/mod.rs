//! The errors of calls.

mod about_response;
mod api;
mod call_error;
mod cause;
mod config_error;
mod decode;
pub(crate) mod retry_after;
#[cfg(feature = "test-util")]
mod simulated;
mod status;
mod token;
mod transport;
mod unexpected_response;

pub(crate) use about_response::{Origin, Tried, ray_id};
pub use api::{ApiError, ApiMessage};
pub use call_error::Error;
#[cfg(feature = "webhooks")]
pub(crate) use cause::Cause;
pub use config_error::ConfigError;
pub use decode::DecodeError;
pub(crate) use decode::Place;
pub use token::TokenError;
pub(crate) use token::TokenFailure;
pub use transport::TransportError;
pub(crate) use transport::{Ended, Limit};
pub use unexpected_response::UnexpectedResponseError;
