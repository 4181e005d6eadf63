//! The presets of a new app.

use serde_json::{Value, json};

use super::description::Contract;

impl Contract {
    /// The presets of a new app, with the permissions of hosts and of other participants.
    pub fn first_presets(&self) -> Vec<Value> {
        const HOST_ONLY: [&str; 13] = [
            "accept_stage_requests",
            "accept_waiting_requests",
            "can_accept_production_requests",
            "can_change_participant_permissions",
            "can_livestream",
            "can_record",
            "can_spotlight",
            "disable_participant_audio",
            "disable_participant_screensharing",
            "disable_participant_video",
            "kick_participant",
            "pin_participant",
            "transcription_enabled",
        ];
        let presets = [
            ("group_call_host", "GROUP_CALL", true),
            ("group_call_participant", "GROUP_CALL", false),
            ("webinar_presenter", "WEBINAR", true),
            ("webinar_viewer", "WEBINAR", false),
            ("livestream_host", "LIVESTREAM", true),
            ("livestream_viewer", "LIVESTREAM", false),
        ];
        let made = presets.into_iter().map(|(name, view_type, is_host)| {
            let mut preset = self.preset.clone();
            if let Value::Object(fields) = &mut preset {
                for key in ["id", "created_at", "updated_at"] {
                    fields.remove(key);
                }
            }
            preset["name"] = name.into();
            preset["config"]["view_type"] = view_type.into();
            if !is_host {
                for permission in HOST_ONLY {
                    preset["permissions"][permission] = json!(false);
                }
            }
            preset
        });
        made.collect()
    }
}
