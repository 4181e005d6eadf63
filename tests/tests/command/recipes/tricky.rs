//! Names that are easily confused: a recipe's own types and variables with names of the crate, methods of its own
//! traits, macros, closures.

#![allow(unused, dropping_copy_types, clippy::all)]

use std::collections::HashMap;

use realtimekit::resources::meetings::MeetingHandle;
use realtimekit::types::{
    self, AddParticipant as Enrolment, MeetingId, Participant, SessionStatus,
};
use realtimekit::{Client, Error, Page};

/// Called as one of the crate's types, which is not imported.
struct Session {
    anything: u32,
}

struct Wrapper<T> {
    inner: T,
    id: u8,
}

enum Filter {
    Mine,
}

trait Closing {
    fn close_door(&self) -> bool;
    const DOOR: u8 = 1;
}

impl Closing for MeetingHandle {
    fn close_door(&self) -> bool {
        true
    }
}

impl Closing for Participant {
    fn close_door(&self) -> bool {
        self.name.is_some()
    }
}

mod inner {
    pub struct Participant {
        pub other: u8,
    }
    pub fn participant() -> Participant {
        Participant { other: 1 }
    }
}

macro_rules! field {
    ($of:expr, $name:ident) => {
        $of.$name
    };
}

fn generic<Participant: Clone>(participant: &Participant) -> Participant {
    participant.clone()
}

async fn shadowed(client: &Client, meeting: &MeetingId) -> Result<u8, Error> {
    let meeting = client.meeting(meeting);
    let closed = meeting.close_door() && MeetingHandle::close_door(&meeting);
    let same = meeting.clone();
    let participant = same.participants().list().await?.items.into_iter().next();
    let Some(participant) = participant else {
        return Ok(<MeetingHandle as Closing>::DOOR);
    };
    let open = participant.close_door() && participant == participant.to_owned();
    let id = field!(participant, id);
    let participant = Wrapper { inner: 7, id: 1 };
    let sum = participant.inner + participant.id;
    {
        let participant = Session { anything: 1 };
        drop(participant.anything);
        let participant = inner::participant();
        drop(participant.other);
    }
    let of_tuple = (participant, 1).0.inner;
    let [participant, ..] = [(1, 2)];
    let pair = participant.1;
    if let Some(participant) = Some(Session { anything: 3 }) {
        drop(participant.anything);
    }
    match Filter::Mine {
        Filter::Mine => Ok(sum),
    }
}

fn closures(participants: &[Participant], by_name: HashMap<String, Wrapper<Participant>>) -> usize {
    let names: Vec<&str> = participants
        .iter()
        .filter_map(|one| one.name.as_deref())
        .collect();
    let pairs = participants.iter().map(|one| Wrapper { inner: one, id: 0 });
    let ids: Vec<_> = pairs.map(|pair| pair.inner.id.clone()).collect();
    let zipped = participants
        .iter()
        .zip(&names)
        .map(|pair| pair.0.id.as_str().len() + pair.1.len());
    let folded = participants
        .iter()
        .fold(Session { anything: 0 }, |sum, one| Session {
            anything: sum.anything + u32::from(one.name.is_some()),
        });
    let mut sorted: Vec<_> = participants.iter().enumerate().collect();
    sorted.sort_by_key(|pair| pair.0);
    let deep = by_name
        .get("a")
        .map(|wrapper| &wrapper.inner)
        .and_then(|one| one.name.as_ref());
    let chunked: usize = participants.chunks(2).map(|pair| pair.len()).sum();
    let grouped = participants.first().map(|one| (one, 1)).map(|pair| pair.1);
    let or = participants.first().map_or(0, |one| one.id.as_str().len());
    let taken = participants
        .first()
        .cloned()
        .into_iter()
        .chain(None)
        .count();
    println!(
        "{} {:?} {name}",
        participants.len(),
        folded.anything,
        name = names.len()
    );
    zipped.sum::<usize>() + chunked + or + taken + deep.map_or(0, String::len)
}

fn paths(status: &SessionStatus) -> bool {
    let body = types::AddParticipant::new("user", "preset").name("Mary");
    let same: Enrolment = body.clone();
    let other = realtimekit::types::UpdateMeeting::default();
    let text = status.as_str().len();
    let made = SessionStatus::from("LIVE");
    matches!(status, SessionStatus::Live | types::SessionStatus::Ended) && body == same
}

fn page(page: Page<Participant>) -> usize {
    let count = page.len();
    for Participant {
        id, name: called, ..
    } in &page.items
    {
        drop((id.as_str().len(), called.is_some()));
    }
    page.items
        .iter()
        .map(|one| one.id.as_str().len())
        .max()
        .unwrap_or(count)
}

fn main() {}
