//! Tests of faults: a server that fails in every way, and a table of the expected outcomes. The calls are those of the
//! `wire!` cases.
//!
//! Everything runs on one thread, in a runtime with a paused clock ([`clock`]), over real sockets on loopback
//! ([`server`]). Waiting for half a minute takes no time, and the duration of a call is exact.

pub mod body;
pub mod clock;
pub mod responses;
pub mod server;
pub mod setup;
pub mod table;
pub mod trial;

/// The value of every secret in a request, and in a response of the tests.
pub const SECRET: &str = "s3cr3t-0f-4-p4rt1c1p4nt";
