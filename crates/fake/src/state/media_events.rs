//! The events about recordings, livestreams and chats.

use serde_json::{Value, json};

use super::State;
use super::clock::{Millis, written};
use super::records::livestream::{INGEST_SERVER, playback_url, stream_key};

impl State {
    pub(super) fn emit_recording(&mut self, id: &str) {
        const EVENT: &str = "recording.statusUpdate";
        if !self.is_reported(EVENT) {
            return;
        }
        let Some(recording) = self.recordings.get(id) else {
            return;
        };
        let time = |time: Option<Millis>| time.map(written);
        let (mut url, mut audio_url, mut size) = (None, None, None);
        if let Some(expiry) = recording.expiry() {
            url = Some(self.recording_link(recording, expiry));
            audio_url = self.audio_link(recording, expiry);
            size = Some(recording.content().len());
        }
        let now = recording.stopped_at.unwrap_or(self.now());
        let session = self.sessions.get(&recording.session);
        let body = json!({
            "event": EVENT,
            "recording": {
                "id": recording.id,
                "recordingId": recording.id,
                "status": recording.status.name(),
                "downloadUrl": url,
                "audioDownloadUrl": audio_url,
                "downloadUrlExpiry": time(recording.expiry()),
                "startedTime": time(recording.started_at),
                "stoppedTime": time(recording.stopped_at),
                "fileSize": size,
                "outputFileName": recording.file_name(),
                "meetingId": recording.meeting,
                "recordingDuration": recording.seconds(now),
                "organizationId": recording.app,
                "roomUUID": recording.session,
                "stopReason": recording.stop_cause,
            },
            "meeting": session.map(|session| self.meeting_of(session)),
        });
        let app = recording.app.clone();
        self.emit(Some(&app), EVENT, &body);
    }

    pub(super) fn emit_livestream(&mut self, id: &str, status: &str) {
        const EVENT: &str = "livestreaming.statusUpdate";
        if !self.is_reported(EVENT) {
            return;
        }
        let Some(stream) = self.livestreams.get(id) else {
            return;
        };
        let mut body = json!({
            "event": EVENT,
            "streamId": stream.id,
            "status": status,
            "manualIngest": stream.meeting.is_none(),
            "playbackUrl": playback_url(&stream.id),
            "ingestServer": INGEST_SERVER,
            "streamKey": stream_key(&stream.id),
        });
        let session = self.sessions_of(stream).last();
        if let Some(session) = session.and_then(|run| self.sessions.get(&run.session)) {
            body["meeting"] = self.meeting_of(session);
        }
        let app = stream.app.clone();
        self.emit(Some(&app), EVENT, &body);
    }

    pub(super) fn emit_chat(&mut self, session: &str, expiry: Millis) {
        const EVENT: &str = "meeting.chatSynced";
        if !self.is_reported(EVENT) {
            return;
        }
        let Some(session) = self.sessions.get(session) else {
            return;
        };
        let (url, until) = self.link_and_expiry(&format!("chats/{}.csv", session.id), expiry);
        let mut body = json!({
            "event": EVENT,
            "sessionId": session.id,
            "meetingId": session.meeting,
            "chatDownloadUrl": url,
            "chatDownloadUrlExpiry": until,
            "createdAt": written(session.started_at),
            "startedAt": written(session.started_at),
            "endedAt": session.ended_at.map(written),
            "organizedBy": self.organization(&session.app),
        });
        if let Some(title) = &session.title {
            body["title"] = Value::from(title.as_str());
        }
        let app = session.app.clone();
        self.emit(Some(&app), EVENT, &body);
    }
}
