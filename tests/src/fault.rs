//! The proof under faults: a server that does wrong in every way, and a table of what must come of it. The operations'
//! calls are those of the `wire!` cases.
//!
//! All of it runs on one thread in a runtime whose clock is paused ([`clock`]), over real sockets on loopback
//! ([`server`]): half a minute of waiting takes no time, and how long a call takes is exact.

pub mod body;
pub mod clock;
pub mod responses;
pub mod server;
pub mod stage;
pub mod table;
pub mod trial;

/// The value of every secret in a request, and in a response of the tests.
pub const SECRET: &str = "s3cr3t-0f-4-p4rt1c1p4nt";
