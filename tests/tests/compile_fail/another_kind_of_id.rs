//! Ids of different resources are different types.

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
    let _ = client.sessions().list().associated_id(&session); //~ E0277 MeetingId SessionId
    let _ = client.sessions().list().associated_id(Some(session.clone())); //~ E0277 MeetingId SessionId
    assert!(meeting == session); //~ E0277 MeetingId SessionId
}

fn each_compared_with_text(meeting: MeetingId, text: String) -> bool {
    meeting == "m" || meeting == *"m" || meeting == text
}

fn each_in_its_place(client: Client, meeting: MeetingId, participant: ParticipantId) {
    let _ = client.meeting(&meeting).participant(&participant);
    let _ = client.meeting(meeting).participant(participant);
    let _ = client.meeting("m").participant(String::from("p"));
    let _ = client.meeting(&String::from("m")).participant(std::borrow::Cow::from("p"));
}

fn main() {
    let _ = (each_where_another_belongs, each_compared_with_text, each_in_its_place);
}
