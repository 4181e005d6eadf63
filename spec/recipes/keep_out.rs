//! Keeping somebody out: they leave the meeting now and do not come back.
//!
//! It takes three things. You stop issuing tokens to them, which only your own code can do. You delete the participant,
//! so that the tokens they have are worth nothing. And you kick them, for whoever is in a live session stays there.
//!
//! ```console
//! $ cargo run --example keep_out -- MEETING_ID PARTICIPANT_ID user-42
//! ```

use std::collections::HashSet;

use realtimekit::types::{CustomParticipantId, KickParticipants, MeetingId, ParticipantId};
use realtimekit::{Client, Error, Secret};

/// Who may not join which meeting: a table of your own database.
pub type KeptOut = HashSet<(MeetingId, CustomParticipantId)>;

/// What there was to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// They were enrolled; `false` when they were already gone.
    pub deleted: bool,
    /// They were in the live session; `false` when they were not, or none was live.
    pub kicked: bool,
}

/// Keeps `user`, who is `participant` in this meeting, out of it. It can be called again when it has failed halfway.
pub async fn keep_out(
    client: &Client,
    kept_out: &mut KeptOut,
    meeting: &MeetingId,
    participant: &ParticipantId,
    user: &CustomParticipantId,
) -> Result<Done, Error> {
    // First of all, so that no request beside this one issues another token.
    kept_out.insert((meeting.clone(), user.clone()));

    let meeting = client.meeting(meeting);
    let deleted = was_there(meeting.participant(participant).delete().await)?;
    // By your own id of the user: the participant's is gone by now.
    let out = KickParticipants::new().custom_participant_ids([user]);
    let kicked = was_there(meeting.active_session().kick(&out).await)?;
    Ok(Done { deleted, kicked })
}

/// The other half: code that issues tokens asks first. `None` when this user gets none.
pub async fn issue_token(
    client: &Client,
    kept_out: &KeptOut,
    meeting: &MeetingId,
    participant: &ParticipantId,
    user: &CustomParticipantId,
) -> Result<Option<Secret>, Error> {
    if kept_out.contains(&(meeting.clone(), user.clone())) {
        return Ok(None);
    }
    let participant = client.meeting(meeting).participant(participant);
    Ok(Some(participant.refresh_token().await?.token))
}

/// Whether there was something to remove. What is not found is as good as removed.
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
        return Err("usage: keep_out MEETING_ID PARTICIPANT_ID USER".into());
    };
    let (meeting, participant) = (meeting.as_str().into(), participant.as_str().into());
    let user = user.as_str().into();
    let client = Client::from_env()?;
    let mut kept_out = KeptOut::new();
    let done = keep_out(&client, &mut kept_out, &meeting, &participant, &user).await?;
    println!("deleted: {}, kicked: {}", done.deleted, done.kicked);

    let token = issue_token(&client, &kept_out, &meeting, &participant, &user).await?;
    println!("{user} gets another token: {}", token.is_some());
    Ok(())
}
