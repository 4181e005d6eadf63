//! Parameters: all of them are sent, so that nothing here is read.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, JOBS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case("one more, optional", |d| {
            d.push("list_meetings/parameters", json!({"name": "title", "in": "query", "schema": {"type": "string"}}));
        })
        .expect("parameter-added safe minor")
        .sent_by("list_meetings")
        .read_by("")
        .items("resources::meetings::ListMeetingsCall::title"),
        case("the first optional one of a call without any", |d| {
            d.set("get_session_chat/parameters", json!([{"name": "limit", "in": "query", "schema": {"type": "integer"}}]));
        })
        .expect("parameter-added safe major"),
        case("one more, required", |d| {
            d.push("list_meetings/parameters",
                json!({"name": "title", "in": "query", "required": true, "schema": {"type": "string"}}));
        })
        .expect("required-parameter-added breaking major")
        .items("resources::meetings::MeetingsHandle::list"),
        case("one is removed", |d| {
            d.remove("list_meetings/parameters/4");
        })
        .expect("parameter-removed breaking major")
        .items("resources::meetings::ListMeetingsCall::search"),
        case("a shared one is removed from one operation", |d| {
            d.remove("list_session_participants/parameters/4");
        })
        .expect("parameter-removed breaking major")
        .sent_by("list_session_participants")
        .items("resources::session_participants::ListSessionParticipantsCall::sort_order"),
        case("a shared one is removed from all operations", |d| {
            d.remove("list_session_participants/parameters/4");
            d.remove("list_sessions/parameters/3");
            d.remove("list_recordings/parameters/7");
            d.remove("/components/parameters/SortOrder");
        })
        .expect("parameter-removed breaking major")
        .sent_by("list_recordings list_session_participants list_sessions"),
        case("another name", |d| {
            d.set("list_meetings/parameters/4/name", json!("matching"));
        })
        .expect("parameter-renamed breaking major")
        .items("resources::meetings::ListMeetingsCall::matching resources::meetings::ListMeetingsCall::search"),
        case("another name of a shared one", |d| {
            d.set("/components/parameters/SortOrder/name", json!("order"));
        })
        .expect("parameter-renamed breaking major")
        .sent_by("list_recordings list_session_participants list_sessions"),
        case("another name and another description, which is ambiguous", |d| {
            d.set("list_meetings/parameters/4/name", json!("matching"));
            d.set("list_meetings/parameters/4/description", json!("What to look for."));
        })
        .expect("parameter-added safe minor")
        .expect("parameter-removed breaking major"),
        case("two alike get other names, which may be either", |d| {
            let twin = json!({"name": "search_a", "in": "query", "description": "d", "schema": {"type": "string"}});
            d.set("list_meetings/parameters/2", twin);
            let twin = json!({"name": "search_b", "in": "query", "description": "d", "schema": {"type": "string"}});
            d.set("list_meetings/parameters/3", twin);
        })
        .expect("parameter-added safe minor")
        .expect("parameter-added safe minor")
        .expect("parameter-removed breaking major")
        .expect("parameter-removed breaking major"),
        case("another place", |d| {
            d.set("list_meetings/parameters/4/in", json!("header"));
        })
        .expect("parameter-moved breaking patch"),
        case("it becomes required", |d| {
            d.set("list_meetings/parameters/4/required", json!(true));
        })
        .expect("parameter-became-required breaking major")
        .items("resources::meetings::ListMeetingsCall::search resources::meetings::MeetingsHandle::list"),
        case_in(EXTRAS, "it becomes optional", |d| {
            d.remove("get_thing/parameters/0/required");
        })
        .expect("parameter-became-optional safe major"),
        case("lists are written with a key for each item", |d| {
            d.set("get_session_participant/parameters/0/explode", json!(true));
        })
        .expect("parameter-style-changed breaking patch"),
        case("lists are written with other signs", |d| {
            d.set("get_session_participant/parameters/0/style", json!("pipeDelimited"));
        })
        .expect("parameter-style-changed breaking patch"),
        case("reserved characters are not escaped", |d| {
            d.set("list_meetings/parameters/4/allowReserved", json!(true));
        })
        .expect("parameter-style-changed risky none"),
        case("the defaults of OpenAPI are written", |d| {
            d.set("list_meetings/parameters/4/style", json!("form"));
            d.set("list_meetings/parameters/4/explode", json!(true));
            d.set("list_meetings/parameters/4/required", json!(false));
        }),
        case_in(JOBS, "one value has no others to be set apart from", |d| {
            d.set("list_jobs/parameters/0/explode", json!(false));
        }),
        case_in(JOBS, "what may be a list has", |d| {
            d.remove("list_jobs/parameters/1/explode");
        })
        .expect("parameter-style-changed breaking patch"),
        case("it may be empty", |d| {
            d.set("list_meetings/parameters/4/allowEmptyValue", json!(true));
        })
        .expect("parameter-empty-allowed safe none"),
        case_in(EXTRAS, "it may be empty no longer", |d| {
            d.remove("get_thing/parameters/1/allowEmptyValue");
        })
        .expect("parameter-empty-refused breaking none"),
        case_in(EXTRAS, "two that are required, of one type, change places", |d| {
            d.at("get_thing/parameters").as_array_mut().unwrap().swap(0, 2);
        })
        .expect("parameters-reordered none major")
        .items("resources::things::ThingHandle::get"),
        case("another order of what may be left out", |d| {
            d.at("list_meetings/parameters").as_array_mut().unwrap().reverse();
        }),
        case("it is deprecated", |d| {
            d.set("list_meetings/parameters/4/deprecated", json!(true));
        })
        .expect("parameter-deprecated none minor"),
        case_in(EXTRAS, "it is deprecated no longer", |d| {
            d.remove("get_thing/parameters/1/deprecated");
        })
        .expect("parameter-undeprecated none minor"),
        case("another type", |d| {
            d.set("list_meetings/parameters/4/schema/type", json!("integer"));
        })
        .expect("type-narrowed breaking major")
        .items("resources::meetings::ListMeetingsCall::search"),
        case("another type of a shared one", |d| {
            d.set("/components/parameters/PageNo/schema/format", json!("uint64"));
        })
        // Setters take integers of any type.
        .expect("format-widened safe patch")
        .sent_by(
            "get_livestream get_meeting_livestream list_livestreams list_meetings list_participants \
             list_recordings list_session_livestreams list_session_participants list_sessions",
        ),
        case("the description of one", |d| {
            d.set("list_meetings/parameters/4/description", json!("What to look for."));
        })
        .expect("description-changed none patch"),
        case("an example of one", |d| {
            d.set("list_meetings/parameters/4/example", json!("daily"));
        })
        .expect("example-changed none none"),
        case("another order", |d| {
            d.at("list_meetings/parameters").as_array_mut().unwrap().reverse();
        }),
        case("a shared one is written in place", |d| {
            let order = d.at("/components/parameters/SortOrder").clone();
            d.set("list_sessions/parameters/3", order);
        }),
        case("one of the path is written at the operation", |d| {
            let parameter = json!({"$ref": "#/components/parameters/MeetingId"});
            d.set("get_meeting/parameters/0", json!({"name": "name", "in": "query", "schema": {"type": "string"},
                "description": "Cloudflare does not document what this parameter does."}));
            d.push("get_meeting/parameters", parameter);
        }),
    ]
}

#[test]
fn wire_verdicts() {
    check("parameters", cases());
}
