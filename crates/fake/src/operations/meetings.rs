//! Meetings.

use serde_json::{Map, Value};

use super::page::matches;
use super::presets::merge;
use super::{Call, page, storage};
use crate::response::{Outcome, Response};
use crate::state::clock::{self, Millis, written};
use crate::state::{Alternative, KEEP_ALIVE, Meeting, State};

/// The settings of a meeting, with their defaults. Those without a default are missing if they are not set.
const SETTINGS: [(&str, Option<Value>); 9] = [
    ("title", Some(Value::Null)),
    ("record_on_start", Some(Value::Bool(false))),
    ("live_stream_on_start", Some(Value::Bool(false))),
    ("persist_chat", Some(Value::Bool(false))),
    ("summarize_on_end", Some(Value::Bool(false))),
    ("transcribe_on_end", Some(Value::Bool(false))),
    ("session_keep_alive_time_in_secs", None),
    ("recording_config", None),
    ("ai_config", None),
];

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let times = Times::of(call)?;
    let found = state
        .meetings()
        .filter(|meeting| call.owns(*meeting))
        .filter(|meeting| {
            let title = meeting.title().unwrap_or_default();
            times.contain(meeting.created_at)
                && call.text("search").is_none_or(|text| matches(title, text))
                && call
                    .text("status")
                    .is_none_or(|wanted| status(meeting) == wanted)
        });
    let mut found: Vec<&Meeting> = found.collect();
    page::sort(state, call, &mut found);
    page::respond(call, found, shown)
}

pub fn create(state: &mut State, call: &Call) -> Outcome {
    let id = state.create_meeting(call.app_id(), settings(call), call.size)?;
    respond(state, call, &id, 201)
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    respond(state, call, call.path("meeting_id"), 200)
}

/// Settings that the body does not have are reset to their defaults. The status is kept.
pub fn replace(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("meeting_id");
    meeting(state, call, id)?;
    state.set_meeting(id, settings(call), None, call.size)?;
    respond(state, call, id, 200)
}

/// Replaces each setting in the body as a whole, or merges it.
pub fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("meeting_id");
    let mut changed = meeting(state, call, id)?.settings.clone();
    let sent = settings(call);
    for (name, _) in &SETTINGS {
        let Some(value) = sent.get(*name) else {
            continue;
        };
        let setting = changed.entry(*name).or_insert(Value::Null);
        match state.enabled(Alternative::MergedMeetings) {
            true => merge(setting, value),
            false => *setting = value.clone(),
        }
    }
    let is_active = call.body.get("status").map(|status| status == "ACTIVE");
    state.set_meeting(id, changed, is_active, call.size)?;
    respond(state, call, id, 200)
}

/// The meeting with this id.
pub fn meeting<'a>(state: &'a State, call: &Call, id: &str) -> Result<&'a Meeting, Response> {
    call.found("meeting", id, state.meeting(id))
}

fn respond(state: &State, call: &Call, id: &str, status: u16) -> Outcome {
    Ok(Response::data(status, shown(meeting(state, call, id)?)))
}

fn settings(call: &Call) -> Map<String, Value> {
    let mut sent = call.fields();
    let known = |name: &String| SETTINGS.iter().any(|(known, _)| known == name);
    sent.retain(|name, _| known(name));
    let config = sent.get_mut("recording_config");
    if let Some(storage) = config.and_then(|config| config.get_mut("storage_config")) {
        *storage = storage::without_credentials(storage.take());
    }
    sent
}

fn status(meeting: &Meeting) -> &'static str {
    if meeting.is_active {
        "ACTIVE"
    } else {
        "INACTIVE"
    }
}

pub fn shown(meeting: &Meeting) -> Value {
    let mut shown = meeting.settings.clone();
    for (name, initial) in &SETTINGS {
        if let Some(initial) = initial {
            shown.entry(*name).or_insert_with(|| initial.clone());
        }
    }
    let keep_alive = shown.entry("session_keep_alive_time_in_secs");
    keep_alive.or_insert_with(|| KEEP_ALIVE.into());
    shown.insert("id".to_owned(), meeting.id.as_str().into());
    shown.insert("status".to_owned(), status(meeting).into());
    shown.insert("created_at".to_owned(), written(meeting.created_at).into());
    shown.insert("updated_at".to_owned(), written(meeting.updated_at).into());
    Value::Object(shown)
}

/// The range of `start_time` and `end_time`, both included.
pub struct Times {
    start: Option<Millis>,
    end: Option<Millis>,
}

impl Times {
    pub fn of(call: &Call) -> Result<Self, Response> {
        let time = |name: &str| match call.text(name) {
            None => Ok(None),
            Some(text) => match clock::read(text) {
                Some(time) => Ok(Some(time)),
                None => Err(Response::bad_request(&format!(
                    "\"{name}\" is not a \"date-time\""
                ))),
            },
        };
        Ok(Self {
            start: time("start_time")?,
            end: time("end_time")?,
        })
    }

    pub fn contain(&self, time: Millis) -> bool {
        self.start.is_none_or(|start| start <= time) && self.end.is_none_or(|end| time <= end)
    }
}
