//! Banning a user: removes a participant from a meeting and its live session, and stops issuing tokens to the user.
//!
//! It takes three steps. Your own code stops issuing tokens to the user. Deleting the participant makes their existing
//! tokens invalid. Kicking removes them from the live session.
//!
//! ```console
//! $ cargo run --example ban -- MEETING_ID PARTICIPANT_ID user-42
//! ```

use std::collections::HashSet;

use realtimekit::types::{CustomParticipantId, KickParticipants, MeetingId, ParticipantId};
use realtimekit::{Client, Error, Secret};

/// The banned users of each meeting: a table of your own database.
pub type Banned = HashSet<(MeetingId, CustomParticipantId)>;

/// The result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The participant was deleted; `false` if they did not exist.
    pub deleted: bool,
    /// The participant was kicked; `false` if they were not in a live session.
    pub kicked: bool,
}

/// Bans `user`, who is `participant` in this meeting. It can be repeated after an error.
pub async fn ban(
    client: &Client,
    banned: &mut Banned,
    meeting: &MeetingId,
    participant: &ParticipantId,
    user: &CustomParticipantId,
) -> Result<Done, Error> {
    // First, so that no concurrent request issues another token.
    banned.insert((meeting.clone(), user.clone()));

    let meeting = client.meeting(meeting);
    let deleted = was_there(meeting.participant(participant).delete().await)?;
    // By your own id of the user: the participant no longer exists.
    let out = KickParticipants::new().custom_participant_ids([user]);
    let kicked = was_there(meeting.active_session().kick(&out).await)?;
    Ok(Done { deleted, kicked })
}

/// Returns a token for the user, or `None` if the user is banned. Code that issues tokens calls this.
pub async fn issue_token(
    client: &Client,
    banned: &Banned,
    meeting: &MeetingId,
    participant: &ParticipantId,
    user: &CustomParticipantId,
) -> Result<Option<Secret>, Error> {
    if banned.contains(&(meeting.clone(), user.clone())) {
        return Ok(None);
    }
    let participant = client.meeting(meeting).participant(participant);
    Ok(Some(participant.refresh_token().await?.token))
}

/// Whether something was removed. A 404 is not an error here.
fn was_there<T>(outcome: Result<T, Error>) -> Result<bool, Error> {
    match outcome {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [meeting, participant, user] = arguments.as_slice() else {
        return Err("usage: ban MEETING_ID PARTICIPANT_ID USER".into());
    };
    let (meeting, participant) = (meeting.as_str().into(), participant.as_str().into());
    let user = user.as_str().into();
    let client = Client::from_env()?;
    let mut banned = Banned::new();
    let done = ban(&client, &mut banned, &meeting, &participant, &user).await?;
    println!("deleted: {}, kicked: {}", done.deleted, done.kicked);

    let token = issue_token(&client, &banned, &meeting, &participant, &user).await?;
    println!("{user} gets another token: {}", token.is_some());
    Ok(())
}
