//! Recordings.

use serde_json::{Value, json};

use super::meetings::{self, Times, meeting};
use super::page::matches;
use super::{Call, page, storage};
use crate::response::{Outcome, Response};
use crate::state::clock::{Millis, written};
use crate::state::{Recording, RecordingSettings, State};

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let now = state.now();
    let times = Times::of(call)?;
    let statuses = call.query.get("status").and_then(Value::as_array);
    let expired = call.query.get("expired").and_then(Value::as_bool);
    let is_found = |recording: &&Recording, text: &str| {
        let meeting = state.meeting(&recording.meeting);
        let title = meeting.and_then(|meeting| meeting.title());
        matches(&recording.file_name(), text) || matches(title.unwrap_or_default(), text)
    };
    let matching = state
        .recordings()
        .filter(|recording| call.owns(*recording))
        .filter(|recording| {
            times.contain(recording.invoked_at)
                && statuses.is_none_or(|all| all.iter().any(|it| it == recording.status.name()))
                && expired.is_none_or(|wanted| is_expired(recording, now) == wanted)
                && call
                    .text("search")
                    .is_none_or(|text| is_found(recording, text))
                && call
                    .text("meeting_id")
                    .is_none_or(|meeting| recording.meeting == meeting)
        });
    let mut found: Vec<&Recording> = matching.collect();
    page::sort(state, call, &mut found);
    page::respond(call, found, |recording| {
        let mut item = shown(state, recording);
        if let Some(meeting) = state.meeting(&recording.meeting) {
            item["meeting"] = meetings::shown(meeting);
        }
        item
    })
}

pub fn start(state: &mut State, call: &Call) -> Outcome {
    let session = live(state, call)?;
    let meeting = call.body["meeting_id"].as_str().unwrap_or_default();
    let mut running = state.active_recordings(meeting);
    let is_running = running.any(|recording| !recording.settings.is_of_tracks);
    let allows_more = call.body["allow_multiple_recordings"] == true;
    if is_running && !allows_more {
        return Err(Response::conflict("A recording of the meeting is running"));
    }
    drop(running);
    let settings = settings(&call.body);
    begin(state, call, &session, settings)
}

pub fn start_tracks(state: &mut State, call: &Call) -> Outcome {
    let session = live(state, call)?;
    let layers = call.body["layers"].as_object();
    let mut prefixes = layers
        .into_iter()
        .flat_map(|layers| layers.values())
        .filter_map(|layer| layer["file_name_prefix"].as_str());
    let settings = RecordingSettings {
        is_of_tracks: true,
        file_name_prefix: prefixes.next().map(str::to_owned),
        ..RecordingSettings::default()
    };
    let mut response = begin(state, call, &session, settings)?;
    let recording = response.body["data"].take();
    response.body["data"] = json!({"recording": recording});
    Ok(response)
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    let recording = recording(state, call, call.path("recording_id"))?;
    Ok(Response::data(200, with_reasons(state, recording)))
}

/// If several run, the newest one.
pub fn active(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("meeting_id");
    meeting(state, call, id)?;
    let none = || {
        Response::error(
            404,
            format!("No active recording found for meeting_id {id}"),
        )
    };
    let recording = state.active_recordings(id).next_back().ok_or_else(none)?;
    Ok(Response::data(200, with_reasons(state, recording)))
}

pub fn control(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("recording_id");
    let status = recording(state, call, id)?.status.name();
    let action = call.body["action"].as_str().unwrap_or_default();
    let now = state.now();
    let is_done = match action {
        "pause" => state.pause_recording(id, true),
        "resume" => state.pause_recording(id, false),
        _ => state.stop_recording(id, now, Some("API_CALL")),
    };
    if !is_done {
        let message = format!("A recording with the status {status} cannot {action}");
        return Err(Response::conflict(message));
    }
    Ok(Response::data(
        200,
        with_reasons(state, recording(state, call, id)?),
    ))
}

/// The live session of the meeting that the body names.
fn live(state: &State, call: &Call) -> Result<String, Response> {
    let id = call.body["meeting_id"].as_str().unwrap_or_default();
    meeting(state, call, id)?;
    let none = || Response::error(404, format!("No active session found for meeting_id {id}"));
    let session = state.live_session(id).ok_or_else(none)?;
    Ok(session.id.clone())
}

fn begin(state: &mut State, call: &Call, session: &str, settings: RecordingSettings) -> Outcome {
    let started = state.start_recording(session, settings, "API_CALL", call.size)?;
    let id = started.unwrap_or_default();
    Ok(Response::data(
        200,
        with_reasons(state, recording(state, call, &id)?),
    ))
}

/// The settings of a recording, from a body or from a setting of a meeting.
fn settings(body: &Value) -> RecordingSettings {
    let mut settings = RecordingSettings::of(body);
    settings.storage = settings.storage.map(storage::without_credentials);
    settings
}

fn recording<'a>(state: &'a State, call: &Call, id: &str) -> Result<&'a Recording, Response> {
    call.found("recording", id, state.recording(id))
}

fn is_expired(recording: &Recording, now: Millis) -> bool {
    recording.expiry().is_some_and(|expiry| expiry <= now)
}

fn with_reasons(state: &State, recording: &Recording) -> Value {
    let mut shown = shown(state, recording);
    let app = state.app(&recording.app).map(|app| &app.name);
    let reason = |reason: &str| match reason {
        "API_CALL" => {
            json!({"reason": reason, "caller": {"type": "ORGANIZATION", "name": app}})
        }
        _ => json!({"reason": reason}),
    };
    shown["start_reason"] = reason(&recording.start_cause);
    if let Some(cause) = &recording.stop_cause {
        shown["stop_reason"] = reason(cause);
    }
    shown
}

fn shown(state: &State, recording: &Recording) -> Value {
    let time = |time: Option<Millis>| time.map(written);
    let expiry = recording.expiry();
    let url = expiry.map(|expiry| state.recording_link(recording, expiry));
    let audio_url = expiry.and_then(|expiry| state.audio_link(recording, expiry));
    let session = recording.started_at.map(|_| recording.session.as_str());
    let mut shown = json!({
        "id": recording.id,
        "status": recording.status.name(),
        "session_id": session,
        "invoked_time": written(recording.invoked_at),
        "started_time": time(recording.started_at),
        "stopped_time": time(recording.stopped_at),
        "recording_duration": recording.seconds(state.now()),
        "output_file_name": recording.file_name(),
        "file_size": expiry.map(|_| recording.content().len()),
        "download_url": url,
        "download_url_expiry": time(expiry),
        "audio_download_url": audio_url,
    });
    if let Some(storage) = &recording.settings.storage {
        shown["storage_config"] = storage.clone();
    }
    shown
}
