//! Livestreams, of meetings and without one, and their sessions.

use std::time::Duration;

use super::clock::{Millis, millis};
use super::records::livestream::{Livestream, LivestreamSession, LivestreamStatus};
use super::schedule::Due;
use super::{Full, State};

/// The time from the request until a livestream is live.
const STARTING: Duration = Duration::from_secs(5);
/// The time after the end of a livestream in which the meeting cannot start another one. The service needs some
/// seconds.
const ENDING: Duration = Duration::from_secs(5);

/// Why a livestream does not start.
#[derive(Debug)]
pub enum LivestreamError {
    NoSession,
    Running,
    /// The last livestream has just ended.
    TooEarly,
    Full,
}

impl From<Full> for LivestreamError {
    fn from(_: Full) -> Self {
        Self::Full
    }
}

impl State {
    pub fn livestreams(&self) -> impl DoubleEndedIterator<Item = &Livestream> {
        self.livestreams.values()
    }

    pub fn livestream(&self, id: &str) -> Option<&Livestream> {
        self.livestreams.get(id)
    }

    pub fn livestream_of(&self, meeting: &str) -> Option<&Livestream> {
        self.livestream(self.streamed.get(meeting)?)
    }

    pub fn all_livestream_sessions(&self) -> impl Iterator<Item = &LivestreamSession> {
        self.livestream_sessions.values()
    }

    pub fn livestream_session(&self, id: &str) -> Option<&LivestreamSession> {
        self.livestream_sessions.get(id)
    }

    /// The sessions of a livestream, the oldest first.
    pub fn sessions_of(&self, stream: &Livestream) -> impl Iterator<Item = &LivestreamSession> {
        let ids = stream.sessions.iter();
        ids.filter_map(|id| self.livestream_sessions.get(id))
    }

    /// The session of a livestream that has not ended.
    pub fn running_session(&self, stream: &Livestream) -> Option<&LivestreamSession> {
        let last = self.livestream_sessions.get(stream.sessions.last()?);
        last.filter(|session| session.stopped_at.is_none())
    }

    /// Creates a livestream and returns its id. One without a meeting waits for a video stream, which never
    /// arrives here.
    pub fn create_livestream(
        &mut self,
        app: String,
        name: Option<String>,
        meeting: Option<String>,
        size: usize,
    ) -> Result<String, Full> {
        let (id, now) = self.begin(size)?;
        if let Some(meeting) = &meeting {
            self.streamed.insert(meeting.clone(), id.clone());
        }
        let livestream = Livestream {
            id: id.clone(),
            app,
            name,
            meeting,
            status: LivestreamStatus::Invoked,
            created_at: now,
            updated_at: now,
            sessions: Vec::new(),
        };
        self.livestreams.insert(id.clone(), livestream);
        self.schedule_livestream(&id);
        Ok(id)
    }

    /// Streams the live session of a meeting and returns the id of the livestream: each meeting has one.
    pub fn start_livestream(
        &mut self,
        meeting: &str,
        name: Option<String>,
        size: usize,
    ) -> Result<String, LivestreamError> {
        let session = self.live_session(meeting);
        let session = session.ok_or(LivestreamError::NoSession)?;
        let (session, app) = (session.id.clone(), session.app.clone());
        let now = self.now();
        let before = self.livestream_of(meeting).map(|it| it.id.clone());
        let last = self.livestream_of(meeting);
        let last = last.and_then(|stream| self.sessions_of(stream).last());
        match last.map(|last| last.stopped_at) {
            Some(None) => return Err(LivestreamError::Running),
            Some(Some(stopped)) if now < stopped.saturating_add(millis(ENDING)) => {
                return Err(LivestreamError::TooEarly);
            }
            _ => {}
        }
        let id = match before {
            Some(id) => {
                self.budget.spend(size)?;
                id
            }
            None => self.create_livestream(app.clone(), None, Some(meeting.to_owned()), size)?,
        };
        let run = LivestreamSession {
            id: self.ids.next(),
            app,
            livestream: id.clone(),
            session,
            invoked_at: now,
            started_at: None,
            stopped_at: None,
            updated_at: now,
            watched: 0,
        };
        if let Some(stream) = self.livestreams.get_mut(&id) {
            stream.name = name.or(stream.name.take());
            stream.status = LivestreamStatus::Invoked;
            stream.updated_at = now;
            stream.sessions.push(run.id.clone());
        }
        self.livestream_sessions.insert(run.id.clone(), run);
        self.schedule_livestream(&id);
        Ok(id)
    }

    /// Schedules the next change of status of a requested livestream.
    pub(super) fn schedule_livestream(&mut self, id: &str) {
        let stream = self.livestreams.get(id);
        let Some(stream) = stream.filter(|it| it.status == LivestreamStatus::Invoked) else {
            return;
        };
        let (since, due) = match (&stream.meeting, self.running_session(stream)) {
            (None, _) => (stream.created_at, Due::LivestreamIdle(id.to_owned())),
            (Some(_), Some(run)) => (run.invoked_at, Due::LivestreamStart(run.id.clone())),
            (Some(_), None) => return,
        };
        self.schedule
            .add(since.saturating_add(millis(STARTING)), due);
    }

    pub(super) fn run_livestream(&mut self, run: &str, at: Millis) {
        let run = self.livestream_sessions.get_mut(run);
        let Some(run) = run.filter(|run| run.started_at.is_none() && run.stopped_at.is_none())
        else {
            return;
        };
        run.started_at = Some(at);
        run.updated_at = at;
        let id = run.livestream.clone();
        self.set_livestream(&id, LivestreamStatus::Live, at);
        self.emit_livestream(&id, "LIVE");
    }

    /// Stops the livestream of a meeting. Returns whether it was running.
    pub fn stop_livestream(&mut self, meeting: &str, at: Millis) -> bool {
        let Some(stream) = self.livestream_of(meeting) else {
            return false;
        };
        let Some(run) = self.running_session(stream) else {
            return false;
        };
        let (id, run) = (stream.id.clone(), run.id.clone());
        if let Some(run) = self.livestream_sessions.get_mut(&run) {
            run.stopped_at = Some(at);
            run.updated_at = at;
        }
        self.set_livestream(&id, LivestreamStatus::Idle, at);
        self.emit_livestream(&id, "OFFLINE");
        true
    }

    pub(super) fn set_livestream(&mut self, id: &str, status: LivestreamStatus, at: Millis) {
        if let Some(stream) = self.livestreams.get_mut(id) {
            stream.status = status;
            stream.updated_at = at;
        }
    }

    /// Adds the time for which somebody watched the livestream of a meeting. Returns whether it is live.
    pub fn watch(&mut self, meeting: &str, duration: Duration) -> bool {
        self.settle();
        let stream = self.livestream_of(meeting);
        let run = stream.and_then(|stream| self.running_session(stream));
        let id = run
            .filter(|run| run.started_at.is_some())
            .map(|run| run.id.clone());
        let run = id.and_then(|id| self.livestream_sessions.get_mut(&id));
        let Some(run) = run else {
            return false;
        };
        run.watched = run.watched.saturating_add(millis(duration));
        true
    }
}
