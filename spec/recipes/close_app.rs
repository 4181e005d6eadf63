//! Closing an app: makes all of its meetings inactive, and ends their live sessions.
//!
//! Meetings and apps cannot be deleted. A live session of an inactive meeting continues, and is billed, until the last
//! participant has left. So this also ends live sessions of meetings that were already inactive.
//!
//! ```console
//! $ cargo run --example close_app
//! ```

use std::collections::BTreeSet;

use realtimekit::types::{MeetingId, MeetingStatus, SessionStatus, UpdateMeeting};
use realtimekit::{Client, ClientBuilder, Error, RateLimit};

/// The result.
#[derive(Debug, Default)]
pub struct Report {
    /// The meetings that were active and are inactive now.
    pub closed: Vec<MeetingId>,
    /// The meetings whose session was ended.
    pub cleared: Vec<MeetingId>,
    /// The meetings for which a call failed. Run it again for these.
    pub failed: Vec<(MeetingId, Error)>,
}

/// Makes all meetings of the client's app inactive and ends their sessions. It can be called again at any time.
pub async fn close_app(client: &Client) -> Result<Report, Error> {
    let mut report = Report::default();
    // The whole list first: a meeting that becomes inactive leaves the list, which would shift the next pages.
    let mut active = Vec::new();
    let mut list = client
        .meetings()
        .list()
        .status(MeetingStatus::Active)
        .stream();
    while let Some(meeting) = list.try_next().await? {
        active.push(meeting.id);
    }
    let inactive = UpdateMeeting::new().status(MeetingStatus::Inactive);
    for meeting in active {
        match client.meeting(&meeting).update(&inactive).await {
            Ok(_) => report.closed.push(meeting),
            Err(error) => report.failed.push((meeting, error)),
        }
    }
    // Now nobody can join. Kicking all participants ends a session.
    let mut live = BTreeSet::new();
    let mut list = client
        .sessions()
        .list()
        .status(SessionStatus::Live)
        .stream();
    while let Some(session) = list.try_next().await? {
        live.insert(session.associated_id);
    }
    for meeting in live {
        match client.meeting(&meeting).active_session().kick_all().await {
            Ok(_) => report.cleared.push(meeting),
            // It ended in the meantime.
            Err(error) if error.is_not_found() => {}
            Err(error) => report.failed.push((meeting, error)),
        }
    }
    Ok(report)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Waits instead of exceeding the rate limit of the service.
    let client = ClientBuilder::from_env()?
        .rate_limit(RateLimit::default())
        .build()?;
    let report = close_app(&client).await?;
    println!("closed: {}", report.closed.len());
    println!("sessions ended: {}", report.cleared.len());
    for (meeting, error) in &report.failed {
        println!("{meeting}: {error}");
    }
    match report.failed.is_empty() {
        true => Ok(()),
        false => Err("some meetings could not be closed".into()),
    }
}
