//! The server over sockets, with the client of the workspace.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the message")]

mod alternatives;
mod apps;
mod faults;
mod hostile;
mod http;
mod life;
mod lists;
mod livestreams;
#[cfg(feature = "program")]
mod program;
mod recipes;
mod recordings;
mod snapshots;
mod texts;
mod validation;
mod webhooks;

use realtimekit::Client;
use realtimekit::types::{AddParticipant, CreateMeeting, MeetingId, PeerId, Session};
use realtimekit_fake::FakeServer;

/// A server with one meeting.
async fn with_meeting() -> (FakeServer, MeetingId) {
    let fake = FakeServer::start().await.unwrap();
    let meeting = CreateMeeting::new().title("Algebra");
    let meeting = fake.client().meetings().create(&meeting).await.unwrap();
    (fake, meeting.id)
}

/// A server with somebody in a session of this meeting.
async fn with_session(meeting: &CreateMeeting) -> (FakeServer, MeetingId, PeerId) {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    let meeting = client.meetings().create(meeting).await.unwrap().id;
    let participants = client.meeting(&meeting).participants();
    let added = participants.add(&user(1)).await.unwrap();
    let peer = fake.join(added.token.expose()).unwrap();
    (fake, meeting, peer)
}

/// The live session of a meeting.
async fn live(client: &Client, meeting: &MeetingId) -> Session {
    let session = client.meeting(meeting).active_session();
    session.get().await.unwrap()
}

/// Ends the live session of a meeting.
async fn end(client: &Client, meeting: &MeetingId) {
    let session = client.meeting(meeting).active_session();
    session.kick_all().await.unwrap();
}

/// The path and the query of an address.
fn target(url: &str) -> String {
    format!("/{}", url.splitn(4, '/').nth(3).unwrap())
}

/// Somebody to add.
fn user(number: usize) -> AddParticipant {
    let name = format!("User {number}");
    AddParticipant::new(format!("user-{number}"), "group_call_participant").name(name)
}
