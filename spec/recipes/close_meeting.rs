//! Closing a meeting at a time: nobody joins any more, and those who are in are shown out.
//!
//! Meetings cannot be deleted, they are made inactive. That shuts the door and no more: a session that is live goes on
//! in a closed meeting, and is billed, until the last one leaves. So close the meeting first and then kick everybody.
//!
//! ```console
//! $ cargo run --example close_meeting -- MEETING_ID 2026-11-21T10:00:00Z
//! ```

use std::time::{Duration, SystemTime};

use realtimekit::types::{MeetingId, MeetingStatus, UpdateMeeting};
use realtimekit::{Client, Error, Timestamp};

/// Closes the meeting and gives how many were still in it.
///
/// It can be called again whenever it has failed halfway or nobody knows whether it was called: a closed meeting is
/// closed once more, and an empty one has nobody to kick.
pub async fn close(client: &Client, meeting: &MeetingId) -> Result<u64, Error> {
    let meeting = client.meeting(meeting);
    // The door first. The other way round, somebody could come back in between.
    let closed = UpdateMeeting::new().status(MeetingStatus::Inactive);
    meeting.update(&closed).await?;
    match meeting.active_session().kick_all().await {
        Ok(kicked) => Ok(kicked.kicked_participants_count.unwrap_or_default() as u64),
        // There is no live session: nobody was in.
        Err(error) if error.is_not_found() => Ok(0),
        Err(error) => Err(error),
    }
}

/// Closes the meeting when the time has come, or at once when it has passed.
///
/// This waits for as long as the process lives, and no longer. A service that is restarted keeps the time in its database
/// instead (see the recipe `schedule`), and calls [`close`] every minute for what is due and not yet closed.
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
