//! Of whom it is not known whether they are enrolled, the service is asked.

use std::collections::HashMap;

use realtimekit::Client;
use realtimekit::types::ParticipantId;

use super::journal::Journal;
use super::users::User;
use crate::failure::Failure;

/// Looks the users up in the meeting. Who is there gets a new token, because the first one was lost; the others are
/// added like everybody else.
pub async fn resolve(
    client: &Client,
    meeting: &str,
    users: &[&User],
    journal: &mut Journal,
) -> Result<(), Failure> {
    let meeting = client.meeting(meeting);
    let mut there: HashMap<String, ParticipantId> = HashMap::new();
    let mut participants = meeting.participants().list().per_page(100).stream();
    while let Some(found) = participants.try_next().await? {
        there.insert(found.custom_participant_id.to_string(), found.id);
    }
    for user in users {
        match there.get(&user.id) {
            Some(id) => {
                let token = meeting.participant(id).refresh_token().await?.token;
                journal.added(&user.id, id.as_str(), token.expose())?;
            }
            None => journal.failed(&user.id, "the user was not in the meeting")?,
        }
    }
    Ok(())
}
