//! The apps of the account.

use serde_json::{Value, json};

use super::page::matches;
use super::{Call, page};
use crate::contract::contract;
use crate::response::{Outcome, Response};
use crate::state::clock::written;
use crate::state::{App, State};

/// Default order: newest first.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    let is_found = |app: &&App| {
        call.text("search")
            .is_none_or(|text| matches(&app.name, text))
    };
    let mut found: Vec<&App> = state.apps().filter(is_found).collect();
    if call.text("sort_order") != Some("ASC") {
        found.reverse();
    }
    page::respond(call, found, shown)
}

pub fn create(state: &mut State, call: &Call) -> Outcome {
    let name = call.body["name"].as_str().unwrap_or_default();
    let contract = contract().map_err(|error| Response::error(500, error))?;
    let id = state.create_app(name.to_owned(), contract.first_presets())?;
    Ok(Response::data(200, json!({"app": shown(app(state, &id)?)})))
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    Ok(Response::data(200, shown(app(state, call.path("app_id"))?)))
}

fn app<'a>(state: &'a State, id: &str) -> Result<&'a App, Response> {
    state.app(id).ok_or_else(|| Response::not_found("app", id))
}

fn shown(app: &App) -> Value {
    json!({"id": app.id, "name": app.name, "created_at": written(app.created_at)})
}
