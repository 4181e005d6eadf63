//! The live session of a meeting.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::meetings::meeting;
use super::{Call, sessions};
use crate::response::{Outcome, Response};
use crate::state::clock::written;
use crate::state::{Peer, Session, State};

pub fn get(state: &mut State, call: &Call) -> Outcome {
    let session = live(state, call)?;
    Ok(Response::data(200, sessions::shown(session, state.now())))
}

/// The session continues. If it is empty, it ends after the keep-alive time of the meeting.
pub fn kick(state: &mut State, call: &Call) -> Outcome {
    let chosen = chosen(live(state, call)?, call)?;
    let peers: Vec<String> = chosen.iter().map(|peer| peer.id.clone()).collect();
    let participants: Value = chosen.into_iter().map(shown).collect();
    for peer in peers {
        // They are in the session, because the lock was held since they were looked up.
        let _ = state.leave(&peer);
    }
    Ok(Response::data(
        200,
        json!({"action": "kick", "participants": participants}),
    ))
}

/// The session ends at once.
pub fn kick_all(state: &mut State, call: &Call) -> Outcome {
    live(state, call)?;
    let count = state.kick_all(call.path("meeting_id")).unwrap_or_default();
    let data = json!({"action": "kick-all", "kicked_participants_count": count});
    Ok(Response::data(200, data))
}

/// Muting is not stored, because no response depends on it.
pub fn mute(state: &mut State, call: &Call) -> Outcome {
    let chosen = chosen(live(state, call)?, call)?;
    let participants: Value = chosen.into_iter().map(shown).collect();
    Ok(Response::data(
        200,
        json!({"action": "mute", "participants": participants}),
    ))
}

pub fn mute_all(state: &mut State, call: &Call) -> Outcome {
    let count = live(state, call)?.live_peers;
    let data = json!({"action": "mute-all", "muted_participants_count": count});
    Ok(Response::data(200, data))
}

/// The poll is returned and not stored, because nobody can vote.
pub fn create_poll(state: &mut State, call: &Call) -> Outcome {
    live(state, call)?;
    let options = call.body["options"].as_array().into_iter().flatten();
    let options: Value = options
        .map(|text| json!({"text": text, "count": 0, "votes": []}))
        .collect();
    let flag = |name: &str| call.body[name].as_bool().unwrap_or_default();
    let poll = json!({
        "id": state.new_id(),
        "question": call.body["question"],
        "options": options,
        "anonymous": flag("anonymous"),
        "hide_votes": flag("hide_votes"),
        "voted": [],
    });
    Ok(Response::data(
        201,
        json!({"action": "create-poll", "poll": poll}),
    ))
}

fn live<'a>(state: &'a State, call: &Call) -> Result<&'a Session, Response> {
    let id = call.path("meeting_id");
    meeting(state, call, id)?;
    let none = || Response::error(404, format!("No active session found for meeting_id {id}"));
    state.live_session(id).ok_or_else(none)
}

/// The peers in the session of the participants in the body. It is an error if one of them is not in the session.
fn chosen<'a>(session: &'a Session, call: &Call) -> Result<Vec<&'a Peer>, Response> {
    let ids = |name: &str| {
        let list = call.body.get(name).and_then(Value::as_array);
        let ids = list.into_iter().flatten().filter_map(Value::as_str);
        ids.collect::<Vec<&str>>()
    };
    let (own, custom) = (ids("participant_ids"), ids("custom_participant_ids"));
    if own.is_empty() && custom.is_empty() {
        let mistake = "\"participant_ids\" or \"custom_participant_ids\" must have an item";
        return Err(Response::bad_request(mistake));
    }
    let own_set: HashSet<&str> = own.iter().copied().collect();
    let custom_set: HashSet<&str> = custom.iter().copied().collect();
    let is_named = |peer: &&Peer| {
        own_set.contains(peer.participant.as_str()) || custom_set.contains(peer.custom_id.as_str())
    };
    let here = session.peers().filter(|peer| peer.left_at.is_none());
    let found: Vec<&Peer> = here.filter(is_named).collect();
    let known: HashSet<&str> = found.iter().map(|peer| peer.participant.as_str()).collect();
    let known_custom: HashSet<&str> = found.iter().map(|peer| peer.custom_id.as_str()).collect();
    let missing = own.iter().find(|id| !known.contains(*id));
    match missing.or_else(|| custom.iter().find(|id| !known_custom.contains(*id))) {
        Some(missing) => Err(Response::not_found("user", missing)),
        None => Ok(found),
    }
}

fn shown(peer: &Peer) -> Value {
    let mut shown = json!({
        "id": peer.participant,
        "name": peer.name,
        "created_at": written(peer.joined_at),
        "updated_at": written(peer.joined_at),
    });
    if let Some(picture) = &peer.picture {
        shown["picture"] = picture.as_str().into();
    }
    shown
}
