//! Closing a meeting, now or at a given time: makes it inactive, and removes everybody from its live session.
//!
//! Meetings cannot be deleted, only made inactive. Then nobody can join, but a live session continues, and is billed,
//! until the last participant leaves. So close the meeting first, and then kick all participants.
//!
//! ```console
//! $ cargo run --example close_meeting -- MEETING_ID 2026-11-21T10:00:00Z
//! ```

use std::time::{Duration, SystemTime};

use realtimekit::types::{MeetingId, MeetingStatus, UpdateMeeting};
use realtimekit::{Client, Error, Timestamp};

/// Closes the meeting. Returns how many participants were in it.
///
/// It can be repeated after an error: closing a closed meeting and kicking nobody have no effect.
pub async fn close(client: &Client, meeting: &MeetingId) -> Result<u64, Error> {
    let meeting = client.meeting(meeting);
    // In this order: otherwise a participant could join again in between.
    let closed = UpdateMeeting::new().status(MeetingStatus::Inactive);
    meeting.update(&closed).await?;
    match meeting.active_session().kick_all().await {
        Ok(kicked) => Ok(kicked.kicked_participants_count.unwrap_or_default() as u64),
        // No session is live.
        Err(error) if error.is_not_found() => Ok(0),
        Err(error) => Err(error),
    }
}

/// Closes the meeting at this time, or at once if it has passed.
///
/// It only waits while the process runs. A service that can restart stores the time in its database instead (see the
/// recipe `schedule`), and calls [`close`] every minute for meetings that are due.
pub async fn close_at(
    client: &Client,
    meeting: &MeetingId,
    time: SystemTime,
) -> Result<u64, Error> {
    let left = time
        .duration_since(SystemTime::now())
        .unwrap_or(Duration::ZERO);
    tokio::time::sleep(left).await;
    close(client, meeting).await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [meeting, time] = arguments.as_slice() else {
        return Err("usage: close_meeting MEETING_ID TIME, a time as 2026-11-21T10:00:00Z".into());
    };
    let time: Timestamp = time.parse()?;
    let time = time.to_system_time().ok_or("that is too far away")?;
    let kicked = close_at(&Client::from_env()?, &meeting.as_str().into(), time).await?;
    println!("closed; {kicked} were still in");
    Ok(())
}
