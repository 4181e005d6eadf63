//! The table of implemented operations.

use super::{
    Call, active_session, apps, meetings, participants, presets, session_participants, sessions,
};
use crate::reply::Outcome;
use crate::state::State;

/// Implements an operation.
pub type Handler = fn(&mut State, &Call) -> Outcome;

/// The implemented operations, by id. All others respond with 501.
pub const MODELLED: &[(&str, Handler)] = &[
    ("add_participant", participants::add),
    ("create_meeting", meetings::create),
    ("create_poll", active_session::create_poll),
    ("create_preset", presets::create),
    ("delete_participant", participants::delete),
    ("delete_preset", presets::delete),
    ("edit_participant", participants::edit),
    ("get_active_session", active_session::get),
    ("get_app", apps::get),
    ("get_meeting", meetings::get),
    ("get_participant", participants::get),
    ("get_peer_report", session_participants::report),
    ("get_preset", presets::get),
    ("get_session", sessions::get),
    ("get_session_participant", session_participants::get),
    ("kick_all_participants", active_session::kick_all),
    ("kick_participants", active_session::kick),
    ("list_apps", apps::list),
    ("list_meetings", meetings::list),
    ("list_participants", participants::list),
    ("list_presets", presets::list),
    ("list_session_participants", session_participants::list),
    ("list_sessions", sessions::list),
    ("mute_all_participants", active_session::mute_all),
    ("mute_participants", active_session::mute),
    ("refresh_participant_token", participants::refresh_token),
    ("replace_meeting", meetings::replace),
    ("replace_participant", participants::replace),
    ("replace_preset", presets::replace),
    ("update_meeting", meetings::update),
    ("update_preset", presets::update),
];

/// The implementation of an operation.
pub fn handler(operation: &str) -> Option<Handler> {
    let found = MODELLED.iter().find(|(id, _)| *id == operation);
    found.map(|(_, handler)| *handler)
}
