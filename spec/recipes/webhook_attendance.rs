//! Attendance from webhooks: who was in a session and for how long, without API calls.
//!
//! The service can send an event twice, and events can arrive in any order. So events are stored by peer, and the minutes
//! are computed at the end. This program reads the bodies of verified webhooks, one per line; the recipe
//! `receive_webhooks` shows how to receive them.
//!
//! ```console
//! $ cargo run --example webhook_attendance < events.jsonl
//! ```

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::time::{Duration, SystemTime};

use realtimekit::Timestamp;
use realtimekit::events::Event;
use realtimekit::types::{CustomParticipantId, EventParticipant, PeerId, SessionId};

/// The sessions, as reported by webhooks: tables of your own database.
#[derive(Debug, Default)]
pub struct Attendance {
    sessions: BTreeMap<SessionId, Session>,
}

#[derive(Debug, Default)]
struct Session {
    ended: Option<SystemTime>,
    peers: BTreeMap<PeerId, Peer>,
}

#[derive(Debug, Default)]
struct Peer {
    user: Option<CustomParticipantId>,
    joined: Option<SystemTime>,
    left: Option<SystemTime>,
}

impl Attendance {
    /// Records an event. The same event a second time changes nothing.
    pub fn record(&mut self, event: &Event) {
        match event {
            Event::MeetingParticipantJoined(joined) => {
                self.peer(joined.meeting.session_id.as_ref(), &joined.participant);
            }
            Event::MeetingParticipantLeft(left) => {
                self.peer(left.meeting.session_id.as_ref(), &left.participant);
            }
            // The status in this event is still `LIVE`. The event itself means that the session has ended.
            Event::MeetingEnded(ended) => {
                if let Some(session) = &ended.meeting.session_id {
                    let session = self.sessions.entry(session.clone()).or_default();
                    session.ended = time(&ended.meeting.ended_at).or(session.ended);
                }
            }
            _ => {}
        }
    }

    fn peer(&mut self, session: Option<&SessionId>, participant: &EventParticipant) {
        let Some(session) = session else {
            return;
        };
        let session = self.sessions.entry(session.clone()).or_default();
        let peer = session
            .peers
            .entry(participant.peer_id.clone())
            .or_default();
        let EventParticipant {
            custom_participant_id,
            client_specific_id,
            ..
        } = participant;
        let user = custom_participant_id
            .as_ref()
            .or(client_specific_id.as_ref());
        peer.user = user.cloned().or(peer.user.take());
        peer.joined = time(&participant.joined_at).or(peer.joined);
        peer.left = time(&participant.left_at).or(peer.left);
    }

    /// How long each user was in the session until `now`. The times of several peers of a user are added up.
    ///
    /// Without an event for leaving, a peer was in the session until it ended.
    pub fn of(
        &self,
        session: &SessionId,
        now: SystemTime,
    ) -> BTreeMap<Option<CustomParticipantId>, Duration> {
        let mut users = BTreeMap::new();
        let Some(session) = self.sessions.get(session) else {
            return users;
        };
        for peer in session.peers.values() {
            let until = peer.left.or(session.ended).unwrap_or(now);
            let joined = peer.joined.unwrap_or(until);
            let stayed = until.duration_since(joined).unwrap_or_default();
            *users.entry(peer.user.clone()).or_default() += stayed;
        }
        users
    }
}

fn time(time: &Option<Timestamp>) -> Option<SystemTime> {
    time.as_ref()?.to_system_time()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut attendance = Attendance::default();
    for line in io::stdin().lock().lines() {
        attendance.record(&serde_json::from_str(&line?)?);
    }
    for session in attendance.sessions.keys() {
        println!("session {session}");
        for (user, stayed) in attendance.of(session, SystemTime::now()) {
            let user = user.as_ref().map_or("unknown", |user| user.as_str());
            println!("  {user}: {:.1} minutes", stayed.as_secs_f64() / 60.0);
        }
    }
    Ok(())
}
