//! Participants of meetings, and their tokens.

use serde_json::{Value, json};

use super::meetings::meeting;
use super::{Call, page};
use crate::response::{Outcome, Response};
use crate::state::clock::written;
use crate::state::{Participant, Profile, State, Taken};

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let meeting = meeting(state, call, call.path("meeting_id"))?;
    let mut found: Vec<&Participant> = meeting.participants().collect();
    page::sort(state, call, &mut found);
    page::respond(call, found, shown)
}

pub fn add(state: &mut State, call: &Call) -> Outcome {
    let meeting_id = call.path("meeting_id");
    meeting(state, call, meeting_id)?;
    let profile = profile(&call.body);
    check_preset(state, call, &profile.preset_name)?;
    let custom_id = profile.custom_id.clone();
    let added = state.add_participant(meeting_id, profile);
    let id = added.map_err(|why| refused(&why, &custom_id))?;
    with_token(state, meeting_id, &id, 201)
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    Ok(Response::data(200, shown(found(state, call)?)))
}

pub fn replace(state: &mut State, call: &Call) -> Outcome {
    found(state, call)?;
    set(state, call, profile(&call.body))
}

pub fn edit(state: &mut State, call: &Call) -> Outcome {
    let mut profile = found(state, call)?.profile.clone();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(name) = call.body.get("name") {
        profile.name = text(name);
    }
    if let Some(picture) = call.body.get("picture") {
        profile.picture = text(picture);
    }
    // The service does not document null for the preset. The preset is kept, because a participant must have one.
    if let Some(preset) = call.body.get("preset_name").and_then(text) {
        profile.preset_name = preset;
    }
    set(state, call, profile)
}

pub fn delete(state: &mut State, call: &Call) -> Outcome {
    let (meeting, id) = (call.path("meeting_id"), call.path("participant_id"));
    found(state, call)?;
    let deleted = state.delete_participant(meeting, id);
    let deleted = deleted.ok_or_else(|| Response::not_found("participant", id))?;
    let data = json!({
        "custom_participant_id": deleted.profile.custom_id,
        "preset_id": deleted.preset_id,
        "created_at": written(deleted.created_at),
        "updated_at": written(deleted.updated_at),
    });
    Ok(Response::data(200, data))
}

pub fn refresh_token(state: &mut State, call: &Call) -> Outcome {
    let id = found(state, call)?.id.clone();
    let token = state.issue_token(&id);
    Ok(Response::data(200, json!({"token": token})))
}

fn set(state: &mut State, call: &Call, profile: Profile) -> Outcome {
    let (meeting, id) = (call.path("meeting_id"), call.path("participant_id"));
    check_preset(state, call, &profile.preset_name)?;
    let custom_id = profile.custom_id.clone();
    let set = state.set_participant(meeting, id, profile);
    set.map_err(|why| refused(&why, &custom_id))?;
    with_token(state, meeting, id, 200)
}

/// The participant of a call.
fn found<'a>(state: &'a State, call: &Call) -> Result<&'a Participant, Response> {
    let meeting = meeting(state, call, call.path("meeting_id"))?;
    let id = call.path("participant_id");
    let participant = meeting.participant(id);
    participant.ok_or_else(|| Response::not_found("participant", id))
}

fn check_preset(state: &State, call: &Call, name: &str) -> Result<(), Response> {
    match state.preset_named(call.app_id(), name) {
        Some(_) => Ok(()),
        None => Err(Response::error(
            404,
            format!("No preset found with name {name}"),
        )),
    }
}

fn refused(why: &Taken, custom_id: &str) -> Response {
    match why {
        Taken::CustomId => Response::conflict(format!(
            "The meeting has a participant with the custom_participant_id {custom_id}"
        )),
        Taken::Full => Response::full(),
    }
}

fn profile(body: &Value) -> Profile {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    Profile {
        custom_id: text("custom_participant_id").unwrap_or_default(),
        name: text("name"),
        picture: text("picture"),
        preset_name: text("preset_name").unwrap_or_default(),
    }
}

fn with_token(state: &mut State, meeting: &str, id: &str, status: u16) -> Outcome {
    let token = state.issue_token(id);
    let participant = state
        .meeting(meeting)
        .and_then(|meeting| meeting.participant(id));
    let participant = participant.ok_or_else(|| Response::not_found("participant", id))?;
    let mut data = shown(participant);
    data["token"] = token.into();
    Ok(Response::data(status, data))
}

fn shown(participant: &Participant) -> Value {
    json!({
        "id": participant.id,
        "name": participant.profile.name,
        "picture": participant.profile.picture,
        "custom_participant_id": participant.profile.custom_id,
        "preset_name": participant.profile.preset_name,
        "created_at": written(participant.created_at),
        "updated_at": written(participant.updated_at),
    })
}
