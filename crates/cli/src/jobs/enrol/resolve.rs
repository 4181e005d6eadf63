//! Looks up users for whom it is unknown whether they are enrolled.

use std::collections::HashMap;
use std::sync::Mutex;

use realtimekit::Client;
use realtimekit::types::ParticipantId;

use super::journal::{Journal, lock};
use super::users::User;
use crate::failure::Failure;
use crate::output::clean::visible;
use crate::output::note;

/// Looks up users in the meeting. Those who are found get a new token, because the first one was lost. Returns the
/// others.
pub async fn resolve(
    client: &Client,
    meeting: &str,
    users: Vec<User>,
    journal: &Mutex<Journal>,
) -> Result<Vec<User>, Failure> {
    let meeting = client.meeting(meeting);
    let mut found: HashMap<String, Vec<ParticipantId>> = HashMap::new();
    let mut participants = meeting.participants().list().per_page(100).stream();
    while let Some(participant) = participants.try_next().await? {
        let user = participant.custom_participant_id.to_string();
        let ids = found.entry(user).or_default();
        // If the list changes while it is read, a user may be on two pages.
        if !ids.contains(&participant.id) {
            ids.push(participant.id);
        }
    }
    let mut missing = Vec::new();
    for user in users {
        let ids = found.remove(&user.id).unwrap_or_default();
        let Some(id) = ids.first() else {
            missing.push(user);
            continue;
        };
        if ids.len() > 1 {
            let user = visible(&user.id);
            note(&format!(
                "the user `{user}` is in the meeting {} times; the token is that of the participant {id}",
                ids.len()
            ));
        }
        lock(journal).check()?;
        let token = meeting.participant(id).refresh_token().await?.token;
        lock(journal).added(&user.id, id.as_str(), token.expose())?;
    }
    Ok(missing)
}
