//! Webhooks.

use serde_json::{Map, Value, json};

use super::Call;
use crate::response::{Outcome, Response};
use crate::state::clock::written;
use crate::state::{State, Webhook};

/// The events that the service supports.
pub const EVENTS: [&str; 9] = [
    "meeting.started",
    "meeting.ended",
    "meeting.participantJoined",
    "meeting.participantLeft",
    "meeting.chatSynced",
    "meeting.transcript",
    "meeting.summary",
    "recording.statusUpdate",
    "livestreaming.statusUpdate",
];
/// The fields of a body that are stored.
const SETTINGS: [&str; 4] = ["name", "url", "events", "enabled"];

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let own = state.webhooks().filter(|webhook| call.owns(*webhook));
    let webhooks: Value = own.map(shown).collect();
    Ok(Response::data(200, webhooks))
}

pub fn events(_: &mut State, _: &Call) -> Outcome {
    Ok(Response::data(200, json!(EVENTS)))
}

pub fn create(state: &mut State, call: &Call) -> Outcome {
    let id = state.create_webhook(call.app_id(), settings(call), call.size)?;
    respond(state, &id, 201)
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    Ok(Response::data(200, shown(webhook(state, call)?)))
}

/// Fields that the body does not have are reset to those of a new webhook.
pub fn replace(state: &mut State, call: &Call) -> Outcome {
    let id = webhook(state, call)?.id.clone();
    state.set_webhook(&id, settings(call), call.size)?;
    respond(state, &id, 200)
}

/// Replaces each of the named settings as a whole.
pub fn update(state: &mut State, call: &Call) -> Outcome {
    let webhook = webhook(state, call)?;
    let id = webhook.id.clone();
    let mut changed = webhook.settings.clone();
    changed.extend(settings(call));
    state.set_webhook(&id, changed, call.size)?;
    respond(state, &id, 200)
}

pub fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = webhook(state, call)?.id.clone();
    let deleted = state.delete_webhook(&id);
    let deleted = deleted.ok_or_else(|| Response::not_found("webhook", &id))?;
    Ok(Response::data(200, shown(&deleted)))
}

/// The webhook that a call names. The service refuses ids that are not UUIDs.
fn webhook<'a>(state: &'a State, call: &Call) -> Result<&'a Webhook, Response> {
    let id = call.path("webhook_id");
    if !is_uuid(id) {
        return Err(Response::bad_request("\"id\" must be a valid GUID"));
    }
    call.found("webhook", id, state.webhook(id))
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit())
}

fn settings(call: &Call) -> Map<String, Value> {
    let mut sent = call.fields();
    sent.retain(|name, _| SETTINGS.contains(&name.as_str()));
    sent
}

fn respond(state: &State, id: &str, status: u16) -> Outcome {
    let webhook = state.webhook(id);
    let webhook = webhook.ok_or_else(|| Response::not_found("webhook", id))?;
    Ok(Response::data(status, shown(webhook)))
}

fn shown(webhook: &Webhook) -> Value {
    let mut shown = webhook.settings.clone();
    shown.insert("id".to_owned(), webhook.id.as_str().into());
    shown.insert("enabled".to_owned(), webhook.is_enabled().into());
    shown.insert("created_at".to_owned(), written(webhook.created_at).into());
    shown.insert("updated_at".to_owned(), written(webhook.updated_at).into());
    Value::Object(shown)
}
