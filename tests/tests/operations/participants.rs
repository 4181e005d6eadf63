//! The participants of a meeting over sockets: requests and decoded example responses.

use realtimekit::types::{AddParticipant, EditParticipant, ReplaceParticipant};
use realtimekit::{Client, Field};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{assert_sent, client, example, server, target};
use serde_json::{Value, json};

const MEETING: &str = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";
pub const PARTICIPANT: &str = "aaa1a1ad-5e1a-4fe4-a799-aa6d9a6ab26e";

realtimekit_tests::wire! {
    list_participants: page at "/data";
    required |client| client.meeting(MEETING).participants().list()
        => GET "/meetings/{MEETING}/participants";
    all |client| client.meeting(MEETING).participants().list().page_no(2).per_page(50)
        => GET "/meetings/{MEETING}/participants?page_no=2&per_page=50";

    add_participant: one at "/data", body AddParticipant |client, body| client.meeting(MEETING).participants().add(body);
    required |client| client.meeting(MEETING).participants().add(&AddParticipant::new("user-42", "host"))
        => POST "/meetings/{MEETING}/participants",
        json!({"custom_participant_id": "user-42", "preset_name": "host"});
    all |client| {
        let body = AddParticipant::new("user-42", "host").name("Mary Sue").picture("https://example.com/m.png");
        client.meeting(MEETING).participants().add(&body)
    } => POST "/meetings/{MEETING}/participants", person();

    get_participant: one at "/data";
    required |client| participant(client).get()
        => GET "/meetings/{MEETING}/participants/{PARTICIPANT}";
    all |client| participant(client).get()
        => GET "/meetings/{MEETING}/participants/{PARTICIPANT}";

    replace_participant: one at "/data", body ReplaceParticipant |client, body| participant(client).replace(body);
    required |client| participant(client).replace(&ReplaceParticipant::new("user-42", "host"))
        => PUT "/meetings/{MEETING}/participants/{PARTICIPANT}",
        json!({"custom_participant_id": "user-42", "preset_name": "host"});
    all |client| {
        let body = ReplaceParticipant::new("user-42", "host").name("Mary Sue").picture("https://example.com/m.png");
        participant(client).replace(&body)
    } => PUT "/meetings/{MEETING}/participants/{PARTICIPANT}", person();

    edit_participant: one at "/data", body EditParticipant |client, body| participant(client).edit(body);
    required |client| participant(client).edit(&EditParticipant::new())
        => PATCH "/meetings/{MEETING}/participants/{PARTICIPANT}", json!({});
    all |client| {
        let body = EditParticipant::new().name("Mary").picture("https://example.com/m.png").preset_name("guest");
        participant(client).edit(&body)
    } => PATCH "/meetings/{MEETING}/participants/{PARTICIPANT}",
        json!({"name": "Mary", "picture": "https://example.com/m.png", "preset_name": "guest"});

    delete_participant: one at "/data";
    required |client| participant(client).delete()
        => DELETE "/meetings/{MEETING}/participants/{PARTICIPANT}";
    all |client| participant(client).delete()
        => DELETE "/meetings/{MEETING}/participants/{PARTICIPANT}";

    refresh_participant_token: one at "/data";
    required |client| participant(client).refresh_token()
        => POST "/meetings/{MEETING}/participants/{PARTICIPANT}/token";
    all |client| participant(client).refresh_token()
        => POST "/meetings/{MEETING}/participants/{PARTICIPANT}/token";
}

fn participant(
    client: &Client,
) -> realtimekit::resources::meeting_participants::MeetingParticipantHandle {
    client.meeting(MEETING).participant(PARTICIPANT)
}

fn person() -> Value {
    json!({
        "custom_participant_id": "user-42",
        "preset_name": "host",
        "name": "Mary Sue",
        "picture": "https://example.com/m.png",
    })
}

/// A PATCH can leave a field unchanged, clear it, or set it.
#[tokio::test]
async fn a_patch_sends_absent_null_and_values_differently() {
    let with_null: Option<&str> = None;
    let mut by_field = EditParticipant::new();
    by_field.name = Field::from(with_null.map(String::from));
    for (body, bytes) in [
        (EditParticipant::new(), "{}"),
        (
            EditParticipant::new().clear_picture(),
            r#"{"picture":null}"#,
        ),
        (EditParticipant::new().picture(""), r#"{"picture":""}"#),
        (
            EditParticipant::new()
                .name("Mary")
                .clear_picture()
                .clear_preset_name(),
            r#"{"name":"Mary","picture":null,"preset_name":null}"#,
        ),
        // The last setting counts, in any order.
        (
            EditParticipant::new().clear_name().name("Mary"),
            r#"{"name":"Mary"}"#,
        ),
        (
            EditParticipant::new().name("Mary").clear_name(),
            r#"{"name":null}"#,
        ),
        (by_field, r#"{"name":null}"#),
    ] {
        let server = server([ServerResponse::json(
            example("edit_participant.response").to_string(),
        )]);
        participant(&client(&server)).edit(&body).await.unwrap();
        assert_eq!(server.received()[0].text(), bytes);
    }
}

/// A participant without a name cannot join; one with an empty name can.
#[tokio::test]
async fn an_empty_name_is_sent() {
    let server =
        server([ServerResponse::json(example("add_participant.response").to_string()).status(201)]);
    let body = AddParticipant::new("user-42", "group_call_host").name("");
    let participants = client(&server).meeting(MEETING).participants();
    participants.add(&body).await.unwrap();
    assert_sent(
        &server,
        &server.received()[0],
        "POST",
        &target(&format!("/meetings/{MEETING}/participants")),
        Some(&example("add_participant.request.minimal")),
    );
}
