//! Sessions, with the peers that were in them.

use std::time::Duration;

use indexmap::IndexMap;

use super::{JoinError, NotInSession, Peer, Session, State, tokens};

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
        if !meeting.is_active {
            return Err(JoinError::MeetingInactive);
        }
        let name = participant.profile.name.clone().ok_or(JoinError::NoName)?;
        self.budget.spend(name.len()).map_err(|_| JoinError::Full)?;
        let (meeting, title) = (meeting.id.clone(), meeting.title().map(str::to_owned));
        let session = match self.live.get(&meeting) {
            Some(session) => session.clone(),
            None => self.begin_session(meeting, title),
        };
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
        Ok(id)
    }

    /// A new id for an object that is returned and not stored.
    pub fn new_id(&mut self) -> String {
        self.ids.next()
    }

    fn begin_session(&mut self, meeting: String, title: Option<String>) -> String {
        let (id, now) = (self.ids.next(), self.now());
        let session = Session {
            id: id.clone(),
            meeting: meeting.clone(),
            title,
            started_at: now,
            ended_at: None,
            updated_at: now,
            peers: IndexMap::new(),
            live_peers: 0,
            most_peers: 0,
            empty_since: None,
        };
        self.sessions.insert(id.clone(), session);
        self.live.insert(meeting, id.clone());
        id
    }

    /// Removes a peer from its session.
    pub fn leave(&mut self, peer: &str) -> Result<(), NotInSession> {
        self.settle();
        let now = self.now();
        let session = self
            .peers
            .get(peer)
            .and_then(|id| self.sessions.get_mut(id));
        match session.is_some_and(|session| session.leave(peer, now)) {
            true => Ok(()),
            false => Err(NotInSession),
        }
    }

    /// Removes all peers from the live session of a meeting and ends it. Returns the number of peers.
    pub fn kick_all(&mut self, meeting: &str) -> Option<usize> {
        let now = self.now();
        let session = self.sessions.get_mut(&self.live.remove(meeting)?)?;
        let live = session.peers().filter(|peer| peer.left_at.is_none());
        let live: Vec<String> = live.map(|peer| peer.id.clone()).collect();
        for peer in &live {
            session.leave(peer, now);
        }
        session.ended_at = Some(now);
        session.updated_at = now;
        Some(live.len())
    }

    /// Moves the clock forward.
    pub fn advance(&mut self, duration: Duration) {
        self.settle();
        self.clock.advance(duration);
        self.settle();
    }

    /// Ends the sessions that were empty for the keep-alive time of their meetings.
    pub fn settle(&mut self) {
        let now = self.now();
        if now == self.settled {
            return;
        }
        self.settled = now;
        let (meetings, sessions) = (&self.meetings, &mut self.sessions);
        self.live.retain(|meeting, session| {
            let keep_alive = meetings
                .get(meeting)
                .map_or(0, |meeting| meeting.keep_alive());
            let Some(session) = sessions.get_mut(session) else {
                return false;
            };
            let end = session
                .empty_since
                .map(|since| since.saturating_add(keep_alive));
            match end.filter(|end| *end <= now) {
                Some(end) => {
                    session.ended_at = Some(end);
                    session.updated_at = end;
                    false
                }
                None => true,
            }
        });
    }
}
