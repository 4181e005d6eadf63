//! Joining, leaving and the clock over HTTP, for programs that are not written in Rust. The documentation of the crate
//! lists the requests.

use std::time::Duration;

use serde_json::{Value, json};

use crate::core::{Core, Incoming};
use crate::reply::{Outcome, Reply};
use crate::state::Medium;

/// The prefix of their paths.
pub const PREFIX: &str = "/_fake/";

pub fn respond(core: &Core, incoming: Incoming) -> Reply {
    carry_out(core, incoming).unwrap_or_else(|error| error)
}

fn carry_out(core: &Core, incoming: Incoming) -> Outcome {
    let name = incoming.path.strip_prefix(PREFIX).unwrap_or_default();
    if incoming.method != "POST" {
        return Err(Reply::error(405, "POST is the only method").header("allow", "POST"));
    }
    let bytes = incoming.body.unwrap_or_default();
    let body: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let text = |name: &str| {
        let text = body.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Reply::bad_request(&format!("\"{name}\" must be a string")))
    };
    match name {
        "join" => {
            let peer = core.lock().state.join(text("token")?);
            let peer = peer.map_err(|why| Reply::conflict(why.to_string()))?;
            Ok(Reply::data(200, json!({"peer_id": peer})))
        }
        "leave" => {
            let left = core.lock().state.leave(text("peer_id")?);
            left.map_err(|why| Reply::conflict(why.to_string()))?;
            Ok(Reply::data(200, json!({})))
        }
        "advance" => {
            let seconds = body.get("seconds").and_then(Value::as_u64);
            let seconds =
                seconds.ok_or_else(|| Reply::bad_request("\"seconds\" must be a number"))?;
            core.lock().state.advance(Duration::from_secs(seconds));
            Ok(Reply::data(200, json!({})))
        }
        "chat" | "speak" => {
            let medium = match name {
                "chat" => Medium::Chat,
                _ => Medium::Speech,
            };
            let (peer, text) = (text("peer_id")?, text("text")?);
            let added = core.lock().state.add_text(peer, medium, text);
            added.map_err(|why| Reply::conflict(why.to_string()))?;
            Ok(Reply::data(200, json!({})))
        }
        "trigger" => {
            let event = text("event")?;
            let count = core.trigger(event);
            let count = count.ok_or_else(|| Reply::not_found("event", event))?;
            Ok(Reply::data(200, json!({"webhooks": count})))
        }
        _ => {
            let known = "the paths are join, leave, advance, chat, speak and trigger";
            Err(Reply::error(404, known))
        }
    }
}
