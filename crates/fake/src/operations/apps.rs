//! The one app of the account.

use serde_json::{Value, json};

use super::Call;
use super::page::{matches, page};
use crate::reply::{Outcome, Reply};
use crate::state::State;
use crate::state::clock::written;

/// The name of the app.
const NAME: &str = "fake";

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let is_found = call.text("search").is_none_or(|text| matches(NAME, text));
    let apps = is_found.then(|| shown(state, call));
    let page = page(call, apps.into_iter().collect());
    let body = json!({"success": true, "data": page.items, "paging": page.paging});
    Ok(Reply::new(200, body))
}

/// There is no other app: the id was checked before.
pub fn get(state: &mut State, call: &Call) -> Outcome {
    Ok(Reply::data(200, shown(state, call)))
}

fn shown(state: &State, call: &Call) -> Value {
    json!({"id": call.app_id, "name": NAME, "created_at": written(state.started_at)})
}
