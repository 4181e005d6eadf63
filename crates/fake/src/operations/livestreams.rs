//! Livestreams and their sessions.

use serde_json::{Value, json};

use super::Call;
use super::meetings::{Times, meeting};
use super::page::{self, page};
use super::sessions::session;
use crate::response::{Outcome, Response};
use crate::state::clock::{Millis, written};
use crate::state::{
    INGEST_SERVER, Livestream, LivestreamError, LivestreamSession, State, playback_url, stream_key,
};

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let times = Times::of(call)?;
    let matching = state
        .livestreams()
        .filter(|stream| call.owns(*stream))
        .filter(|stream| {
            times.contain(stream.created_at)
                && !(call.flag("exclude_meetings") && stream.meeting.is_some())
                && call
                    .text("status")
                    .is_none_or(|wanted| stream.status.name() == wanted)
        });
    let mut found: Vec<&Livestream> = matching.collect();
    page::sort(state, call, &mut found);
    page::respond(call, found, shown)
}

pub fn create(state: &mut State, call: &Call) -> Outcome {
    let id = state.create_livestream(call.app_id().to_owned(), name(call), None, call.size)?;
    Ok(Response::data(201, shown(livestream(state, call, &id)?)))
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    let stream = livestream(state, call, call.path("livestream_id"))?;
    with_sessions(state, call, stream)
}

pub fn get_of_meeting(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("meeting_id");
    meeting(state, call, id)?;
    let stream = state.livestream_of(id);
    let stream = stream.ok_or_else(|| missing(id))?;
    with_sessions(state, call, stream)
}

pub fn get_session(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("livestream-session-id");
    let run = call.found("livestream session", id, state.livestream_session(id))?;
    Ok(Response::data(200, shown_session(run, state.now())))
}

pub fn active_session(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("livestream_id");
    let stream = livestream(state, call, id)?;
    let none = || Response::error(404, format!("No active session found for livestream {id}"));
    let run = state.running_session(stream).ok_or_else(none)?;
    let data = json!({
        "livestream": shown(stream),
        "session": shown_session(run, state.now()),
    });
    Ok(Response::data(200, data))
}

/// In an object with the paging, as in the example of the API description.
pub fn list_of_session(state: &mut State, call: &Call) -> Outcome {
    let now = state.now();
    let session = session(state, call)?;
    let runs = state.all_livestream_sessions();
    let page = page(call, runs.filter(|run| run.session == session.id).collect());
    let shown = page.items.into_iter().map(|run| shown_session(run, now));
    let shown: Value = shown.collect();
    Ok(Response::data(
        200,
        json!({"data": shown, "paging": page.paging}),
    ))
}

pub fn active(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("meeting_id");
    meeting(state, call, id)?;
    let stream = state.livestream_of(id);
    let stream = stream.filter(|stream| state.running_session(stream).is_some());
    Ok(Response::data(
        200,
        shown(stream.ok_or_else(|| missing(id))?),
    ))
}

pub fn start(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("meeting_id");
    meeting(state, call, id)?;
    let started = state.start_livestream(id, name(call), call.size);
    let stream = started.map_err(|error| match error {
        LivestreamError::NoSession => {
            Response::error(404, format!("No active session found for meeting_id {id}"))
        }
        LivestreamError::Running => Response::conflict("A livestream of the meeting is running"),
        LivestreamError::TooEarly => {
            Response::bad_request("the last livestream of the meeting is still ending")
        }
        LivestreamError::Full => Response::full(),
    })?;
    Ok(Response::data(
        201,
        shown(livestream(state, call, &stream)?),
    ))
}

pub fn stop(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("meeting_id");
    meeting(state, call, id)?;
    let now = state.now();
    match state.stop_livestream(id, now) {
        true => Ok(Response::data(
            200,
            json!({"message": "Stopped live stream successfully"}),
        )),
        false => Err(missing(id)),
    }
}

fn missing(meeting: &str) -> Response {
    let message = format!("No active livestream found for meeting_id {meeting}");
    Response::error(404, message)
}

fn name(call: &Call) -> Option<String> {
    call.body["name"].as_str().map(str::to_owned)
}

fn livestream<'a>(state: &'a State, call: &Call, id: &str) -> Result<&'a Livestream, Response> {
    call.found("livestream", id, state.livestream(id))
}

fn with_sessions(state: &State, call: &Call, stream: &Livestream) -> Outcome {
    let page = page(call, state.sessions_of(stream).collect());
    let now = state.now();
    let sessions = page.items.into_iter().map(|run| shown_session(run, now));
    let sessions: Value = sessions.collect();
    let data = json!({"livestream": shown(stream), "sessions": sessions});
    let body = json!({"success": true, "data": data, "paging": page.paging});
    Ok(Response::new(200, body))
}

fn shown(stream: &Livestream) -> Value {
    json!({
        "id": stream.id,
        "name": stream.name,
        "meeting_id": stream.meeting,
        "status": stream.status.name(),
        "disabled": false,
        "ingest_server": INGEST_SERVER,
        "stream_key": stream_key(&stream.id),
        "playback_url": playback_url(&stream.id),
        "created_at": written(stream.created_at),
        "updated_at": written(stream.updated_at),
    })
}

fn shown_session(run: &LivestreamSession, now: Millis) -> Value {
    json!({
        "id": run.id,
        "livestream_id": run.livestream,
        "err_message": null,
        "ingest_seconds": run.ingested(now) / 1000,
        "viewer_seconds": run.watched as f64 / 1000.0,
        "invoked_time": written(run.invoked_at),
        "started_time": run.started_at.map(written),
        "stopped_time": run.stopped_at.map(written),
        "created_at": written(run.invoked_at),
        "updated_at": written(run.updated_at),
    })
}
