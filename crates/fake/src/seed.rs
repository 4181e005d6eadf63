//! Initial data of a server.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::seed_reports::report;
use crate::state::{APP_ID, Profile, State};

/// The initial data of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Seed {
    /// A school: a lesson that has ended, with a teacher and 24 pupils who came and went, and one that is live, with a
    /// teacher and 12 pupils.
    Classroom,
}

const NAMES: [&str; 24] = [
    "Ada", "Ben", "Chloe", "Dev", "Elif", "Finn", "Grace", "Hugo", "Ines", "Jonas", "Kim", "Leo",
    "Mina", "Noah", "Olga", "Pablo", "Quinn", "Rosa", "Sam", "Tara", "Uma", "Victor", "Wanda",
    "Yara",
];

impl Seed {
    pub(crate) fn apply(self, state: &mut State) {
        match self {
            Self::Classroom => classroom(state),
        }
    }
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

fn classroom(state: &mut State) {
    // The first lesson began two hours ago.
    state.clock.rewind(minutes(120));
    let algebra = lesson(state, "Algebra", 24);
    let mut peers: Vec<String> = algebra.iter().flat_map(|token| state.join(token)).collect();
    // Every fourth pupil leaves early.
    state.advance(minutes(20));
    for peer in peers.iter().skip(4).step_by(4) {
        // All of these peers are in the session.
        let _ = state.leave(peer);
    }
    state.advance(minutes(25));
    measured(state, &peers);
    // The teacher is the last one to leave.
    for peer in peers.drain(..).rev() {
        let _ = state.leave(&peer);
    }
    state.advance(minutes(45));
    for token in lesson(state, "Biology", 12) {
        let _ = state.join(&token);
        state.advance(minutes(1));
    }
    state.advance(minutes(17));
}

/// Gives each peer a report.
fn measured(state: &mut State, peers: &[String]) {
    for (number, id) in peers.iter().enumerate() {
        let session = state.session_of_peer(id);
        let Some(peer) = session.and_then(|session| session.peer(id)) else {
            continue;
        };
        let report = report(number, peer.joined_at, peer.left_at.unwrap_or(state.now()));
        let _ = state.set_report(id, report);
    }
}

/// Creates a meeting with a teacher and pupils and returns their tokens, the teacher's first.
fn lesson(state: &mut State, title: &str, pupils: usize) -> Vec<String> {
    let settings = Map::from_iter([("title".to_owned(), Value::from(title))]);
    let Ok(meeting) = state.create_meeting(APP_ID, settings, 0) else {
        return Vec::new();
    };
    let teacher = ("teacher-1".to_owned(), "Ms Lovelace", "group_call_host");
    let pupils = NAMES.iter().take(pupils).enumerate().map(|(index, name)| {
        (
            format!("pupil-{}", index + 1),
            *name,
            "group_call_participant",
        )
    });
    let people = std::iter::once(teacher).chain(pupils);
    let added = people.flat_map(|(custom_id, name, preset)| {
        let profile = Profile {
            custom_id,
            name: Some(name.to_owned()),
            picture: None,
            preset_name: preset.to_owned(),
        };
        let id = state.add_participant(&meeting, profile).ok()?;
        Some(state.issue_token(&id))
    });
    added.collect()
}
