//! Operations: which there are, where, under which names.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, JOBS, case, case_in, check};

/// A path below an app.
macro_rules! below_app {
    ($path:literal) => {
        concat!(
            "/paths/~1accounts~1{account_id}~1realtime~1kit~1{app_id}~1",
            $path
        )
    };
}

pub fn cases() -> Vec<Case> {
    vec![
        case("an operation is removed, and with it what only it used", |d| {
            d.remove("create_poll");
            for schema in ["CreatePoll", "CreatedPoll", "Poll", "PollOption", "PollVote", "PollId"] {
                d.remove(schema);
            }
        })
        .expect("operation-removed breaking major")
        .sent_by("create_poll")
        .read_by("create_poll"),
        case("an operation is removed, and what only it used stays", |d| {
            d.remove("delete_participant");
        })
        .expect("operation-removed breaking major"),
        case("an operation is added, with schemas that only it uses", |d| {
            d.set(
                below_app!("meetings~1{meeting_id}~1whims"),
                json!({
                    "parameters": [
                        {"$ref": "#/components/parameters/AccountId"},
                        {"$ref": "#/components/parameters/AppId"},
                        {"$ref": "#/components/parameters/MeetingId"},
                    ],
                    "get": {
                        "operationId": "get_whims",
                        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {
                            "type": "object",
                            "properties": {"data": {"$ref": "#/components/schemas/Whims"}},
                        }}}}},
                    },
                }),
            );
            d.set("/components/schemas/Whims", json!({
                "type": "object", "properties": {"whims": {"type": "array", "items": {"$ref": "#/components/schemas/Whim"}}},
            }));
            d.set("/components/schemas/Whim", json!({"type": "object", "properties": {"text": {"type": "string"}}}));
        })
        .expect("operation-added safe minor")
        .sent_by("get_whims")
        .items(
            "resources::meetings::MeetingHandle::whims types::GetWhimsResponseBody types::GetWhimsResponseBody::data \
             types::GetWhimsResponseBody::impl~Clone \
             types::GetWhimsResponseBody::impl~PartialEq \
             types::GetWhimsResponseBody::object! types::Whim types::Whim::impl~Clone \
             types::Whim::impl~PartialEq types::Whim::object! types::Whim::text \
             types::Whims types::Whims::impl~Clone types::Whims::impl~PartialEq \
             types::Whims::whims types::Whims::object!",
        ),
        case("another path", |d| {
            d.rename(below_app!("meetings~1{meeting_id}~1participants~1{participant_id}~1token"),
                "/accounts/{account_id}/realtime/kit/{app_id}/meetings/{meeting_id}/participants/{participant_id}/tokens");
        })
        .expect("operation-moved breaking patch")
        .sent_by("refresh_participant_token")
        .read_by(""),
        case("another method", |d| {
            d.rename("refresh_participant_token", "put");
        })
        .expect("operation-moved breaking patch")
        .sent_by("refresh_participant_token"),
        case("another operationId, of which a type is named", |d| {
            d.set("list_meetings/operationId", json!("find_meetings"));
        })
        .expect("operation-renamed none major")
        .sent_by("find_meetings"),
        case("another operationId, of which nothing is named", |d| {
            d.set("create_meeting/operationId", json!("make_meeting"));
        })
        .expect("operation-renamed none patch"),
        case("another name of a path parameter", |d| {
            d.set("/components/parameters/SessionId/name", json!("session"));
            for rest in ["", "~1chat", "~1summary", "~1transcript", "~1participants", "~1participants~1{peer_id}"] {
                let new = rest.replace("~1", "/");
                d.rename(&format!("{}{rest}", below_app!("sessions~1{session_id}")),
                    &format!("/accounts/{{account_id}}/realtime/kit/{{app_id}}/sessions/{{session}}{new}"));
            }
            d.rename(below_app!("sessions~1{session_id}~1livestream-sessions"),
                "/accounts/{account_id}/realtime/kit/{app_id}/sessions/{session}/livestream-sessions");
        })
        .expect("path-parameter-renamed none patch")
        .sent_by(
            "get_session get_session_chat get_session_summary generate_session_summary get_session_transcript \
             list_session_participants get_session_participant list_session_livestreams",
        )
        .read_by(""),
        case("tags of an operation", |d| {
            d.push("get_meeting/tags", json!("Sessions"));
        })
        .expect("operation-tags-changed none none"),
        case("a tag for readers", |d| {
            d.set("/tags/0/description", json!("Rooms."));
            d.push("/tags", json!({"name": "More"}));
            d.remove("/tags/3");
        })
        .expect("tag-changed none none")
        .expect("tag-changed none none")
        .expect("tag-changed none none"),
        case("an operation is deprecated", |d| {
            d.set("get_meeting/deprecated", json!(true));
        })
        .expect("operation-deprecated none minor"),
        case_in(EXTRAS, "a deprecated operation is one no longer", |d| {
            d.remove("old_thing/deprecated");
        })
        .expect("operation-undeprecated none minor"),
        case_in(EXTRAS, "callbacks", |d| {
            d.remove("put_thing/callbacks");
        })
        .expect("callback-removed breaking none"),
        case("another method in Rust", |d| {
            d.set("edit_participant/x-method", json!("change"));
        })
        .expect("extension-changed none major")
        .items(
            "resources::meeting_participants::MeetingParticipantHandle::change \
             resources::meeting_participants::MeetingParticipantHandle::edit",
        ),
        case("a name of its own for a method that had the usual one", |d| {
            d.set("get_meeting/x-method", json!("fetch"));
        })
        .expect("extension-changed none major"),
        case("a payload that is elsewhere", |d| {
            d.remove("get_session_participant/x-data");
        })
        .expect("extension-changed none major"),
        case("one more place for the payload", |d| {
            d.set("get_session_participant/x-data", json!(["data.participant", "data"]));
        })
        .expect("extension-changed none patch"),
        case("a second method for many bodies is removed", |d| {
            d.remove("add_participant/x-many");
        })
        .expect("extension-changed none major"),
        case("a second method for many bodies is added", |d| {
            d.set("create_meeting/x-many", json!("create_all"));
        })
        .expect("extension-changed none minor"),
        case("upstream's name of an operation", |d| {
            d.set("get_meeting/x-upstream-id", json!("meeting"));
        })
        .expect("extension-changed none none"),
        case("the description of an operation", |d| {
            d.set("get_meeting/summary", json!("Fetch a meeting"));
            d.set("get_meeting/description", json!("Returns a meeting."));
        })
        .expect("description-changed none patch")
        .expect("description-changed none patch"),
        case("one more source and no change", |d| {
            d.push("get_meeting/x-source", json!({"from": "somebody", "on": "2026-10-01"}));
        })
        .expect("source-changed none none"),
        case("a change without a source", |d| {
            d.remove("get_meeting/parameters");
        })
        .expect("parameter-removed breaking major")
        .expect("source-unchanged none none")
        .expect("version-not-bumped none none"),
        case("a change with its source", |d| {
            d.remove("get_meeting/parameters");
            d.push("get_meeting/x-source", json!({"from": "somebody", "on": "2026-10-01"}));
            d.set("/x-client/version", json!("0.2.0"));
        })
        .expect("parameter-removed breaking major")
        .expect("source-changed none none")
        .expect("client-changed none none"),
        case("two operations change names", |d| {
            d.set("get_session_chat/operationId", json!("other"));
            d.set("get_session_transcript/operationId", json!("get_session_chat"));
            d.set("other/operationId", json!("get_session_transcript"));
        })
        .expect("operation-renamed none major")
        .expect("operation-renamed none patch"),
        case_in(EXTRAS, "a description in a callback", |d| {
            let done = "put_thing/callbacks/done/{$request.body#~1url}/post/responses/200/description";
            d.set(done, json!("fine"));
        })
        .expect("description-changed none none")
        .sent_by("put_thing")
        .read_by(""),
        case_in(JOBS, "the description of a path", |d| {
            d.set("/paths/~1jobs/description", json!("What was done."));
            d.remove("/paths/~1jobs/summary");
        })
        .expect("description-changed none none")
        .sent_by("start_job list_jobs")
        .expect("description-changed none none"),
        case_in(JOBS, "what has next to no content may be any other operation", |d| {
            let stop = d.remove("stop_job");
            d.set("/paths/~1tasks~1{id}", json!({
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            }));
            d.set("/paths/~1tasks~1{id}/delete", stop);
            d.set("/paths/~1tasks~1{id}/delete/operationId", json!("stop_task"));
        })
        .expect("operation-added safe minor")
        .expect("operation-removed breaking major"),
        case_in(JOBS, "of two with the same content, either may have moved", |d| {
            let day = d.remove("get_day");
            d.remove("get_night");
            d.set("/paths/~1week", json!({"get": day}));
            d.set("/paths/~1week/get/operationId", json!("get_week"));
        })
        .expect("operation-added safe minor")
        .expect("operation-removed breaking major")
        .expect("operation-removed breaking major"),
        case_in(JOBS, "another path and another name, and nothing else", |d| {
            let get = d.remove("list_jobs");
            d.set("/paths/~1tasks", json!({"get": get}));
            d.set("/paths/~1tasks/get/operationId", json!("list_tasks"));
        })
        .expect("operation-moved breaking major")
        .expect("operation-renamed none major"),
    ]
}

#[test]
fn wire_verdicts() {
    check("operations", cases());
}
