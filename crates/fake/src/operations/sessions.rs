//! Sessions, live and past.

use serde_json::{Value, json};

use super::Call;
use super::meetings::Times;
use super::page::{self, matches, page};
use crate::response::{Outcome, Response};
use crate::state::clock::{Millis, written};
use crate::state::{Session, State};

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let now = state.now();
    let times = Times::of(call)?;
    let range = call.text("participants").map(range).transpose()?;
    let matching = state
        .sessions()
        .filter(|session| call.owns(*session))
        .filter(|session| {
            let title = session.title.as_deref().unwrap_or_default();
            let count = session.peers().count();
            times.contain(session.started_at)
                && range.is_none_or(|(least, most)| least <= count && count <= most)
                && call
                    .text("status")
                    .is_none_or(|wanted| status(session) == wanted)
                && call.text("search").is_none_or(|text| matches(title, text))
                && call
                    .text("associated_id")
                    .is_none_or(|meeting| session.meeting == meeting)
        });
    let mut found: Vec<&Session> = matching.collect();
    if call.text("sort_by") == Some("minutesConsumed") {
        found.sort_by(|one, other| one.minutes(now).total_cmp(&other.minutes(now)));
    }
    page::sort(state, call, &mut found);
    let page = page(call, found);
    let shown = page.items.into_iter().map(|session| shown(session, now));
    let sessions: Value = shown.collect();
    let body = json!({"success": true, "data": {"sessions": sessions}, "paging": page.paging});
    Ok(Response::new(200, body))
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    let session = session(state, call)?;
    let mut data = shown(session, state.now());
    if call.flag("include_breakout_rooms") {
        data["breakout_rooms"] = json!([]);
    }
    Ok(Response::data(200, data))
}

/// The session of a call.
pub fn session<'a>(state: &'a State, call: &Call) -> Result<&'a Session, Response> {
    let id = call.path("session_id");
    call.found("session", id, state.session(id))
}

pub fn shown(session: &Session, now: Millis) -> Value {
    let mut shown = json!({
        "id": session.id,
        "associated_id": session.meeting,
        "type": "meeting",
        "status": status(session),
        "live_participants": session.live_peers,
        "max_concurrent_participants": session.most_peers,
        "minutes_consumed": session.minutes(now),
        "organization_id": session.app,
        "started_at": written(session.started_at),
        "ended_at": session.ended_at.map(written),
        "created_at": written(session.started_at),
        "updated_at": written(session.updated_at),
    });
    if let Some(title) = &session.title {
        shown["meeting_display_name"] = title.as_str().into();
    }
    shown
}

fn status(session: &Session) -> &'static str {
    if session.is_live() { "LIVE" } else { "ENDED" }
}

/// `1:10` as 1 and 10.
fn range(text: &str) -> Result<(usize, usize), Response> {
    let numbers = text
        .split_once(':')
        .and_then(|(least, most)| Some((least.parse().ok()?, most.parse().ok()?)));
    numbers.ok_or_else(|| {
        Response::bad_request(
            "\"participants\" must be two numbers with a colon between, such as 1:10",
        )
    })
}
