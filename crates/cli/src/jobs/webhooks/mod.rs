//! `webhooks listen` and `webhooks trigger`, beside the commands of the operations.

pub mod listen;
mod receiver;
mod shown;
pub mod trigger;

pub use receiver::{Receiver, port_failure, register};
pub use shown::line;
