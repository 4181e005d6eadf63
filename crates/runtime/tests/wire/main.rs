//! The runtime over real sockets on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests state what must hold, as tests do"
)]

/// `cargo bolero` builds all tests for its fuzzer, and this is how they come to have its runtime.
use bolero as _;

mod cancel;
mod credentials;
mod hooks;
mod http2;
mod idle;
mod requests;
mod responses;
mod retries;
mod secrets;
mod sent_secrets;
mod server;
mod streams;
mod tokens;
