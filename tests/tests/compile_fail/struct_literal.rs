//! A new field must not break callers: structs are created with `new` and setters, and patterns need `..`.

use realtimekit::Paging;
use realtimekit::types::{MuteAllParticipants, Participant, ParticipantToken};

fn main() {
    let _ = MuteAllParticipants { allow_unmute: true }; //~ E0639 non-exhaustive
    let _ = MuteAllParticipants::new(true);
    let _ = (take_apart, take_apart_with_room);
}

fn take_apart(all: MuteAllParticipants, refreshed: ParticipantToken, paging: Paging) {
    let MuteAllParticipants { allow_unmute: _ } = all; //~ E0638 `..`
    let ParticipantToken { token: _ } = refreshed; //~ E0638 `..`
    let Paging { total_count: _, start_offset: _, end_offset: _ } = paging; //~ E0638 `..`
}

fn take_apart_with_room(participant: Participant) {
    let Participant { id: _, name: _, .. } = participant;
}
