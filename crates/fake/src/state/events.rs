//! The events that webhooks report, in the shapes of the API description.

use serde_json::{Value, json};

use super::clock::written;
use super::{Session, State};

impl State {
    pub(super) fn emit_started(&mut self, session: &str) {
        self.emit_about(session, "meeting.started", |_| Some(json!({})));
    }

    pub(super) fn emit_ended(&mut self, session: &str, reason: &str) {
        self.emit_about(session, "meeting.ended", |_| {
            Some(json!({"reason": reason}))
        });
    }

    pub(super) fn emit_joined(&mut self, session: &str, peer: &str) {
        self.emit_about(session, "meeting.participantJoined", |session| {
            participant(session, peer)
        });
    }

    pub(super) fn emit_left(&mut self, session: &str, peer: &str) {
        self.emit_about(session, "meeting.participantLeft", |session| {
            participant(session, peer)
        });
    }

    /// Sends an event about a session, with `meeting` and what `rest` adds.
    pub(super) fn emit_about(
        &mut self,
        session: &str,
        event: &str,
        rest: impl FnOnce(&Session) -> Option<Value>,
    ) {
        if !self.is_reported(event) {
            return;
        }
        let session = self.sessions.get(session);
        let Some((session, mut body)) = session.and_then(|it| Some((it, rest(it)?))) else {
            return;
        };
        body["event"] = event.into();
        body["meeting"] = self.meeting_of(session);
        let app = session.app.clone();
        self.emit(Some(&app), event, &body);
    }

    /// The meeting of a session. The status is `LIVE` in all events, even in that of the end.
    pub(super) fn meeting_of(&self, session: &Session) -> Value {
        let mut meeting = json!({
            "id": session.meeting,
            "sessionId": session.id,
            "roomName": session.meeting,
            "status": "LIVE",
            "createdAt": written(session.started_at),
            "startedAt": written(session.started_at),
            "organizedBy": self.organization(&session.app),
        });
        if let Some(title) = &session.title {
            meeting["title"] = title.as_str().into();
        }
        if let Some(end) = session.ended_at {
            meeting["endedAt"] = written(end).into();
        }
        meeting
    }

    /// The app.
    pub(super) fn organization(&self, app: &str) -> Value {
        let name = self.app(app).map(|app| &app.name);
        json!({"id": app, "name": name})
    }
}

fn participant(session: &Session, peer: &str) -> Option<Value> {
    let peer = session.peer(peer)?;
    let mut participant = json!({
        "peerId": peer.id,
        "userDisplayName": peer.name,
        "customParticipantId": peer.custom_id,
        "clientSpecificId": peer.custom_id,
        "joinedAt": written(peer.joined_at),
    });
    if let Some(left) = peer.left_at {
        participant["leftAt"] = written(left).into();
    }
    Some(json!({"participant": participant}))
}
