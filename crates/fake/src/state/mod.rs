//! The data of the server. This module does not depend on HTTP or on the format of responses; that of events is in `events`.

mod alternative;
mod apps;
mod budget;
pub mod clock;
mod deliveries;
mod events;
mod files;
mod ids;
mod join_error;
mod livestreams;
mod media_events;
mod meetings;
mod outbox;
mod participants;
mod presets;
mod recordings;
mod records;
mod redelivery;
mod reports;
mod schedule;
mod sessions;
mod settle;
mod snapshot;
mod store;
mod text_files;
mod texts;
mod tokens;
mod webhooks;

pub use alternative::Alternative;
pub use budget::{Full, weight};
pub use files::{FILES, File, FileError};
pub use join_error::{JoinError, NotInSession, Taken};
pub use livestreams::LivestreamError;
pub use outbox::{Attempt, Delivery, DeliveryStatus, Sent};
pub use records::app::{APP_ID, App, OfApp};
pub use records::livestream::{
    INGEST_SERVER, Livestream, LivestreamSession, playback_url, stream_key,
};
pub use records::meeting::{Meeting, Participant, Profile};
pub use records::preset::Preset;
pub use records::recording::{Recording, RecordingSettings};
pub use records::session::{Peer, Session};
pub use records::webhook::Webhook;
pub use sessions::KEEP_ALIVE;
pub use snapshot::RestoreError;
pub use store::State;
pub use texts::Medium;
