//! Recordings of sessions: requested, running, paused, uploading, uploaded.

use std::borrow::Cow;
use std::time::Duration;

use super::clock::{Millis, millis};
use super::records::recording::{Recording, RecordingSettings, RecordingStatus};
use super::schedule::Due;
use super::{Full, State};

/// The time from the request until a recording runs.
const STARTING: Duration = Duration::from_secs(4);
/// The time from the end of a recording until its files are uploaded.
const UPLOADING: Duration = Duration::from_secs(30);
/// The default maximum length of a recording, in seconds.
const LONGEST: u64 = 86_400;

impl State {
    pub fn recordings(&self) -> impl DoubleEndedIterator<Item = &Recording> {
        self.recordings.values()
    }

    pub fn recording(&self, id: &str) -> Option<&Recording> {
        self.recordings.get(id)
    }

    /// The address of the file of a recording.
    pub fn recording_link(&self, recording: &Recording, expiry: Millis) -> String {
        let extension = recording.extension();
        self.link(&format!("recordings/{}.{extension}", recording.id), expiry)
    }

    /// The URL of the audio, if it is a separate file.
    pub fn audio_link(&self, recording: &Recording, expiry: Millis) -> Option<String> {
        let file = format!("recordings/{}.mp3", recording.id);
        let settings = &recording.settings;
        settings.exports_audio.then(|| self.link(&file, expiry))
    }

    /// The recordings that run in the live session of a meeting, the oldest first.
    pub fn active_recordings(&self, meeting: &str) -> impl DoubleEndedIterator<Item = &Recording> {
        let session = self.live_session(meeting);
        let ids = session.map_or(&[][..], |session| &session.recordings);
        ids.iter()
            .filter_map(|id| self.recordings.get(id))
            .filter(|recording| recording.is_active())
    }

    /// Starts to record a live session and returns the id of the recording.
    pub fn start_recording(
        &mut self,
        session: &str,
        settings: RecordingSettings,
        cause: &'static str,
        size: usize,
    ) -> Result<Option<String>, Full> {
        let (id, now) = self.begin(size)?;
        let Some(session) = self.sessions.get_mut(session) else {
            return Ok(None);
        };
        session.recordings.push(id.clone());
        let recording = Recording {
            id: id.clone(),
            app: session.app.clone(),
            meeting: session.meeting.clone(),
            session: session.id.clone(),
            settings,
            status: RecordingStatus::Invoked,
            invoked_at: now,
            started_at: None,
            stopped_at: None,
            uploaded_at: None,
            start_cause: cause.into(),
            stop_cause: None,
            recorded: 0,
            running_since: None,
        };
        self.recordings.insert(id.clone(), recording);
        self.schedule_recording(&id);
        self.emit_recording(&id);
        Ok(Some(id))
    }

    /// Schedules the next change of status of a recording.
    pub(super) fn schedule_recording(&mut self, id: &str) {
        let Some(recording) = self.recordings.get(id) else {
            return;
        };
        let id = id.to_owned();
        let (since, delay, due) = match recording.status {
            RecordingStatus::Invoked => (
                Some(recording.invoked_at),
                STARTING,
                Due::RecordingStart(id),
            ),
            RecordingStatus::Recording | RecordingStatus::Paused => {
                let longest = recording.settings.max_seconds.unwrap_or(LONGEST);
                let longest = Duration::from_secs(longest);
                (recording.started_at, longest, Due::RecordingEnd(id))
            }
            RecordingStatus::Uploading => {
                (recording.stopped_at, UPLOADING, Due::RecordingUpload(id))
            }
            RecordingStatus::Uploaded => return,
        };
        if let Some(since) = since {
            self.schedule.add(since.saturating_add(millis(delay)), due);
        }
    }

    pub(super) fn run_recording(&mut self, id: &str, at: Millis) {
        let Some(recording) = self.recordings.get_mut(id) else {
            return;
        };
        if recording.status != RecordingStatus::Invoked {
            return;
        }
        recording.status = RecordingStatus::Recording;
        recording.started_at = Some(at);
        recording.running_since = Some(at);
        self.schedule_recording(id);
        self.emit_recording(id);
    }

    /// Pauses or resumes a recording. Returns whether it was in the right status for that.
    pub fn pause_recording(&mut self, id: &str, pauses: bool) -> bool {
        let now = self.now();
        let Some(recording) = self.recordings.get_mut(id) else {
            return false;
        };
        match (recording.status, pauses) {
            (RecordingStatus::Recording, true) => {
                recording.pause(now);
                recording.status = RecordingStatus::Paused;
            }
            (RecordingStatus::Paused, false) => {
                recording.running_since = Some(now);
                recording.status = RecordingStatus::Recording;
            }
            _ => return false,
        }
        self.emit_recording(id);
        true
    }

    /// Stops a recording for good. Returns whether it was running.
    pub fn stop_recording(&mut self, id: &str, at: Millis, cause: Option<&'static str>) -> bool {
        let Some(recording) = self.recordings.get_mut(id).filter(|it| it.is_active()) else {
            return false;
        };
        recording.pause(at);
        recording.status = RecordingStatus::Uploading;
        recording.stopped_at = Some(at);
        recording.stop_cause = cause.map(Cow::Borrowed);
        self.schedule_recording(id);
        self.emit_recording(id);
        true
    }

    pub(super) fn upload_recording(&mut self, id: &str, at: Millis) {
        if let Some(recording) = self.recordings.get_mut(id) {
            recording.status = RecordingStatus::Uploaded;
            recording.uploaded_at = Some(at);
            self.emit_recording(id);
        }
    }
}
