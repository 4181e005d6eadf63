//! Actions of browsers, the clock and faults over HTTP, for programs in other languages. The documentation of the crate
//! lists the requests.

use std::time::Duration;

use serde_json::{Value, json};

use crate::core::{Core, Incoming};
use crate::deliveries::Courier;
use crate::faults::Fault;
use crate::response::{Outcome, Response};
use crate::state::{DeliveryStatus, Medium};

/// The prefix of their paths.
pub const PREFIX: &str = "/_fake/";

pub async fn respond(core: &Core, courier: &Courier, incoming: Incoming<'_>) -> Response {
    let outcome = carry_out(core, courier, incoming).await;
    outcome.unwrap_or_else(|error| error)
}

async fn carry_out(core: &Core, courier: &Courier, incoming: Incoming<'_>) -> Outcome {
    let name = incoming.path.strip_prefix(PREFIX).unwrap_or_default();
    if incoming.method != "POST" {
        return Err(Response::error(405, "POST is the only method").header("allow", "POST"));
    }
    let bytes = incoming.body.unwrap_or_default();
    let body: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let text = |name: &str| {
        let text = body.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Response::bad_request(&format!("\"{name}\" must be a string")))
    };
    let number = |name: &str| {
        let number = body.get(name).and_then(Value::as_u64);
        number.ok_or_else(|| Response::bad_request(&format!("\"{name}\" must be a number")))
    };
    match name {
        "join" => {
            let peer = core.lock().state.join(text("token")?);
            let peer = peer.map_err(|why| Response::conflict(why.to_string()))?;
            Ok(Response::data(200, json!({"peer_id": peer})))
        }
        "leave" => {
            let left = core.lock().state.leave(text("peer_id")?);
            left.map_err(|why| Response::conflict(why.to_string()))?;
            Ok(Response::data(200, json!({})))
        }
        "advance" => {
            let duration = Duration::from_secs(number("seconds")?);
            core.lock().state.advance(duration);
            Ok(Response::data(200, json!({})))
        }
        "fail" => {
            let fault = match body.get("retry_after") {
                Some(_) => Fault::RateLimited {
                    retry_after: u32::try_from(number("retry_after")?).unwrap_or(u32::MAX),
                },
                None => Fault::Status(u16::try_from(number("status")?).unwrap_or(u16::MAX)),
            };
            let count = usize::try_from(number("count")?).unwrap_or(usize::MAX);
            core.lock().faults.add(count, fault);
            Ok(Response::data(200, json!({})))
        }
        "alternative" => {
            let alternative = serde_json::from_value(body["name"].clone());
            let alternative = alternative
                .map_err(|_| Response::bad_request("\"name\" must be that of an alternative"))?;
            let alternatives = &mut core.lock().state.alternatives;
            match body["enabled"].as_bool() {
                Some(true) => alternatives.insert(alternative),
                Some(false) => alternatives.remove(&alternative),
                None => return Err(Response::bad_request("\"enabled\" must be true or false")),
            };
            Ok(Response::data(200, json!({})))
        }
        "watch" => {
            let duration = Duration::from_secs(number("seconds")?);
            let is_live = core.lock().state.watch(text("meeting_id")?, duration);
            Ok(Response::data(200, json!({"is_live": is_live})))
        }
        "chat" | "speak" => {
            let medium = match name {
                "chat" => Medium::Chat,
                _ => Medium::Speech,
            };
            let (peer, text) = (text("peer_id")?, text("text")?);
            let added = core.lock().state.add_text(peer, medium, text);
            added.map_err(|why| Response::conflict(why.to_string()))?;
            Ok(Response::data(200, json!({})))
        }
        "trigger" => {
            let event = text("event")?;
            let address = match body.get("url") {
                Some(_) => Some(text("url")?),
                None => None,
            };
            let numbers = core.trigger(event, address);
            let numbers = numbers.ok_or_else(|| Response::not_found("event", event))?;
            courier.run(core).await;
            let deliveries = deliveries(core, &numbers);
            let count = numbers.len();
            Ok(Response::data(
                200,
                json!({"webhooks": count, "deliveries": deliveries}),
            ))
        }
        _ => {
            let known = "the paths are join, leave, advance, chat, speak, watch, fail, alternative and trigger";
            Err(Response::error(404, known))
        }
    }
}

/// The status of deliveries after their first attempt.
fn deliveries(core: &Core, numbers: &[u64]) -> Vec<Value> {
    let state = &mut core.lock().state;
    let found = numbers.iter().map(|number| {
        let delivery = state.outbox.delivery(*number);
        let status = delivery.as_ref().and_then(|it| *it.attempts.last()?);
        let allowed = delivery.is_some_and(|it| it.status != DeliveryStatus::NotAllowed);
        json!({"url": state.address_of(*number), "status": status, "is_allowed": allowed})
    });
    found.collect()
}
