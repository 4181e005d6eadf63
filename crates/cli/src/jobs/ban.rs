//! `ban`: removes somebody from a meeting and its live session.

use clap::Args;
use realtimekit::Error;
use realtimekit::types::{KickParticipants, ParticipantId};
use serde_json::json;

use crate::failure::Failure;
use crate::jobs::Context;
use crate::output::note;

/// Remove somebody from a meeting and from its live session; their tokens stop working
///
/// They can join again if your backend adds them again.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The id of the meeting
    meeting_id: String,
    /// The id of a participant, or your own id of the user (`custom_participant_id`)
    participant: String,
}

/// Removes somebody. It can be repeated.
pub async fn run(arguments: &Arguments, context: &Context<'_>) -> Result<(), Failure> {
    let wanted = arguments.participant.as_str();
    let meeting = context.client.meeting(arguments.meeting_id.as_str());
    let mut user = wanted.to_owned();
    let mut ids: Vec<ParticipantId> = Vec::new();
    let mut participants = meeting.participants().list().per_page(100).stream();
    while let Some(found) = participants.try_next().await? {
        if found.id.as_str() == wanted {
            user = found.custom_participant_id.to_string();
        }
        if found.id.as_str() == wanted || found.custom_participant_id.as_str() == wanted {
            ids.push(found.id);
        }
    }
    let mut deleted = 0;
    for id in &ids {
        deleted += u32::from(was_there(meeting.participant(id).delete().await)?);
    }
    // By the caller's own id, which the session still has after the participant was deleted.
    let by_user = KickParticipants::new().custom_participant_ids([user.as_str()]);
    let mut kicked = was_there(meeting.active_session().kick(&by_user).await)?;
    if ids.is_empty() && !kicked {
        // An interrupted run has deleted the participant, whose own id of the user is in no list any more.
        let by_id = KickParticipants::new().participant_ids([wanted]);
        kicked = was_there(meeting.active_session().kick(&by_id).await)?;
    }
    if deleted == 0 && !kicked {
        note(
            "nobody was removed: the user is neither a participant of the meeting nor in its live session",
        );
    }
    let printer = context.printer(&[]);
    printer.one(json!({
        "custom_participant_id": user,
        "participants_deleted": deleted,
        "removed_from_session": kicked,
    }))
}

/// Whether there was something to remove.
fn was_there<T>(outcome: Result<T, Error>) -> Result<bool, Error> {
    match outcome {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}
