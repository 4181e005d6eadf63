//! Ids of different kinds are different types.

use realtimekit::Client;
use realtimekit::types::{MeetingId, ParticipantId, PeerId, SessionId};

fn each_where_another_belongs(
    client: Client,
    meeting: MeetingId,
    participant: ParticipantId,
    session: SessionId,
    peer: PeerId,
) {
    let _ = client.meeting(participant.clone()); //~ E0277 MeetingId ParticipantId
    let _ = client.meeting(&participant); //~ E0277 MeetingId ParticipantId
    let _ = client.session(&meeting); //~ E0277 SessionId MeetingId
    let _ = client.meeting(&meeting).participant(&meeting); //~ E0277 ParticipantId MeetingId
    let _ = client.meeting(&meeting).participant(&peer); //~ E0277 ParticipantId PeerId
    let _ = client.session(&session).participant(&participant); //~ E0277 PeerId ParticipantId
    assert!(meeting == session); //~ E0308 mismatched
}

fn each_in_its_place(client: Client, meeting: MeetingId, participant: ParticipantId) {
    let _ = client.meeting(&meeting).participant(&participant);
    let _ = client.meeting(meeting).participant(participant);
    let _ = client.meeting("m").participant(String::from("p"));
}

fn main() {
    let _ = (each_where_another_belongs, each_in_its_place);
}
