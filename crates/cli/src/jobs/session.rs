//! The session of a command, and its peers.

use realtimekit::types::{Session, SessionId, SessionParticipant};
use realtimekit::{Client, ItemStream};

use crate::failure::Failure;
use crate::output::clean::visible;
use crate::output::note;

/// The session with this id, or the last one of the meeting with this id.
///
/// # Errors
/// Neither exists.
pub async fn find(client: &Client, id: &str) -> Result<Session, Failure> {
    match client.session(id).get().await {
        Ok(session) => return Ok(session),
        Err(error) if error.is_not_found() => {}
        Err(error) => return Err(error.into()),
    }
    let mut last: Option<Session> = None;
    let mut count = 0;
    let mut sessions = client.meeting(id).sessions().stream();
    while let Some(session) = sessions.try_next().await? {
        count += 1;
        if last
            .as_ref()
            .is_none_or(|last| last.started_at < session.started_at)
        {
            last = Some(session);
        }
    }
    let last = last.ok_or_else(|| {
        Failure::Missing(format!(
            "`{}` is neither the id of a session nor the id of a meeting that had one",
            visible(id)
        ))
    })?;
    if count > 1 {
        note(&format!(
            "showing the last of {count} sessions of the meeting: {}",
            last.id
        ));
    }
    Ok(last)
}

/// All peers of a session.
pub fn peers(client: &Client, id: &SessionId) -> ItemStream<SessionParticipant> {
    let participants = client.session(id).participants();
    participants.list().per_page(100).stream()
}
