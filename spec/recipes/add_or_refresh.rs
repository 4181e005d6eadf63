//! Add or refresh: returns a token for a user who may already be enrolled in the meeting.
//!
//! The service cannot look up a participant by your own id of the user; only the list of all participants has it. So
//! store the participant's id with the meeting and the user, and read the list only if that id was lost.
//!
//! ```console
//! $ cargo run --example add_or_refresh -- MEETING_ID user-42 "Mary Sue"
//! ```

use std::collections::HashMap;

use realtimekit::types::{AddParticipant, CustomParticipantId, MeetingId, ParticipantId};
use realtimekit::{Client, Error, Secret};

/// A preset of your app: it defines what participants may do.
const PRESET: &str = "group_call_participant";

/// The participants of your users: a table of your own database.
pub type Enrolled = HashMap<(MeetingId, CustomParticipantId), ParticipantId>;

/// Returns a token with which the user joins the meeting. It can be called any number of times.
///
/// Two calls at the same time for the same user can both add them. To prevent that, hold a lock for the user in your
/// database: the effect of a second participant of the same user is not documented.
pub async fn token(
    client: &Client,
    enrolled: &mut Enrolled,
    meeting: &MeetingId,
    user: &CustomParticipantId,
    name: &str,
) -> Result<Secret, Error> {
    let key = (meeting.clone(), user.clone());
    if let Some(participant) = enrolled.get(&key) {
        match refresh(client, meeting, participant).await {
            // The participant was deleted in the meantime. Check your own rules before you add them again.
            Err(error) if error.is_not_found() => enrolled.remove(&key),
            outcome => return outcome,
        };
    }
    let participants = client.meeting(meeting).participants();
    // A participant without a name cannot join.
    let guest = AddParticipant::new(user, PRESET).name(name);
    match participants.add(&guest).await {
        Ok(added) => {
            enrolled.insert(key, added.id);
            Ok(added.token)
        }
        // They may be enrolled: by this call, if its response was lost, or by an earlier one.
        Err(error) if error.may_have_happened() || is_refused(&error) => {
            let Some(participant) = find(client, meeting, user).await? else {
                return Err(error);
            };
            let token = refresh(client, meeting, &participant).await;
            enrolled.insert(key, participant);
            token
        }
        Err(error) => Err(error),
    }
}

async fn refresh(
    client: &Client,
    meeting: &MeetingId,
    participant: &ParticipantId,
) -> Result<Secret, Error> {
    let participant = client.meeting(meeting).participant(participant);
    Ok(participant.refresh_token().await?.token)
}

/// The status for an id that is already in use is not documented. Common ones are 400, 409 and 422.
fn is_refused(error: &Error) -> bool {
    let status = error.status().map(|status| status.as_u16());
    matches!(status, Some(400 | 409 | 422))
}

/// Reads the list of participants up to the one of the user.
async fn find(
    client: &Client,
    meeting: &MeetingId,
    user: &CustomParticipantId,
) -> Result<Option<ParticipantId>, Error> {
    let list = client.meeting(meeting).participants().list();
    let mut participants = list.per_page(100).stream();
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
    let [meeting, user, name] = arguments.as_slice() else {
        return Err("usage: add_or_refresh MEETING_ID USER NAME".into());
    };
    let (meeting, user) = (meeting.as_str().into(), user.as_str().into());
    let client = Client::from_env()?;
    let mut enrolled = Enrolled::new();
    let token = token(&client, &mut enrolled, &meeting, &user, name).await?;
    // A server sends `token.expose()` to the user's browser, and nowhere else.
    println!("a token of {} characters", token.expose().len());
    Ok(())
}
