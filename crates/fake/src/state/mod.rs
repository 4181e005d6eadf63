//! The data of the server. This module does not depend on HTTP or on the format of responses.

mod budget;
pub mod clock;
mod errors;
mod ids;
mod meetings;
mod model;
mod participants;
mod presets;
mod reports;
mod sessions;
mod store;
mod tokens;

pub use budget::Full;
pub use errors::{JoinError, NotInSession, Taken};
pub use model::{KEEP_ALIVE, Meeting, Participant, Peer, Preset, Profile, Session};
pub use store::State;
