//! `close`: nobody can join any more, and everybody is removed.

use clap::Args;
use realtimekit::types::{MeetingStatus, UpdateMeeting};
use serde_json::json;

use crate::confirm::confirm;
use crate::failure::Failure;
use crate::jobs::Context;
use crate::output::without_tokens;

/// Close a meeting: nobody can join any more, and everybody is removed from its live session
#[derive(Args, Debug)]
pub struct Arguments {
    /// The id of the meeting
    meeting_id: String,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
}

/// Closes the meeting. It can be repeated.
pub async fn run(arguments: &Arguments, context: &Context<'_>) -> Result<(), Failure> {
    if !arguments.yes {
        let id = arguments.meeting_id.as_str();
        let question = format!("Remove everybody and close {id}");
        confirm(&without_tokens(&question, [id]))?;
    }
    let meeting = context.client.meeting(arguments.meeting_id.as_str());
    // First, so that nobody can join again.
    let closed = UpdateMeeting::new().status(MeetingStatus::Inactive);
    let meeting_after = meeting.update(&closed).await?;
    let kicked = match meeting.active_session().kick_all().await {
        Ok(kicked) => kicked.kicked_participants_count.unwrap_or_default(),
        // No session is live.
        Err(error) if error.is_not_found() => Default::default(),
        Err(error) => return Err(error.into()),
    };
    let printer = context.printer(&[]);
    printer.one(json!({
        "meeting_id": meeting_after.id,
        "status": meeting_after.status,
        "removed": kicked,
    }))
}
