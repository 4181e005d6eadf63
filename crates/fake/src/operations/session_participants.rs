//! Participants of sessions.

use serde_json::{Value, json};

use super::Call;
use super::page::{self, matches, page};
use super::sessions::session;
use crate::response::{Outcome, Response};
use crate::state::clock::{Millis, written};
use crate::state::{Peer, Session, State};

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let now = state.now();
    let session = session(state, call)?;
    let matching = session.peers().filter(|peer| {
        let is_found = |text: &str| matches(&peer.name, text) || matches(&peer.custom_id, text);
        call.text("search").is_none_or(is_found)
    });
    let mut found: Vec<&Peer> = matching.collect();
    if call.text("sort_by") == Some("duration") {
        found.sort_by(|one, other| one.minutes(now).total_cmp(&other.minutes(now)));
    }
    page::sort(state, call, &mut found);
    let page = page(call, found);
    let shown = page
        .items
        .into_iter()
        .map(|peer| shown(session, peer, call, now));
    let participants: Value = shown.collect();
    let data = json!({"participants": participants});
    let body = json!({"success": true, "data": data, "paging": page.paging});
    Ok(Response::new(200, body))
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    let session = session(state, call)?;
    let id = call.path("peer_id");
    let peer = session
        .peer(id)
        .ok_or_else(|| Response::not_found("participant", id))?;
    let participant = shown(session, peer, call, state.now());
    Ok(Response::data(200, json!({"participant": participant})))
}

/// The report is the one that was set, because nothing is measured. Filters select parts of it.
pub fn report(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("peer_id");
    let session = state.session_of_peer(id);
    let session = session.filter(|session| call.owns(*session));
    let found = session.and_then(|session| Some((session, session.peer(id)?)));
    let (session, peer) = found.ok_or_else(|| Response::not_found("peer", id))?;
    let mut shown = shown(session, peer, call, state.now());
    if let Some(preset) = shown
        .as_object_mut()
        .and_then(|it| it.remove("preset_name"))
    {
        shown["role"] = preset;
    }
    shown["session_id"] = session.id.as_str().into();
    shown["peer_report"] = chosen(state.report(id), call);
    Ok(Response::data(200, json!({"participant": shown})))
}

/// The parts of a report that the filters select; without filters, everything.
fn chosen(mut report: Value, call: &Call) -> Value {
    let filters = call.query.get("filters").and_then(Value::as_array);
    let is_wanted = |part: &str| match (filters, part) {
        (None, _) => true,
        (Some(filters), "quality") => filters.contains(&"quality_stats".into()),
        (Some(filters), _) => filters.iter().any(|filter| filter != "quality_stats"),
    };
    if let Some(parts) = report.as_object_mut() {
        parts.retain(|part, _| is_wanted(part));
    }
    report
}

fn shown(session: &Session, peer: &Peer, call: &Call, now: Millis) -> Value {
    let mut shown = json!({
        "id": peer.id,
        "user_id": peer.user_id,
        "custom_participant_id": peer.custom_id,
        "display_name": peer.name,
        "preset_name": peer.preset_name,
        "joined_at": written(peer.joined_at),
        "left_at": peer.left_at.map(written),
        "duration": peer.minutes(now),
        "created_at": written(peer.joined_at),
        "updated_at": written(peer.left_at.unwrap_or(peer.joined_at)),
    });
    if call.flag("include_peer_events") {
        let [joining, leaving] = &peer.events;
        let joined = event(session, peer, joining, "PEER_JOINING", peer.joined_at, 0.0);
        let minutes = peer.minutes(now);
        let left = peer
            .left_at
            .map(|at| event(session, peer, leaving, "PEER_LEAVING", at, minutes));
        shown["peer_events"] = [Some(joined), left].into_iter().flatten().collect();
    }
    shown
}

fn event(session: &Session, peer: &Peer, id: &str, name: &str, at: Millis, minutes: f64) -> Value {
    json!({
        "id": id,
        "event_name": name,
        "peer_id": peer.id,
        "participant_id": peer.participant,
        "session_id": session.id,
        "socket_session_id": null,
        "preset_view_type": peer.view_type,
        "minutes_consumed": minutes,
        "created_at": written(at),
        "updated_at": written(at),
    })
}
