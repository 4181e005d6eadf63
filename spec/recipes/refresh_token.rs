//! Refreshing a token: returns a new token for a participant.
//!
//! Tokens expire after a time that is not documented, so do not store them: refresh the token each time a user joins.
//! Do not add the user again: what the service does then is not documented.
//!
//! ```console
//! $ cargo run --example refresh_token -- MEETING_ID user-42
//! ```

use realtimekit::types::{CustomParticipantId, MeetingId, ParticipantId};
use realtimekit::{Client, Error, Secret};

/// Returns a new token of a participant, or `None` if the participant no longer exists.
///
/// The participant may have been deleted to ban the user, so this does not add them again. Decide that where you decide
/// who may join.
pub async fn fresh_token(
    client: &Client,
    meeting: &MeetingId,
    participant: &ParticipantId,
) -> Result<Option<Secret>, Error> {
    let participant = client.meeting(meeting).participant(participant);
    match participant.refresh_token().await {
        Ok(fresh) => Ok(Some(fresh.token)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Finds the participant of a user.
///
/// If you store the participant's id when you add them, you do not need this. Use it if the id was lost, for example
/// with the response to adding them.
pub async fn find(
    client: &Client,
    meeting: &MeetingId,
    user: &CustomParticipantId,
) -> Result<Option<ParticipantId>, Error> {
    let mut participants = client.meeting(meeting).participants().list().stream();
    while let Some(participant) = participants.try_next().await? {
        if participant.custom_participant_id == *user {
            return Ok(Some(participant.id));
        }
    }
    Ok(None)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [meeting, user] = arguments.as_slice() else {
        return Err("usage: refresh_token MEETING_ID USER".into());
    };
    let (meeting, user) = (meeting.as_str().into(), user.as_str().into());
    let client = Client::from_env()?;
    let Some(participant) = find(&client, &meeting, &user).await? else {
        return Err(format!("{user} is not enrolled in this meeting").into());
    };
    match fresh_token(&client, &meeting, &participant).await? {
        // A server sends `token.expose()` to the browser, and nowhere else.
        Some(token) => println!("a token of {} characters", token.expose().len()),
        None => println!("{user} was deleted a moment ago"),
    }
    Ok(())
}
