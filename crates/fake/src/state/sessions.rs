//! Sessions, with the peers that were in them.

use std::time::Duration;

use indexmap::IndexMap;
use serde_json::Value;

use super::clock::{Millis, millis};
use super::records::text::Texts;
use super::schedule::Due;
use super::{
    Alternative, JoinError, Meeting, NotInSession, Peer, RecordingSettings, Session, State, tokens,
};

/// The default keep-alive time of a session after its last peer has left, in seconds.
pub const KEEP_ALIVE: u64 = 60;

impl State {
    pub fn sessions(&self) -> impl DoubleEndedIterator<Item = &Session> {
        self.sessions.values()
    }

    pub fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.get(id)
    }

    pub fn session_of_peer(&self, peer: &str) -> Option<&Session> {
        self.session(self.peers.get(peer)?)
    }

    pub fn live_session(&self, meeting: &str) -> Option<&Session> {
        self.session(self.live.get(meeting)?)
    }

    /// Joins the meeting of the token and returns the id of the new peer. Starts a session if none is live.
    pub fn join(&mut self, token: &str) -> Result<String, JoinError> {
        self.settle();
        let token = tokens::read(token).ok_or(JoinError::UnknownToken)?;
        let now = self.now();
        if token.expiry <= now {
            return Err(JoinError::Expired);
        }
        let meeting = self.enrolled.get(&token.participant);
        let meeting = meeting
            .and_then(|id| self.meetings.get(id))
            .ok_or(JoinError::Deleted)?;
        let participant = meeting
            .participant(&token.participant)
            .ok_or(JoinError::Deleted)?
            .clone();
        let is_old = token.expiry < participant.newest_token;
        if is_old && self.enabled(Alternative::OldTokensExpire) {
            return Err(JoinError::Expired);
        }
        if !meeting.is_active {
            return Err(JoinError::MeetingInactive);
        }
        let name = participant.profile.name.clone().ok_or(JoinError::NoName)?;
        self.budget.spend(name.len()).map_err(|_| JoinError::Full)?;
        let meeting = meeting.id.clone();
        let before = self.live.get(&meeting).cloned();
        let begins = before.is_none();
        let session = before.unwrap_or_else(|| self.begin_session(meeting));
        let preset = self.preset(&participant.preset_id);
        let view_type = preset.and_then(|preset| preset.settings["config"]["view_type"].as_str());
        let peer = Peer {
            view_type: view_type.map(str::to_owned),
            id: self.ids.next(),
            participant: participant.id,
            user_id: participant.user_id,
            custom_id: participant.profile.custom_id,
            name,
            picture: participant.profile.picture,
            preset_name: participant.profile.preset_name,
            joined_at: now,
            left_at: None,
            events: [self.ids.next(), self.ids.next()],
        };
        let id = peer.id.clone();
        self.peers.insert(id.clone(), session.clone());
        if let Some(session) = self.sessions.get_mut(&session) {
            session.peers.insert(id.clone(), peer);
            session.live_peers += 1;
            session.most_peers = session.most_peers.max(session.live_peers);
            session.empty_since = None;
            session.updated_at = now;
        }
        self.emit_joined(&session, &id);
        if begins {
            self.start_on_start(&session);
        }
        Ok(id)
    }

    /// Starts the recording and the livestream that the settings of the meeting request.
    fn start_on_start(&mut self, session: &str) {
        let session = self.sessions.get(session);
        let meeting = session.and_then(|session| self.meetings.get(&session.meeting));
        let Some((session, meeting)) = session.zip(meeting) else {
            return;
        };
        let is_set = |name: &str| meeting.settings.get(name) == Some(&Value::Bool(true));
        let (records, streams) = (is_set("record_on_start"), is_set("live_stream_on_start"));
        let config = meeting.settings.get("recording_config");
        let settings = config.map(RecordingSettings::of).unwrap_or_default();
        let (session, meeting) = (session.id.clone(), meeting.id.clone());
        // A full server starts nothing.
        if records {
            let _ = self.start_recording(&session, settings, "RECORD_ON_START", 0);
        }
        if streams {
            let _ = self.start_livestream(&meeting, None, 0);
        }
    }

    /// A new id for an object that is returned and not stored.
    pub fn new_id(&mut self) -> String {
        self.ids.next()
    }

    fn begin_session(&mut self, meeting: String) -> String {
        let (id, now) = (self.ids.next(), self.now());
        let of = self.meetings.get(&meeting);
        let session = Session {
            id: id.clone(),
            app: of.map(|it| it.app.clone()).unwrap_or_default(),
            meeting: meeting.clone(),
            title: of.and_then(|it| it.title()).map(str::to_owned),
            started_at: now,
            ended_at: None,
            updated_at: now,
            peers: IndexMap::new(),
            live_peers: 0,
            most_peers: 0,
            empty_since: None,
            recordings: Vec::new(),
            texts: Texts::default(),
        };
        self.sessions.insert(id.clone(), session);
        self.live.insert(meeting, id.clone());
        self.emit_started(&id);
        id
    }

    /// Removes a peer from its session.
    pub fn leave(&mut self, peer: &str) -> Result<(), NotInSession> {
        self.settle();
        let now = self.now();
        let id = self.peers.get(peer).cloned().ok_or(NotInSession)?;
        let session = self.sessions.get_mut(&id).ok_or(NotInSession)?;
        if !session.leave(peer, now) {
            return Err(NotInSession);
        }
        let meeting = session.meeting.clone();
        self.emit_left(&id, peer);
        self.schedule_end(&meeting);
        Ok(())
    }

    /// Removes all peers from the live session of a meeting and ends it. Returns the number of peers.
    pub fn kick_all(&mut self, meeting: &str) -> Option<usize> {
        let now = self.now();
        let id = self.live.get(meeting)?.clone();
        let count = self.kick_if(meeting, |_| true);
        if !self.enabled(Alternative::KickAllKeepsSession) {
            self.end_session(&id, now, "HOST_ENDED_MEETING");
        }
        Some(count)
    }

    /// Removes those peers from the live session of a meeting. Returns how many there were.
    pub fn kick_if(&mut self, meeting: &str, is_kicked: impl Fn(&Peer) -> bool) -> usize {
        let session = self.live_session(meeting);
        let peers = session.into_iter().flat_map(Session::peers);
        let here = peers.filter(|peer| peer.left_at.is_none() && is_kicked(peer));
        let kicked: Vec<String> = here.map(|peer| peer.id.clone()).collect();
        for peer in &kicked {
            // They are in the session.
            let _ = self.leave(peer);
        }
        kicked.len()
    }

    /// Ends the live session of a meeting when nobody has been in it for as long as the meeting keeps it alive.
    pub(super) fn schedule_end(&mut self, meeting: &str) {
        let session = self.live.get(meeting).and_then(|id| self.sessions.get(id));
        let due = session.and_then(|session| Some((self.end(session)?, session.id.clone())));
        if let Some((end, session)) = due {
            self.schedule.add(end, Due::SessionEnd(session));
        }
    }

    /// When a session ends if nobody joins.
    fn end(&self, session: &Session) -> Option<Millis> {
        let meeting = self.meetings.get(&session.meeting);
        let keep_alive = meeting.map_or(0, keep_alive);
        Some(session.empty_since?.saturating_add(keep_alive))
    }

    pub(super) fn end_if_empty(&mut self, id: &str, at: Millis) {
        let session = self.sessions.get(id).filter(|session| session.is_live());
        let end = session.and_then(|session| self.end(session));
        // Otherwise somebody has joined again, or the keep-alive time is longer now; then another end was
        // scheduled.
        if end.is_some_and(|end| end <= at) {
            self.end_session(id, at, "ALL_PARTICIPANTS_LEFT");
        }
    }

    fn end_session(&mut self, id: &str, at: Millis, reason: &str) {
        let Some(session) = self.sessions.get_mut(id) else {
            return;
        };
        session.ended_at = Some(at);
        session.updated_at = at;
        let (meeting, recordings) = (session.meeting.clone(), session.recordings.clone());
        self.stop_livestream(&meeting, at);
        for recording in recordings {
            self.stop_recording(&recording, at, Some("ALL_PEERS_LEFT"));
        }
        self.live.remove(&meeting);
        self.emit_ended(id, reason);
        self.publish_texts(id, at);
    }
}

/// How long the meeting's session goes on after everybody left.
fn keep_alive(meeting: &Meeting) -> Millis {
    let seconds = meeting.settings.get("session_keep_alive_time_in_secs");
    let seconds = seconds.and_then(Value::as_u64).unwrap_or(KEEP_ALIVE);
    millis(Duration::from_secs(seconds))
}
