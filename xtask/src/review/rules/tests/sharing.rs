//! One cause is one entry, however many meet it; and two causes are not mixed up.

use serde_json::json;

use crate::review::rules::tests::{Case, case, check};

const READERS: &str =
    "add_participant edit_participant get_participant list_participants replace_participant";

pub fn cases() -> Vec<Case> {
    vec![
        case(
            "a property is removed of a schema that is a member of an allOf",
            |d| {
                d.remove("Participant/properties/picture");
            },
        )
        .expect("property-removed breaking major")
        .sent_by("")
        .read_by(READERS)
        .items("types::AddedParticipant::picture types::Participant::picture"),
        case(
            "a property is added to a schema that is a member of an allOf",
            |d| {
                d.set("Participant/properties/color", json!({"type": "string"}));
            },
        )
        .expect("property-added safe minor")
        .read_by(READERS)
        .items("types::AddedParticipant::color types::Participant::color"),
        case(
            "a property may be missing of a schema that is a member of an allOf",
            |d| {
                d.remove("Participant/required/2");
            },
        )
        .expect("property-became-optional breaking major")
        .read_by(READERS)
        .items("types::AddedParticipant::preset_name types::Participant::preset_name"),
        case("a part of a schema is removed", |d| {
            d.remove("AddedParticipant/allOf/1");
        })
        .expect("property-removed breaking major")
        .read_by("add_participant edit_participant replace_participant"),
        case("a property of a new type", |d| {
            d.set(
                "/components/schemas/Mood",
                json!({"type": "string", "enum": ["GOOD", "BAD"]}),
            );
            d.set(
                "Poll/properties/mood",
                json!({"$ref": "#/components/schemas/Mood"}),
            );
        })
        .expect("property-added safe minor"),
        case("properties of a new type in two places", |d| {
            d.set(
                "/components/schemas/Mood",
                json!({"type": "object", "properties": {"name": {"type": "string"}}}),
            );
            d.set(
                "Poll/properties/mood",
                json!({"$ref": "#/components/schemas/Mood"}),
            );
            d.set(
                "Meeting/properties/mood",
                json!({"$ref": "#/components/schemas/Mood"}),
            );
        })
        .expect("property-added safe minor")
        .expect("property-added safe minor"),
        case("a property gets a new type, and another changes", |d| {
            d.set(
                "/components/schemas/Mood",
                json!({"type": "object", "properties": {"name": {"type": "string"}}}),
            );
            d.set(
                "Poll/properties/mood",
                json!({"$ref": "#/components/schemas/Mood"}),
            );
            d.set("Poll/properties/question/nullable", json!(true));
        })
        .expect("property-added safe minor")
        .expect("became-nullable breaking major")
        .items("types::Poll::question"),
        case(
            "a property of a type of its own is removed, and another changes",
            |d| {
                d.remove("PollOption/properties/votes");
                d.remove("PollOption/required/2");
                d.remove("PollVote");
                d.set("PollOption/properties/text/nullable", json!(true));
            },
        )
        .expect("property-removed breaking major")
        .expect("became-nullable breaking major")
        .items("types::PollOption::text"),
        case("two properties change", |d| {
            d.set("Poll/properties/question/nullable", json!(true));
            d.remove("Poll/properties/created_by");
            d.set("Poll/properties/anonymous/type", json!("string"));
        })
        .expect("became-nullable breaking major")
        .items("types::Poll::question")
        .expect("property-removed breaking major")
        .items("types::Poll::created_by")
        .expect("type-changed breaking major")
        .items("types::Poll::anonymous"),
        case("two properties with alike names change", |d| {
            d.set(
                "SessionParticipant/properties/joined_at/nullable",
                json!(true),
            );
            d.remove("SessionParticipant/properties/left_at");
        })
        .expect("became-nullable breaking patch")
        .items("")
        .expect("property-removed breaking major")
        .items("types::SessionParticipant::left_at"),
        case("one must be sent and another is new", |d| {
            d.push("CreatePoll/required", json!("anonymous"));
            d.set("CreatePoll/properties/note", json!({"type": "string"}));
        })
        .expect("property-became-required breaking major")
        .expect("property-added safe minor")
        .items("types::CreatePoll::note types::CreatePoll::note()"),
        case("two parameters change", |d| {
            d.remove("list_meetings/parameters/5");
            d.set("list_meetings/parameters/4/schema/type", json!("integer"));
        })
        .expect("parameter-removed breaking major")
        .items("resources::meetings::ListMeetingsCall::status")
        .expect("type-narrowed breaking major")
        .items("resources::meetings::ListMeetingsCall::search"),
        case("a shared error", |d| {
            d.set(
                "/components/responses/ServerError/content/application~1json/schema",
                json!({"$ref": "#/components/schemas/ErrorDetail"}),
            );
        })
        .expect("reference-changed breaking none")
        .sent_by(""),
        case("another schema is sent that requires more", |d| {
            d.set(
                "edit_participant/requestBody/content/application~1json/schema",
                json!({"$ref": "#/components/schemas/ReplaceParticipant"}),
            );
        })
        .expect("reference-changed breaking major")
        .sent_by("edit_participant")
        .read_by(""),
        case("another schema that holds itself", |d| {
            d.set(
                "Session/properties/breakout_rooms/items",
                json!({"$ref": "#/components/schemas/Meeting"}),
            );
        })
        .expect("reference-changed breaking major")
        .read_by("get_active_session get_session list_sessions")
        .items("types::Session::breakout_rooms"),
        case("an id of everything that is sent and read", |d| {
            d.set("MeetingId/maxLength", json!(36));
        })
        .expect("bound-tightened breaking patch"),
        case("a schema that contains itself", |d| {
            d.remove("Session/properties/meeting_display_name");
        })
        .expect("property-removed breaking major")
        .sent_by("")
        .read_by("get_active_session get_session list_sessions")
        .items("types::Session::meeting_display_name"),
        case("what is required moves from one part to another", |d| {
            d.remove("Participant/required/2");
            d.push("AddedParticipant/allOf/1/required", json!("preset_name"));
        })
        .expect("property-became-optional breaking major")
        .read_by("get_participant list_participants")
        .items("types::Participant::preset_name"),
        case("a part of a schema is written in place", |d| {
            let mut part = d.at("Participant").clone();
            for key in ["description", "externalDocs", "x-source"] {
                part.as_object_mut().unwrap().shift_remove(key);
            }
            d.set("AddedParticipant/allOf/0", part);
        }),
        case("parts in another order", |d| {
            d.at("AddedParticipant/allOf").as_array_mut().unwrap().reverse();
        }),
        case("a string becomes a schema of its own", |d| {
            d.set("/components/schemas/Question", json!({"type": "string", "description": "The question."}));
            d.set("Poll/properties/question", json!({"$ref": "#/components/schemas/Question"}));
        })
        .expect("reference-changed none major")
        .read_by("create_poll"),
        case("a string becomes a list of values with a name", |d| {
            d.set("/components/schemas/State", json!({"type": "string", "enum": ["DONE", "RUNNING"]}));
            d.set("GeneratedSummary/properties/status", json!({"allOf": [{"$ref": "#/components/schemas/State"}],
                "description": "The status. Its values are not documented."}));
        })
        .expect("enum-added safe minor")
        .expect("reference-changed none major"),
        case("a new operation and a new property share a new schema", |d| {
            d.set("/components/schemas/Mood", json!({"type": "object", "properties": {"name": {"type": "string"}}}));
            d.set("Poll/properties/mood", json!({"$ref": "#/components/schemas/Mood"}));
            let responses = json!({"200": {"description": "ok", "content": {"application/json": {"schema": {
                "type": "object", "properties": {"data": {"$ref": "#/components/schemas/Mood"}}}}}}});
            let parameters = json!([{"$ref": "#/components/parameters/AccountId"}, {"$ref": "#/components/parameters/AppId"}]);
            d.set("/paths/~1accounts~1{account_id}~1realtime~1kit~1{app_id}~1mood",
                json!({"parameters": parameters, "get": {"operationId": "get_mood", "responses": responses}}));
        })
        .expect("operation-added safe minor")
        .expect("property-added safe minor"),
        case("an item of a list", |d| {
            d.set("Poll/properties/voted/items/type", json!("integer"));
        })
        .expect("type-changed breaking major")
        .read_by("create_poll")
        .items("types::Poll::voted"),
        case("one must be there, and may be null", |d| {
            d.push("Poll/required", json!("anonymous"));
            d.set("Poll/properties/anonymous/nullable", json!(true));
        })
        .expect("property-became-required safe patch")
        .expect("became-nullable breaking patch"),
    ]
}

#[test]
fn wire_verdicts() {
    check("sharing", cases());
}
