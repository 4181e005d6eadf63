//! Presets.

use serde_json::{Value, json};

use super::page::matches;
use super::{Call, page};
use crate::reply::{Outcome, Reply};
use crate::state::clock::written;
use crate::state::{Preset, State};

pub fn list(state: &mut State, call: &Call) -> Outcome {
    let found = state.presets().filter(|preset| {
        call.text("search")
            .is_none_or(|text| matches(preset.name(), text))
    });
    page::respond(call, found.collect(), |preset| {
        json!({
            "id": preset.id,
            "name": preset.name(),
            "created_at": written(preset.created_at),
            "updated_at": written(preset.updated_at),
        })
    })
}

pub fn create(state: &mut State, call: &Call) -> Outcome {
    check_name(state, None, &call.body)?;
    let id = state.create_preset(call.body.clone(), call.size)?;
    Ok(Reply::data(201, shown(preset(state, &id)?)))
}

pub fn get(state: &mut State, call: &Call) -> Outcome {
    Ok(Reply::data(
        200,
        shown(preset(state, call.path("preset_id"))?),
    ))
}

pub fn replace(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("preset_id");
    preset(state, id)?;
    set(state, id, call.body.clone(), call.size)
}

/// Changes the settings in the body, at any depth.
pub fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("preset_id");
    let mut settings = preset(state, id)?.settings.clone();
    merge(&mut settings, &call.body);
    set(state, id, settings, call.size)
}

pub fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = call.path("preset_id");
    let deleted = state
        .delete_preset(id)
        .ok_or_else(|| Reply::not_found("preset", id))?;
    Ok(Reply::data(200, shown(&deleted)))
}

fn set(state: &mut State, id: &str, settings: Value, size: usize) -> Outcome {
    check_name(state, Some(id), &settings)?;
    state.set_preset(id, settings, size)?;
    Ok(Reply::data(200, shown(preset(state, id)?)))
}

fn preset<'a>(state: &'a State, id: &str) -> Result<&'a Preset, Reply> {
    state
        .preset(id)
        .ok_or_else(|| Reply::not_found("preset", id))
}

/// Participants refer to presets by name, so names are unique.
fn check_name(state: &State, own: Option<&str>, settings: &Value) -> Result<(), Reply> {
    let name = settings["name"].as_str().unwrap_or_default();
    match state.preset_named(name) {
        Some(other) if Some(other.id.as_str()) != own => Err(Reply::conflict(format!(
            "A preset with the name {name} exists"
        ))),
        _ => Ok(()),
    }
}

fn merge(value: &mut Value, changes: &Value) {
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
