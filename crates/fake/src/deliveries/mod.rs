//! Sends events to webhooks, signed.

mod courier;
pub mod signing;

pub use courier::Courier;
