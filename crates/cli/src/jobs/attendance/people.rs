//! Who was in a session.

use std::collections::HashMap;

use realtimekit::types::{Session, SessionParticipant, SessionStatus};
use realtimekit::{Client, Error};
use serde_json::{Value, json};

use crate::jobs::session::peers;
use crate::time::{UnixMillis, minutes_in, rounded};

/// A session and who was in it.
pub struct Attendance {
    /// The session.
    pub session: Session,
    /// Who was there, in the order in which they first joined.
    pub people: Vec<Person>,
}

/// A participant with all of their connections.
pub struct Person {
    /// Your own id of the user, or another id if there is none.
    pub id: String,
    /// A name with which they joined.
    pub name: String,
    /// A preset with which they joined.
    pub preset: String,
    /// The connections, in the order in which they joined.
    pub stays: Vec<Stay>,
}

/// One connection.
pub struct Stay {
    /// The peer.
    pub peer: String,
    /// When it joined, if that is known.
    pub joined: Option<UnixMillis>,
    /// When it left. If it is still connected, the end of the counted minutes.
    pub until: Option<UnixMillis>,
    /// Whether it is still connected.
    pub is_there: bool,
    /// Its minutes.
    pub minutes: f64,
}

impl Stay {
    /// Its beginning and its end, if they are known.
    pub fn interval(&self) -> Option<(UnixMillis, UnixMillis)> {
        Some((self.joined?, self.until?))
    }
}

impl Attendance {
    /// Reads all pages of the session's participants.
    pub async fn read(client: &Client, session: Session) -> Result<Self, Error> {
        let mut people: Vec<Person> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let is_live = session.status == SessionStatus::Live;
        let mut peers = peers(client, &session.id);
        while let Some(peer) = peers.try_next().await? {
            let id = person_id(&peer);
            let place = *places.entry(id.clone()).or_insert(people.len());
            if place == people.len() {
                people.push(Person {
                    id,
                    name: String::new(),
                    preset: String::new(),
                    stays: Vec::new(),
                });
            }
            let person = &mut people[place];
            person.stays.push(stay(&peer, is_live));
            person.name = peer
                .display_name
                .unwrap_or_else(|| std::mem::take(&mut person.name));
            person.preset = peer
                .preset_name
                .unwrap_or_else(|| std::mem::take(&mut person.preset));
        }
        for person in &mut people {
            person.stays.sort_by_key(|stay| stay.joined);
        }
        // A stable sort: equal times keep the order of the service.
        people.sort_by_key(Person::joined);
        Ok(Self { session, people })
    }
}

fn person_id(peer: &SessionParticipant) -> String {
    let own = peer.custom_participant_id.as_ref().map(ToString::to_string);
    let user = || peer.user_id.as_ref().map(ToString::to_string);
    let id = || peer.id.as_ref().map(ToString::to_string);
    own.or_else(user).or_else(id).unwrap_or_default()
}

fn stay(peer: &SessionParticipant, is_live: bool) -> Stay {
    let joined = peer.joined_at.as_ref().and_then(UnixMillis::of);
    let left = peer.left_at.as_ref().and_then(UnixMillis::of);
    // The clock of this machine may differ from that of the service, so only times of the service
    // are used.
    let counted = joined
        .zip(peer.duration)
        .map(|(joined, minutes)| joined.plus_minutes(minutes));
    let until = left.or(counted);
    let minutes = joined.zip(until).map(|interval| minutes_in(&[interval]));
    Stay {
        peer: peer
            .id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        joined,
        until,
        is_there: is_live && left.is_none(),
        minutes: peer.duration.or(minutes).unwrap_or_default(),
    }
}

impl Person {
    /// When they first joined.
    pub fn joined(&self) -> Option<UnixMillis> {
        self.stays.iter().filter_map(|stay| stay.joined).min()
    }

    /// When they last left; `None` while they are connected.
    pub fn left(&self) -> Option<UnixMillis> {
        match self.is_there() {
            true => None,
            false => self.stays.iter().filter_map(|stay| stay.until).max(),
        }
    }

    /// Whether one of the connections is still open.
    pub fn is_there(&self) -> bool {
        self.stays.iter().any(|stay| stay.is_there)
    }

    /// Their minutes in the session. Time on two devices at once counts once.
    pub fn minutes(&self) -> f64 {
        let intervals: Vec<_> = self.stays.iter().filter_map(Stay::interval).collect();
        let untimed = self.stays.iter().filter(|stay| stay.interval().is_none());
        let untimed: f64 = untimed.map(|stay| stay.minutes).sum();
        rounded(minutes_in(&intervals) + untimed)
    }

    /// The row of the person.
    pub fn row(&self) -> Value {
        let time = |at: Option<UnixMillis>| at.map(UnixMillis::text);
        json!({
            "custom_participant_id": self.id,
            "name": self.name,
            "preset_name": self.preset,
            "joined_at": time(self.joined()),
            "left_at": time(self.left()),
            "minutes": self.minutes(),
            "connections": self.stays.len(),
        })
    }
}
