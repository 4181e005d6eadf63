//! The server over sockets, with the client of the workspace.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the message")]

mod faults;
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

use realtimekit::types::{AddParticipant, CreateMeeting, MeetingId};
use realtimekit_fake::FakeServer;

/// A server with one meeting.
async fn with_meeting() -> (FakeServer, MeetingId) {
    let fake = FakeServer::start().await.unwrap();
    let meeting = CreateMeeting::new().title("Algebra");
    let meeting = fake.client().meetings().create(&meeting).await.unwrap();
    (fake, meeting.id)
}

/// Somebody to add.
fn user(number: usize) -> AddParticipant {
    let name = format!("User {number}");
    AddParticipant::new(format!("user-{number}"), "group_call_participant").name(name)
}
