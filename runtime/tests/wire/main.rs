//! The runtime over real sockets on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests state what must hold, as tests do"
)]

mod answers;
mod cancel;
mod requests;
mod retries;
mod server;
