//! Renamed schemas: one entry where nothing else changed, two where it is not beyond doubt.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case("another name of a schema that is read", |d| {
            d.rename_schema("PollVote", "Vote");
        })
        .expect("schema-renamed none major")
        .sent_by("")
        .read_by("create_poll"),
        case("another name of a schema that is sent and read", |d| {
            d.rename_schema("AiConfig", "Ai");
        })
        .expect("schema-renamed none major")
        .sent_by("create_meeting replace_meeting update_meeting")
        .read_by(
            "control_recording create_meeting get_active_recording get_meeting get_recording list_meetings list_recordings \
             replace_meeting start_recording start_track_recording update_meeting",
        ),
        case(
            "another name of a schema that is a member of an allOf",
            |d| {
                d.rename_schema("Participant", "Member");
            },
        )
        .expect("schema-renamed none major")
        .read_by("get_participant list_participants"),
        case("another name of an id", |d| {
            d.rename_schema("PollId", "PollRef");
        })
        .expect("schema-renamed none major"),
        case("two schemas get other names", |d| {
            d.rename_schema("PollVote", "Vote");
            d.rename_schema("PollOption", "Answer");
        })
        .expect("schema-renamed none major")
        .expect("schema-renamed none major"),
        case("another id is referred to", |d| {
            d.set(
                "Poll/properties/id",
                json!({"$ref": "#/components/schemas/PeerId"}),
            );
        })
        .expect("reference-changed none major")
        .read_by("create_poll"),
        case(
            "another id is referred to, and the old one stays for others",
            |d| {
                d.set(
                    "SessionParticipant/properties/id/allOf/0",
                    json!({"$ref": "#/components/schemas/UserId"}),
                );
            },
        )
        .expect("reference-changed none major")
        .items("types::SessionParticipant::id"),
        case(
            "a schema of the same name means the same and is written through another",
            |d| {
                let vote = d.remove("PollVote");
                d.set("/components/schemas/AnyVote", vote);
                d.set(
                    "/components/schemas/PollVote",
                    json!({"allOf": [{"$ref": "#/components/schemas/AnyVote"}]}),
                );
            },
        )
        .expect("reference-changed none major"),
        case("another name and one property more", |d| {
            d.rename_schema("PollVote", "Vote");
            d.set("Vote/properties/at", json!({"type": "string"}));
        })
        .expect("schema-renamed none major")
        .expect("property-added safe patch"),
        case("a schema that nothing uses", |d| {
            d.set(
                "/components/schemas/Lonely",
                json!({"type": "object", "properties": {"a": {"type": "string"}}}),
            );
        })
        .expect("schema-added none none"),
        case(
            "a schema is used in place of another with the same content",
            |d| {
                d.set(
                    "mute_participants/requestBody/content/application~1json/schema",
                    json!({"$ref": "#/components/schemas/KickParticipants"}),
                );
                d.remove("MuteParticipants");
            },
        )
        .expect("reference-changed none major")
        .sent_by("mute_participants"),
        case_in(EXTRAS, "what nothing uses is removed", |d| {
            d.remove("Lonely");
        })
        .expect("schema-removed none none"),
        case(
            "another name of a schema that is only used in a wrapper",
            |d| {
                d.rename_schema("StorageConfig", "BucketConfig");
            },
        )
        .expect("schema-renamed none major")
        .sent_by("create_meeting replace_meeting start_recording update_meeting")
        .read_by(
            "control_recording create_meeting get_active_recording get_meeting get_recording list_meetings list_recordings \
             replace_meeting start_recording start_track_recording update_meeting",
        ),
    ]
}

#[test]
fn wire_verdicts() {
    check("schemas", cases());
}
