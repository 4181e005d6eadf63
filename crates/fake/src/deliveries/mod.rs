//! Sends events to webhooks, signed. `state::redelivery` decides when they are sent, and sent again.

mod courier;
pub mod signing;

pub use courier::Courier;
