//! The data of a recording.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::state::clock::{Millis, millis};

/// The time for which files are kept.
pub const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A recording.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    pub id: String,
    pub app: String,
    pub meeting: String,
    pub session: String,
    pub settings: RecordingSettings,
    pub status: RecordingStatus,
    pub invoked_at: Millis,
    pub started_at: Option<Millis>,
    pub stopped_at: Option<Millis>,
    pub uploaded_at: Option<Millis>,
    pub start_cause: Cow<'static, str>,
    pub stop_cause: Option<Cow<'static, str>>,
    /// The time that was recorded up to the last pause.
    pub(crate) recorded: Millis,
    /// The time at which it started or was resumed.
    pub(crate) running_since: Option<Millis>,
}

/// The settings from the request.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RecordingSettings {
    /// Whether each participant is recorded alone.
    pub is_of_tracks: bool,
    pub file_name_prefix: Option<String>,
    pub max_seconds: Option<u64>,
    /// Whether the audio is also in a separate file.
    pub exports_audio: bool,
    /// The storage without its credentials, which are not stored.
    pub storage: Option<Value>,
}

impl RecordingSettings {
    /// Reads the settings from the body of a request, or from a setting of a meeting. The storage
    /// still has its credentials.
    pub fn of(body: &Value) -> Self {
        let storage = body.get("storage_config").filter(|it| it.is_object());
        Self {
            is_of_tracks: false,
            file_name_prefix: body["file_name_prefix"].as_str().map(str::to_owned),
            max_seconds: body["max_seconds"].as_u64(),
            exports_audio: body["audio_config"]["export_file"] == true,
            storage: storage.cloned(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordingStatus {
    Invoked,
    Recording,
    Paused,
    Uploading,
    Uploaded,
}

impl RecordingStatus {
    pub fn name(self) -> &'static str {
        match self {
            Self::Invoked => "INVOKED",
            Self::Recording => "RECORDING",
            Self::Paused => "PAUSED",
            Self::Uploading => "UPLOADING",
            Self::Uploaded => "UPLOADED",
        }
    }
}

impl Recording {
    /// Whether it has not ended.
    pub fn is_active(&self) -> bool {
        self.stopped_at.is_none()
    }

    /// The recorded time, without pauses.
    pub fn recorded(&self, now: Millis) -> Millis {
        let since = self
            .running_since
            .map_or(0, |since| now.saturating_sub(since));
        self.recorded.saturating_add(since.max(0))
    }

    pub fn seconds(&self, now: Millis) -> i64 {
        self.recorded(now) / 1000
    }

    /// When its files are deleted.
    pub fn expiry(&self) -> Option<Millis> {
        Some(self.uploaded_at?.saturating_add(millis(KEPT)))
    }

    pub fn file_name(&self) -> String {
        let prefix = self.settings.file_name_prefix.as_deref();
        let extension = self.extension();
        let start = self.invoked_at / 1000;
        match prefix {
            Some(prefix) => format!("{prefix}_{}_{start}.{extension}", self.meeting),
            None => format!("{}_{start}.{extension}", self.meeting),
        }
    }

    pub(crate) fn extension(&self) -> &'static str {
        if self.settings.is_of_tracks {
            "mp3"
        } else {
            "mp4"
        }
    }

    /// The content of the file. Nothing is recorded, so it only has a sentence about the recording.
    pub fn content(&self) -> String {
        let seconds = self.seconds(self.stopped_at.unwrap_or(self.invoked_at));
        format!(
            "A recording by realtimekit-fake: {seconds} seconds of the session {}.\n",
            self.session
        )
    }

    pub(crate) fn pause(&mut self, at: Millis) {
        self.recorded = self.recorded(at);
        self.running_since = None;
    }
}
