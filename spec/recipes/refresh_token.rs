//! Refreshing a token: a participant whose token has expired gets the next one and stays the same participant.
//!
//! Tokens expire after a time that is not documented, so do not keep them: make a new one whenever a user is about to
//! join. Adding the user again would make a second participant of them, with a second line in every list.
//!
//! ```console
//! $ cargo run --example refresh_token -- MEETING_ID user-42
//! ```

use realtimekit::types::{CustomParticipantId, MeetingId, ParticipantId};
use realtimekit::{Client, Error, Secret};

/// The next token of a participant; `None` when there is no such participant any more.
///
/// Whoever is gone was deleted, perhaps to keep them out. So do not add them again here: decide that where you decide
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

/// Which participant of the meeting a user is.
///
/// Store the participant's id when you add them, and you need no search. This one is for the id that got lost, for
/// instance with the response to adding them.
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
        // A server would send the browser with `token.expose()`, and write it nowhere else.
        Some(token) => println!("a token of {} characters", token.expose().len()),
        None => println!("{user} was deleted a moment ago"),
    }
    Ok(())
}
