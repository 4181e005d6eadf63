//! Sessions: runs of meetings, with the peers that were in them.

use std::fmt;
use std::time::Duration;

use indexmap::IndexMap;

use super::clock::{Millis, minutes};
use super::{State, tokens};

/// One run of a meeting.
#[derive(Debug)]
pub struct Session {
    pub id: String,
    pub meeting: String,
    /// What the meeting was called when the session began.
    pub title: Option<String>,
    pub started_at: Millis,
    pub ended_at: Option<Millis>,
    pub updated_at: Millis,
    /// By id, in the order in which they joined.
    pub(super) peers: IndexMap<String, Peer>,
    pub live_peers: usize,
    pub most_peers: usize,
    /// Since when nobody is in the session.
    pub(super) empty_since: Option<Millis>,
}

/// One connection of a participant in a session.
#[derive(Debug)]
pub struct Peer {
    pub id: String,
    pub participant: String,
    pub user_id: String,
    pub custom_id: String,
    pub name: String,
    pub picture: Option<String>,
    pub preset_name: String,
    pub view_type: Option<String>,
    pub joined_at: Millis,
    pub left_at: Option<Millis>,
    /// The ids of the events of joining and leaving.
    pub events: [String; 2],
}

impl Peer {
    pub fn minutes(&self, now: Millis) -> f64 {
        minutes(self.joined_at, self.left_at.unwrap_or(now))
    }
}

impl Session {
    pub fn is_live(&self) -> bool {
        self.ended_at.is_none()
    }

    pub fn peers(&self) -> impl Iterator<Item = &Peer> {
        self.peers.values()
    }

    pub fn peer(&self, id: &str) -> Option<&Peer> {
        self.peers.get(id)
    }

    /// The minutes of all peers together.
    pub fn minutes(&self, now: Millis) -> f64 {
        self.peers().map(|peer| peer.minutes(now)).sum()
    }

    fn leave(&mut self, peer: &str, now: Millis) -> bool {
        let Some(peer) = self
            .peers
            .get_mut(peer)
            .filter(|peer| peer.left_at.is_none())
        else {
            return false;
        };
        peer.left_at = Some(now);
        self.updated_at = now;
        self.live_peers -= 1;
        if self.live_peers == 0 {
            self.empty_since = Some(now);
        }
        true
    }
}

/// Why a token does not join.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JoinError {
    /// The server did not issue this token.
    UnknownToken,
    /// The token has expired.
    Expired,
    /// The participant was deleted.
    Deleted,
    /// The meeting is inactive.
    MeetingInactive,
    /// The participant has no name. The service refuses their tokens with error 0002; an empty name is accepted.
    NoName,
    /// The server stores no more.
    Full,
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownToken => "the server did not issue this token",
            Self::Expired => "the token has expired",
            Self::Deleted => "the participant was deleted",
            Self::MeetingInactive => "the meeting is inactive",
            Self::NoName => "error 0002: the participant has no name",
            Self::Full => "the server is full",
        })
    }
}

impl std::error::Error for JoinError {}

/// The peer is in no session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotInSession;

impl fmt::Display for NotInSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the peer is in no session")
    }
}

impl std::error::Error for NotInSession {}

impl State {
    pub fn sessions(&self) -> impl DoubleEndedIterator<Item = &Session> {
        self.sessions.values()
    }

    pub fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.get(id)
    }

    pub fn live_session(&self, meeting: &str) -> Option<&Session> {
        self.session(self.live.get(meeting)?)
    }

    /// Joins the meeting of the token, which begins a session if none is live, and returns the id of the new peer.
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

    /// Takes a peer out of its session.
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

    /// Takes everybody out of the live session of a meeting and ends it. Returns how many there were.
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

    /// Moves the clock.
    pub fn advance(&mut self, duration: Duration) {
        self.settle();
        self.clock.advance(duration);
        self.settle();
    }

    /// Ends the sessions that nobody has been in for as long as their meetings keep them alive.
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
