//! Behaviour of the emitted types.

use realtimekit::types::{
    AddedParticipant, EditParticipant, KickParticipants, KickedParticipants, LivestreamingConfig,
    ParticipantToken, Session, SessionStatus, StorageConfig, StorageType,
};
use realtimekit::{Client, ExposeSecrets};
use realtimekit_tests::server::ServerResponse;
use serde_json::{Value, json};

use crate::{ACCOUNT, APP, PARTICIPANT_TOKEN, TOKEN, added, client, server};

fn session() -> Value {
    json!({
        "id": "s", "associated_id": "m", "type": "meeting", "status": "LIVE", "live_participants": 3,
        "max_concurrent_participants": 4.0, "minutes_consumed": 0.5, "started_at": "2019-08-24T14:15:22Z",
        "created_at": "2019-08-24T14:15:22Z", "updated_at": "2019-08-24T14:15:22Z"
    })
}

#[test]
fn an_unknown_enum_value_decodes_and_prints_unchanged() {
    let mut written = session();
    written["status"] = json!("PAUSED: 🦀");
    let read: Session = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(read.status, SessionStatus::Unknown("PAUSED: 🦀".to_owned()));
    assert_eq!(read.status.to_string(), "PAUSED: 🦀");
    assert_eq!(
        serde_json::to_value(&read).unwrap()["status"],
        written["status"]
    );
    // A text that is known never ends up as an unknown one: else comparing would lie.
    assert_eq!(SessionStatus::from("LIVE"), SessionStatus::Live);
}

#[test]
fn a_list_that_is_null_or_missing_decodes() {
    for list in [Some(json!(null)), Some(json!([])), None] {
        let mut written = session();
        if let Some(list) = list {
            written["breakout_rooms"] = list;
        }
        let read: Session = serde_json::from_value(written).unwrap();
        assert_eq!(read.breakout_rooms, []);
    }
    for kicked in [json!({}), json!({"participants": null})] {
        let read: KickedParticipants = serde_json::from_value(kicked).unwrap();
        assert_eq!(read.participants, []);
    }
}

#[test]
fn an_empty_list_can_be_sent() {
    let none = KickParticipants::new().custom_participant_ids(["user-42"]);
    let empty = none.clone().participant_ids(Vec::<String>::new());
    assert_eq!(
        serde_json::to_value(none).unwrap(),
        json!({"custom_participant_ids": ["user-42"]})
    );
    assert_eq!(
        serde_json::to_value(empty).unwrap(),
        json!({"participant_ids": [], "custom_participant_ids": ["user-42"]})
    );
}

#[test]
fn debug_of_a_type_shows_no_secret() {
    let added: Value = serde_json::from_str(&added()).unwrap();
    let read: AddedParticipant = serde_json::from_value(added["data"].clone()).unwrap();
    assert_eq!(read.token.expose(), PARTICIPANT_TOKEN);
    let refreshed = json!({"token": PARTICIPANT_TOKEN});
    let refreshed: ParticipantToken = serde_json::from_value(refreshed).unwrap();

    let secret = "s3cr3t-key";
    let storage = StorageConfig::new(StorageType::Aws)
        .access_key(secret)
        .secret(secret)
        .password(secret)
        .private_key(secret);
    let stream = LivestreamingConfig::new().rtmp_url(format!("rtmp://x/{secret}"));
    // They are there to be sent …
    let sent = serde_json::to_string(&ExposeSecrets((&storage, &stream))).unwrap();
    assert_eq!(sent.matches(secret).count(), 5);
    // … not to be serialised by accident, since responses hold them too …
    let alone = serde_json::to_string(&(&storage, &stream)).unwrap();
    assert_eq!(alone.matches(secret).count(), 0, "{alone}");

    // … and not to be printed.
    let builder = Client::builder()
        .base_url("http://127.0.0.1:1")
        .token(TOKEN)
        .account_id(ACCOUNT)
        .app_id(APP);
    let built = builder.clone().build().unwrap();
    let printed = [
        format!("{read:?} {read:#?} {refreshed:?}"),
        format!("{storage:?} {stream:?}"),
        format!("{builder:?} {built:?} {:?}", built.meeting("m").get()),
    ];
    for text in printed {
        for hidden in [PARTICIPANT_TOKEN, secret, TOKEN] {
            assert!(!text.contains(hidden), "{text}");
        }
    }
}

/// Progenitor prints the whole payload of a response that does not match the schema.
#[tokio::test]
async fn no_secret_is_in_a_debug_or_display_of_an_error() {
    let mismatch = added().replace(r#""created_at": "2019-08-24T14:15:22Z","#, "");
    let responses = [
        // Does not fit the type: a field is missing, and the token is beside it.
        ServerResponse::json(mismatch),
        // No JSON any more: cut off behind the token.
        ServerResponse::json(added().trim_end_matches(['}', '\n', ' ']).to_owned()),
        // Says no, and holds the token nevertheless.
        ServerResponse::json(added().replace("true", "false")),
        ServerResponse::json(added()).status(500),
        // Echoes what it was sent.
        ServerResponse::new(403, "text/html", format!("<p>denied: {TOKEN}</p>")),
        ServerResponse::json(format!(
            r#"{{"success": false, "errors": [{{"code": 1, "message": "bad token {TOKEN}"}}]}}"#
        ))
        .status(401),
    ];
    for response in responses {
        let shown = format!("{response:?}");
        let server = server(response);
        let participant = client(&server).meeting("m").participant("p");
        let edited = participant.edit(&EditParticipant::new()).await;
        let error = edited.unwrap_err();
        let mut error: &dyn std::error::Error = &error;
        loop {
            for text in [
                error.to_string(),
                format!("{error:?}"),
                format!("{error:#?}"),
            ] {
                assert!(!text.contains(PARTICIPANT_TOKEN), "{shown}\n{text}");
                assert!(!text.contains(TOKEN), "{shown}\n{text}");
            }
            match error.source() {
                Some(source) => error = source,
                None => break,
            }
        }
    }
}
