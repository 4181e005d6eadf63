//! The operations that the server implements: each turns a valid request into a response.

mod active_session;
mod apps;
mod call;
mod meetings;
mod page;
mod participants;
mod presets;
mod session_participants;
mod sessions;
mod table;

pub use call::Call;
#[cfg(test)]
pub use table::MODELLED;
pub use table::handler;
