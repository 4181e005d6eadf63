//! The proof under faults: a server that does wrong in every way, a list of calls that holds every operation, and a
//! table of what must come of it.
//!
//! All of it runs on one thread in a runtime whose clock is paused ([`clock`]), over real sockets on loopback
//! ([`server`]): half a minute of waiting takes no time, and how long a call takes is exact.

pub mod answers;
pub mod body;
pub mod calls;
pub mod clock;
pub mod server;
pub mod stage;
pub mod table;
pub mod trial;
