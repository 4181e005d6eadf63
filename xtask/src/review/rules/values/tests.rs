//! Values: their types, formats, lists, defaults, and whether they may be null.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case("another type of what is sent", |d| {
            d.set("CreatePoll/properties/question/type", json!("integer"));
        })
        .expect("type-changed breaking major")
        .items("types::CreatePoll::new types::CreatePoll::question"),
        case("another type of what is read", |d| {
            d.set("Poll/properties/question/type", json!("integer"));
        })
        .expect("type-changed breaking major")
        .items("types::Poll::question"),
        case("a integer that is sent may have a fraction", |d| {
            d.set(
                "SummarizationConfig/properties/word_limit/type",
                json!("number"),
            );
        })
        .expect("type-widened breaking major")
        .sent_by("create_meeting replace_meeting update_meeting"),
        case_in(
            EXTRAS,
            "a integer that is only sent may have a fraction",
            |d| {
                d.set(
                    "NewThing/properties/size",
                    json!({"type": "number", "multipleOf": 4, "minimum": 1, "maximum": 9}),
                );
            },
        )
        .expect("type-widened safe major"),
        case("a number that is read has no fraction", |d| {
            d.set(
                "SessionParticipant/properties/duration/type",
                json!("integer"),
            );
        })
        .expect("type-narrowed safe major")
        .items("types::SessionParticipant::duration"),
        case_in(EXTRAS, "a number that is sent has no fraction", |d| {
            d.set("NewThing/properties/weight/type", json!("integer"));
        })
        .expect("type-narrowed breaking major")
        .items("types::NewThing::weight types::NewThing::weight()"),
        case("a string becomes a list", |d| {
            d.set(
                "PollVote/properties/name",
                json!({"type": "array", "items": {"type": "string"}, "description": "n"}),
            );
        })
        .expect("type-changed breaking major")
        .expect("description-changed none patch"),
        case("what is read may be anything", |d| {
            d.remove("PollVote/properties/name/type");
        })
        .expect("type-widened breaking major"),
        case("what may be anything has a type", |d| {
            d.set("ErrorResponse/properties/result/type", json!("object"));
        })
        .expect("type-narrowed safe none"),
        case("another format of what is sent", |d| {
            d.set(
                "AddParticipant/properties/picture/format",
                json!("hostname"),
            );
        })
        .expect("format-changed breaking none")
        .sent_by("add_participant"),
        case("a larger format of what is sent", |d| {
            d.set(
                "/components/parameters/PageNo/schema/format",
                json!("int64"),
            );
        })
        // A setter takes integers of any type.
        .expect("format-widened safe patch"),
        case_in(EXTRAS, "a larger format of what is read", |d| {
            d.set("Thing/properties/size/format", json!("int64"));
        })
        .expect("format-widened risky major")
        .items("types::Thing::size"),
        case("no format of what is read", |d| {
            d.remove("Participant/properties/created_at/format");
        })
        .expect("format-widened risky major"),
        case("a format of what is sent", |d| {
            d.set("CreatePoll/properties/question/format", json!("uri"));
        })
        .expect("format-narrowed breaking none"),
        case("a format of what is read", |d| {
            d.set("Poll/properties/question/format", json!("uri"));
        })
        .expect("format-narrowed safe none"),
        case("one more value that is sent", |d| {
            d.push("SessionSort/enum", json!("endedAt"));
        })
        .expect("enum-value-added safe minor")
        .sent_by("list_sessions")
        .read_by("")
        .items("types::SessionSort::EndedAt"),
        case("one more value that is read", |d| {
            d.push("SessionType/enum", json!("webinar"));
        })
        .expect("enum-value-added risky minor")
        .sent_by("")
        .read_by("get_active_session get_session list_sessions"),
        case("one more value that is sent and read", |d| {
            d.push("MeetingStatus/enum", json!("ARCHIVED"));
        })
        .expect("enum-value-added risky minor")
        .sent_by("list_meetings update_meeting")
        .read_by(
            "control_recording create_meeting get_active_recording get_meeting get_recording list_meetings list_recordings \
             replace_meeting start_recording start_track_recording update_meeting",
        ),
        case("a value is removed that is sent", |d| {
            d.remove("SessionSort/enum/0");
        })
        .expect("enum-value-removed breaking major"),
        case("a value is removed that is read", |d| {
            d.remove("SessionType/enum/1");
        })
        .expect("enum-value-removed safe major")
        .items("types::SessionType::Livestream"),
        case("another spelling of a value", |d| {
            d.set("SessionType/enum/1", json!("LIVESTREAM"));
        })
        .expect("enum-value-added risky patch")
        .expect("enum-value-removed safe patch"),
        case("values in another order", |d| {
            d.at("SummaryType/enum").as_array_mut().unwrap().reverse();
        }),
        case("a list of values for what is sent", |d| {
            d.set("list_meetings/parameters/4/schema/enum", json!(["a", "b"]));
        })
        .expect("enum-added breaking major"),
        case("a list of values for what is read", |d| {
            d.set(
                "GeneratedSummary/properties/status/enum",
                json!(["DONE", "RUNNING"]),
            );
        })
        .expect("enum-added safe major"),
        case("an id becomes a list of values", |d| {
            d.set("PollId/enum", json!(["first", "second"]));
        })
        .expect("enum-added safe major"),
        case("any value of what is sent", |d| {
            d.remove("SessionSort/enum");
        })
        .expect("enum-dropped safe major"),
        case("any value of what is read", |d| {
            d.remove("SessionType/enum");
        })
        .expect("enum-dropped risky major"),
        case("what is read may be null", |d| {
            d.set("Poll/properties/question/nullable", json!(true));
        })
        .expect("became-nullable breaking major")
        .items("types::Poll::question"),
        case("what is sent may be null", |d| {
            d.set("CreatePoll/properties/anonymous/nullable", json!(true));
        })
        .expect("became-nullable safe major"),
        case("what is read is never null", |d| {
            d.remove("Participant/properties/name/nullable");
        })
        .expect("became-not-nullable safe none"),
        case("what is sent is never null", |d| {
            d.remove("AddParticipant/properties/name/nullable");
        })
        .expect("became-not-nullable breaking major")
        .sent_by("add_participant"),
        case("a reference gets a wrapper that may be null", |d| {
            let wrapped =
                json!({"allOf": [{"$ref": "#/components/schemas/PollId"}], "nullable": true});
            d.set("Poll/properties/id", wrapped);
        })
        .expect("became-nullable breaking major")
        .items("types::Poll::id"),
        case("a wrapper may no longer be null", |d| {
            d.remove("RecordingConfig/properties/storage_config/nullable");
        })
        .expect("became-not-nullable breaking major")
        .sent_by("create_meeting replace_meeting update_meeting"),
        case("another default of what is read", |d| {
            d.set(
                "Meeting/properties/session_keep_alive_time_in_secs/default",
                json!(90),
            );
        })
        .expect("default-changed risky none"),
        case("another default of what is sent", |d| {
            d.set(
                "/components/parameters/IncludePeerEvents/schema/default",
                json!(true),
            );
        })
        .expect("default-changed risky none")
        .sent_by("get_peer_report get_session_participant list_session_participants"),
        case("no default", |d| {
            d.remove("get_session/parameters/0/schema/default");
        })
        .expect("default-changed risky none"),
        case("a value is deprecated", |d| {
            d.set("Poll/properties/voted/deprecated", json!(true));
        })
        .expect("deprecated none none"),
        case_in(EXTRAS, "a value is deprecated no longer", |d| {
            d.remove("Thing/properties/old/deprecated");
        })
        .expect("undeprecated none none"),
        case_in(EXTRAS, "values without their type", |d| {
            d.remove("Mark/type");
        }),
        case_in(EXTRAS, "values that are the same as text", |d| {
            d.set("get_thing/parameters/3/schema", json!({"type": "integer", "enum": [1, 2]}));
        })
        .expect("type-stated none major"),
        case("a string is printed", |d| {
            d.remove("ParticipantToken/properties/token/x-secret");
        })
        .expect("extension-changed none major")
        .items("types::ParticipantToken::token"),
        case("all but the signature of an address is printed", |d| {
            let status = "GeneratedSummary/properties/status/x-secret-url";
            d.set(status, json!(true));
        })
        .expect("extension-changed none major")
        .items("types::GeneratedSummary::status"),
        case("a string is a time", |d| {
            d.set(
                "GeneratedSummary/properties/status/x-timestamp",
                json!(true),
            );
        })
        .expect("extension-changed none major")
        .items("types::GeneratedSummary::status"),
        case("a description and an example of a value", |d| {
            d.set(
                "Poll/properties/question/description",
                json!("What is asked."),
            );
            d.set("Poll/properties/question/example", json!("Tea?"));
        })
        .expect("description-changed none patch")
        .expect("example-changed none patch"),
        case("a list becomes a single one", |d| {
            let one = json!({"$ref": "#/components/schemas/Participant"});
            d.set(
                "list_participants/responses/200/content/application~1json/schema/properties/data",
                one,
            );
        })
        .expect("type-changed breaking major")
        .read_by("list_participants")
        .expect("description-changed none patch"),
    ]
}

#[test]
fn wire_verdicts() {
    check("values", cases());
}
