//! Presets.

use serde_json::{Value, json};

use super::page::matches;
use super::{Call, page};
use crate::response::{Outcome, Response};
use crate::state::clock::written;
use crate::state::{Preset, State};

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let own = state.presets().filter(|preset| call.owns(*preset));
    let found = own.filter(|preset| {
        call.text("search")
            .is_none_or(|text| matches(preset.name(), text))
    });
    let mut found: Vec<&Preset> = found.collect();
    page::sort(state, call, &mut found);
    page::respond(call, found, |preset| {
        json!({
            "id": preset.id,
            "name": preset.name(),
            "created_at": written(preset.created_at),
            "updated_at": written(preset.updated_at),
        })
    })
}

pub fn create(state: &mut State, call: &Call) -> Outcome {
    check_name(state, call, None, &call.body)?;
    let id = state.create_preset(call.app_id(), call.body.clone(), call.size)?;
    Ok(Response::data(201, shown(preset(state, call, &id)?)))
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("preset_id");
    Ok(Response::data(200, shown(preset(state, call, id)?)))
}

pub fn replace(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("preset_id");
    preset(state, call, id)?;
    set(state, call, id, call.body.clone())
}

/// Changes the settings in the body, at any depth.
pub fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("preset_id");
    let mut settings = preset(state, call, id)?.settings.clone();
    merge(&mut settings, &call.body);
    set(state, call, id, settings)
}

pub fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("preset_id");
    let shown = shown(preset(state, call, id)?);
    state.delete_preset(id);
    Ok(Response::data(200, shown))
}

fn set(state: &mut State, call: &Call, id: &str, settings: Value) -> Outcome {
    check_name(state, call, Some(id), &settings)?;
    state.set_preset(id, settings, call.size)?;
    Ok(Response::data(200, shown(preset(state, call, id)?)))
}

fn preset<'a>(state: &'a State, call: &Call, id: &str) -> Result<&'a Preset, Response> {
    call.found("preset", id, state.preset(id))
}

/// Participants refer to presets by name, so names are unique.
fn check_name(
    state: &State,
    call: &Call,
    own: Option<&str>,
    settings: &Value,
) -> Result<(), Response> {
    let name = settings["name"].as_str().unwrap_or_default();
    match state.preset_named(call.app_id(), name) {
        Some(other) if Some(other.id.as_str()) != own => Err(Response::conflict(format!(
            "A preset with the name {name} exists"
        ))),
        _ => Ok(()),
    }
}

/// Changes a value, at any depth.
pub fn merge(value: &mut Value, changes: &Value) {
    match (value, changes) {
        (Value::Object(fields), Value::Object(changes)) => {
            for (key, change) in changes {
                merge(fields.entry(key).or_insert(Value::Null), change);
            }
        }
        (value, change) => *value = change.clone(),
    }
}

fn shown(preset: &Preset) -> Value {
    let mut shown = preset.settings.as_object().cloned().unwrap_or_default();
    shown.insert("id".to_owned(), preset.id.as_str().into());
    shown.insert("created_at".to_owned(), written(preset.created_at).into());
    shown.insert("updated_at".to_owned(), written(preset.updated_at).into());
    Value::Object(shown)
}
