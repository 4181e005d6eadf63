//! Chat, transcript and summary of sessions.

use serde_json::json;

use super::Call;
use super::sessions::session;
use crate::response::{Outcome, Response};
use crate::state::State;
use crate::state::clock::{Millis, written};

pub fn chat(state: &mut State, call: &Call) -> Outcome {
    let session = session(state, call)?;
    let expiry = session.texts_expiry();
    let expiry = expiry.filter(|_| !session.texts.chat.is_empty());
    let expiry = kept(state, expiry, "chat", &session.id)?;
    Ok(Response::data(
        200,
        json!({
            "chat_download_url": state.link(&format!("chats/{}.csv", session.id), expiry),
            "chat_download_url_expiry": written(expiry),
        }),
    ))
}

pub fn transcript(state: &mut State, call: &Call) -> Outcome {
    let session = session(state, call)?;
    let expiry = session.texts_expiry();
    let expiry = expiry.filter(|_| !session.texts.speech.is_empty());
    let expiry = kept(state, expiry, "transcript", &session.id)?;
    let format = call.text("format").unwrap_or("CSV").to_lowercase();
    let file = format!("transcripts/{}.{format}", session.id);
    Ok(Response::data(
        200,
        json!({
            "sessionId": session.id,
            "transcript_download_url": state.link(&file, expiry),
            "transcript_download_url_expiry": written(expiry),
        }),
    ))
}

pub fn summary(state: &mut State, call: &Call) -> Outcome {
    let session = session(state, call)?;
    let expiry = kept(state, session.summary_expiry(), "summary", &session.id)?;
    Ok(Response::data(
        200,
        json!({
            "sessionId": session.id,
            "summaryDownloadUrl": state.link(&format!("summaries/{}.txt", session.id), expiry),
            "summaryDownloadUrlExpiry": written(expiry),
        }),
    ))
}

/// The summary is made from the transcript, so there must be one.
pub fn generate_summary(state: &mut State, call: &Call) -> Outcome {
    let session = session(state, call)?;
    let id = session.id.clone();
    let expiry = session.texts_expiry();
    let expiry = expiry.filter(|_| !session.texts.speech.is_empty());
    kept(state, expiry, "transcript", &id)?;
    let status = match session.texts.summary_at {
        Some(_) => "COMPLETED",
        None => "IN_PROGRESS",
    };
    let now = state.now();
    state.begin_summary(&id, now);
    Ok(Response::data(
        200,
        json!({"session_id": id, "status": status}),
    ))
}

/// When an address expires, if the file exists.
fn kept(
    state: &State,
    expiry: Option<Millis>,
    kind: &str,
    session: &str,
) -> Result<Millis, Response> {
    expiry
        .filter(|expiry| state.now() < *expiry)
        .ok_or_else(|| Response::error(404, format!("No {kind} found for session {session}")))
}
