//! Renamed schemas: one entry where nothing else changed, two where it is not beyond doubt.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case("another name of a schema that is read", |d| {
            d.rename_schema("PollVote", "Vote");
        })
        .gives("schema-renamed none major")
        .sent_by("")
        .read_by("create_poll"),
        case("another name of a schema that is sent and read", |d| {
            d.rename_schema("AiConfig", "Ai");
        })
        .gives("schema-renamed none major")
        .sent_by("create_meeting replace_meeting update_meeting")
        .read_by("create_meeting get_meeting list_meetings replace_meeting update_meeting"),
        case("another name of a schema that is laid into another", |d| {
            d.rename_schema("Participant", "Member");
        })
        .gives("schema-renamed none major")
        .read_by("get_participant list_participants"),
        case("another name of an id", |d| {
            d.rename_schema("PollId", "PollRef");
        })
        .gives("schema-renamed none major"),
        case("two schemas get other names", |d| {
            d.rename_schema("PollVote", "Vote");
            d.rename_schema("PollOption", "Answer");
        })
        .gives("schema-renamed none major")
        .gives("schema-renamed none major"),
        case("another id is meant", |d| {
            d.set(
                "Poll/properties/id",
                json!({"$ref": "#/components/schemas/PeerId"}),
            );
        })
        .gives("reference-changed none major")
        .read_by("create_poll"),
        case(
            "another id is meant, and the old one stays for others",
            |d| {
                d.set(
                    "SessionParticipant/properties/id/allOf/0",
                    json!({"$ref": "#/components/schemas/UserId"}),
                );
            },
        )
        .gives("reference-changed none major")
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
        .gives("reference-changed none major"),
        case("another name and one property more", |d| {
            d.rename_schema("PollVote", "Vote");
            d.set("Vote/properties/at", json!({"type": "string"}));
        })
        .gives("schema-renamed none major")
        .gives("property-added safe patch"),
        case("a schema that nothing uses", |d| {
            d.set(
                "/components/schemas/Lonely",
                json!({"type": "object", "properties": {"a": {"type": "string"}}}),
            );
        })
        .gives("schema-added none none"),
        case(
            "a schema is used in place of another that says the same",
            |d| {
                d.set(
                    "mute_participants/requestBody/content/application~1json/schema",
                    json!({"$ref": "#/components/schemas/KickParticipants"}),
                );
                d.remove("MuteParticipants");
            },
        )
        .gives("reference-changed none major")
        .sent_by("mute_participants"),
        case_in(EXTRAS, "what nothing uses goes", |d| {
            d.remove("Lonely");
        })
        .gives("schema-removed none none"),
        case(
            "another name of a schema that is only used in a wrapper",
            |d| {
                d.rename_schema("StorageConfig", "BucketConfig");
            },
        )
        .gives("schema-renamed none major")
        .sent_by("create_meeting replace_meeting update_meeting")
        .read_by("create_meeting get_meeting list_meetings replace_meeting update_meeting"),
    ]
}

#[test]
fn wire_verdicts() {
    check("schemas", cases());
}
