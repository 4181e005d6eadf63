//! The operations that the server implements: each turns a valid request into a response.

mod active_session;
mod analytics;
mod apps;
mod call;
mod livestreams;
mod meetings;
mod page;
mod participants;
mod presets;
mod recordings;
mod session_participants;
mod sessions;
mod storage;
mod table;
mod texts;
mod webhooks;

pub use call::Call;
#[cfg(test)]
pub use table::MODELLED;
pub use table::handler;
#[cfg(test)]
pub use webhooks::EVENTS;
