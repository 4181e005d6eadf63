//! The table of implemented operations.

use super::{
    Call, active_session, analytics, apps, livestreams, meetings, participants, presets,
    recordings, session_participants, sessions, texts, webhooks,
};
use crate::response::Outcome;
use crate::state::State;

/// Implements an operation.
pub type Handler = fn(&mut State, &Call) -> Outcome;

/// All operations, by id.
pub const MODELLED: &[(&str, Handler)] = &[
    ("add_participant", participants::add),
    ("control_recording", recordings::control),
    ("create_app", apps::create),
    ("create_livestream", livestreams::create),
    ("create_meeting", meetings::create),
    ("create_poll", active_session::create_poll),
    ("create_preset", presets::create),
    ("create_webhook", webhooks::create),
    ("delete_participant", participants::delete),
    ("delete_preset", presets::delete),
    ("delete_webhook", webhooks::delete),
    ("edit_participant", participants::edit),
    ("generate_session_summary", texts::generate_summary),
    ("get_active_livestream", livestreams::active),
    ("get_active_livestream_session", livestreams::active_session),
    ("get_active_recording", recordings::active),
    ("get_active_session", active_session::get),
    ("get_app", apps::get),
    ("get_daily_analytics", analytics::daily),
    ("get_livestream", livestreams::get),
    ("get_livestream_analytics", analytics::livestreams),
    ("get_livestream_session", livestreams::get_session),
    ("get_meeting", meetings::get),
    ("get_meeting_livestream", livestreams::get_of_meeting),
    ("get_participant", participants::get),
    ("get_peer_report", session_participants::report),
    ("get_preset", presets::get),
    ("get_recording", recordings::get),
    ("get_session", sessions::get),
    ("get_session_chat", texts::chat),
    ("get_session_participant", session_participants::get),
    ("get_session_summary", texts::summary),
    ("get_session_transcript", texts::transcript),
    ("get_webhook", webhooks::get),
    ("kick_all_participants", active_session::kick_all),
    ("kick_participants", active_session::kick),
    ("list_apps", apps::list),
    (
        "list_daily_livestream_analytics",
        analytics::daily_livestreams,
    ),
    ("list_livestreams", livestreams::list),
    ("list_meetings", meetings::list),
    ("list_participants", participants::list),
    ("list_presets", presets::list),
    ("list_recordings", recordings::list),
    ("list_session_livestreams", livestreams::list_of_session),
    ("list_session_participants", session_participants::list),
    ("list_sessions", sessions::list),
    ("list_webhook_events", webhooks::events),
    ("list_webhooks", webhooks::list),
    ("mute_all_participants", active_session::mute_all),
    ("mute_participants", active_session::mute),
    ("refresh_participant_token", participants::refresh_token),
    ("replace_meeting", meetings::replace),
    ("replace_participant", participants::replace),
    ("replace_preset", presets::replace),
    ("replace_webhook", webhooks::replace),
    ("start_livestream", livestreams::start),
    ("start_recording", recordings::start),
    ("start_track_recording", recordings::start_tracks),
    ("stop_livestream", livestreams::stop),
    ("update_meeting", meetings::update),
    ("update_preset", presets::update),
    ("update_webhook", webhooks::update),
];

/// The implementation of an operation.
pub fn handler(operation: &str) -> Option<Handler> {
    let found = MODELLED.iter().find(|(id, _)| *id == operation);
    found.map(|(_, handler)| *handler)
}
