//! The data of a livestream.

use serde::{Deserialize, Serialize};

use crate::state::clock::Millis;

/// The server to which programs would stream.
pub const INGEST_SERVER: &str = "rtmps://livestreams.example.com:443/live/";

/// The stream key. It cannot be used, because nothing listens.
pub fn stream_key(livestream: &str) -> String {
    format!("fake-{livestream}")
}

pub fn playback_url(livestream: &str) -> String {
    format!("https://livestreams.example.com/{livestream}/manifest/video.m3u8")
}

/// A livestream.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Livestream {
    pub id: String,
    pub app: String,
    pub name: Option<String>,
    pub meeting: Option<String>,
    pub status: LivestreamStatus,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// The sessions, the oldest first.
    pub(crate) sessions: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LivestreamStatus {
    Invoked,
    Live,
    Idle,
}

impl LivestreamStatus {
    pub fn name(self) -> &'static str {
        match self {
            Self::Invoked => "INVOKED",
            Self::Live => "LIVE",
            Self::Idle => "IDLE",
        }
    }
}

/// One run of a livestream.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LivestreamSession {
    pub id: String,
    pub app: String,
    pub livestream: String,
    /// The session of the meeting that is streamed.
    pub session: String,
    pub invoked_at: Millis,
    pub started_at: Option<Millis>,
    pub stopped_at: Option<Millis>,
    pub updated_at: Millis,
    /// The watch time of all viewers together.
    pub watched: Millis,
}

impl LivestreamSession {
    /// The duration of the stream in milliseconds.
    pub fn ingested(&self, now: Millis) -> Millis {
        let end = self.stopped_at.unwrap_or(now);
        self.started_at
            .map_or(0, |start| end.saturating_sub(start).max(0))
    }
}
