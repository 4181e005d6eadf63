//! Secrets are never printed: not in `Debug` or `Display` of a type, a call, an error, or the cause of an error.

use std::error::Error as _;

use realtimekit::types::{
    AddedParticipant, CreateMeeting, LivestreamingConfig, RecordingConfig, StartRecording,
    StorageConfig, VideoConfig, Watermark, WebhookSettings,
};
use realtimekit::{Client, Error};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{TOKEN, client, example, server};
use serde_json::{Value, json};

/// The value of every secret in this file.
const SECRET: &str = "s3cr3t";

/// Everything that printing an error can show: its text and its fields, and those of every cause.
fn printed(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!("\n{error}\n{error:?}"));
        cause = error.source();
    }
    text
}

/// A response with a token, changed before it is sent.
fn response(change: impl Fn(&mut Value)) -> ServerResponse {
    let mut response = example("add_participant.response");
    response["data"]["token"] = json!(SECRET);
    change(&mut response);
    ServerResponse::json(response.to_string()).status(201)
}

async fn add(response: ServerResponse) -> Result<AddedParticipant, Error> {
    let server = server([response]);
    let body = realtimekit::types::AddParticipant::new("user-42", "host");
    client(&server).meeting("m").participants().add(&body).await
}

#[tokio::test]
async fn a_participants_token_is_read_and_not_printed() {
    let added = add(response(|_| {})).await.unwrap();
    assert_eq!(added.token.expose(), SECRET);
    for text in [format!("{added:?}"), format!("{added:#?}")] {
        assert!(
            text.contains("[redacted]") && !text.contains(SECRET),
            "{text}"
        );
    }

    let body = json!({"success": true, "data": {"token": SECRET}});
    let server = server([ServerResponse::json(body.to_string())]);
    let participant = client(&server).meeting("m").participant("p");
    let response = participant.refresh_token().with_response().await.unwrap();
    assert_eq!(response.value().token.expose(), SECRET);
    assert!(!format!("{response:?}").contains(SECRET), "{response:?}");
}

#[test]
fn credentials_of_a_recording_are_not_printed() {
    let storage = StorageConfig::new("aws")
        .access_key(SECRET)
        .secret(SECRET)
        .password(SECRET)
        .private_key(SECRET);
    let stream = LivestreamingConfig::new().rtmp_url(format!("rtmp://example.com/{SECRET}"));
    let recording = RecordingConfig::new()
        .storage_config(storage)
        .live_streaming_config(stream);
    let meeting = CreateMeeting::new().recording_config(recording);
    let text = format!("{meeting:?}");
    assert_eq!(text.matches("[redacted]").count(), 5, "{text}");
    assert!(!text.contains(SECRET), "{text}");
    let sent = serde_json::to_string(&meeting).unwrap();
    assert_eq!(
        sent.matches(SECRET).count(),
        5,
        "what is sent has them: {sent}"
    );
}

#[test]
fn addresses_of_a_recording_are_printed_without_what_gives_access() {
    let url = format!("https://u:{SECRET}@example.com/view?key={SECRET}");
    let watermark = Watermark::new().url(url.as_str());
    let recording = StartRecording::new()
        .url(url.as_str())
        .video_config(VideoConfig::new().watermark(watermark));
    let text = format!("{recording:?}");
    let shown = "https://[redacted]@example.com/view?[redacted]";
    assert_eq!(text.matches(shown).count(), 2, "{text}");
    assert!(!text.contains(SECRET), "{text}");
}

/// Receivers are often protected by a password or a query that nobody can guess.
#[tokio::test]
async fn credentials_in_the_url_of_a_webhook_are_not_printed() {
    let url = format!("https://u:{SECRET}@example.com/hook?key={SECRET}");
    let mut list = example("list_webhooks.response");
    list["data"][0]["url"] = json!(url);
    let server = server([ServerResponse::json(list.to_string())]);
    let listed = client(&server).webhooks().list().await.unwrap();
    assert_eq!(listed[0].url.expose(), url);
    let settings = WebhookSettings::new("hook", url, ["meeting.ended"]);
    for text in [
        format!("{:?}", listed[0]),
        format!("{settings:?}"),
        serde_json::to_string(&listed[0]).unwrap(),
    ] {
        assert!(!text.contains(SECRET), "{text}");
        assert!(text.contains("[redacted]"), "{text}");
    }
}

/// From the builder to the call.
#[test]
fn debug_of_builder_client_and_calls_hides_the_token() {
    let builder = Client::builder().token(TOKEN).account_id("a").app_id("b");
    let mut texts = vec![format!("{builder:?}")];
    let client = builder.build().unwrap();
    let meeting = client.meeting("m");
    texts.push(format!("{client:?}"));
    texts.push(format!("{meeting:?}"));
    texts.push(format!("{:?}", meeting.get()));
    texts.push(format!("{:?}", meeting.participants().list().page_no(1)));
    for text in texts {
        assert!(text.len() > 5 && !text.contains(TOKEN), "{text}");
    }
}

/// A call shows its path, and neither body nor query, which may contain secrets.
#[test]
fn a_call_prints_neither_body_nor_query() {
    let builder = Client::builder().token(TOKEN).account_id("a").app_id("b");
    let client = builder.build().unwrap();
    let body = realtimekit::types::AddParticipant::new(SECRET, "host");
    for text in [
        format!("{:?}", client.meeting("m").participants().add(&body)),
        format!("{:?}", client.meetings().list().search(SECRET)),
    ] {
        assert!(
            text.contains("/meetings") && !text.contains(SECRET),
            "{text}"
        );
    }
}

/// Responses with a token that cannot be decoded: each error states the reason and does not show the token.
#[tokio::test]
async fn an_error_shows_no_value_of_a_response() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 6] = [
        ("another field is lost", |response| {
            response["data"]
                .as_object_mut()
                .unwrap()
                .remove("preset_name");
        }),
        ("another field does not fit", |response| {
            response["data"]["preset_name"] = json!([SECRET])
        }),
        ("the token itself does not fit", |response| {
            response["data"]["token"] = json!([SECRET])
        }),
        ("the data is text", |response| {
            response["data"] = json!(SECRET)
        }),
        ("the data is a list", |response| {
            response["data"] = json!([SECRET])
        }),
        ("there are keys that are secret", |response| {
            response["data"] = json!({SECRET: SECRET})
        }),
    ];
    for (what, change) in cases {
        let error = add(response(change)).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{what}: {error:?}");
        let text = printed(&error);
        assert!(!text.contains(SECRET), "{what}: {text}");
    }

    for (what, response) in [
        (
            "refused",
            response(|response| response["success"] = json!(false)),
        ),
        ("under a status of failure", response(|_| {}).status(500)),
        ("under a redirect", response(|_| {}).status(307)),
        ("cut off by the connection", response(|_| {}).cut()),
        (
            "cut off by the sender",
            ServerResponse::json(format!(r#"{{"success":true,"data":{{"token":"{SECRET}","#)),
        ),
        (
            "called HTML",
            ServerResponse::new(
                200,
                "text/html",
                format!(r#"{{"success":true,"data":{{"token":"{SECRET}""#),
            ),
        ),
    ] {
        let error = add(response).await.unwrap_err();
        let text = printed(&error);
        assert!(!text.contains(SECRET), "{what}: {text}");
    }
}

/// A page of a proxy that shows the request, and a message that quotes the token.
#[tokio::test]
async fn an_echoed_api_token_is_redacted() {
    for response in [
        ServerResponse::new(
            502,
            "text/html",
            format!("<p>authorization: Bearer {TOKEN}</p>"),
        ),
        ServerResponse::json(json!({"message": format!("token {TOKEN} is bad")}).to_string())
            .status(401),
        ServerResponse::json(json!({"errors": [{"message": format!("bad {TOKEN}")}]}).to_string())
            .status(403),
    ] {
        let error = add(response).await.unwrap_err();
        let text = printed(&error);
        assert!(
            text.contains("[redacted]") && !text.contains(TOKEN),
            "{text}"
        );
    }
}

/// An argument that is refused may be the secret in the wrong place.
#[tokio::test]
async fn a_refused_argument_is_named_and_not_shown() {
    let server = server([ServerResponse::json("")]);
    let client = client(&server);
    let error = client
        .meeting(format!("{SECRET}/.."))
        .get()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert!(!printed(&error).contains(SECRET), "{error}");

    let error = Client::builder()
        .token(format!("{SECRET}\n"))
        .account_id("a")
        .app_id("b")
        .build()
        .unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(!printed(&error).contains(SECRET), "{error}");
}

/// The API token in encodings in which servers repeat it.
const SPELLINGS: [&str; 6] = [
    TOKEN,
    "U24zbFpKVEJYNmtrZzdPZGNCVUF4T085NjNHRUl5R1FxbkZUT0ZZWQ==",
    // of `Bearer …`
    "QmVhcmVyIFNuM2xaSlRCWDZra2c3T2RjQlVBeE9POTYzR0VJeUdRcW5GVE9GWVk=",
    "%53%6E%33%6C%5A%4A%54%42%58%36%6B%6B%67%37%4F%64%63%42%55%41%78%4F%4F%39%36%33%47%45%49%79%47%51%71%6E%46%54%4F%46%59%59",
    "536e336c5a4a544258366b6b67374f6463425541784f4f393633474549794751716e46544f465959",
    "&#83;n3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY",
];

/// A server repeats the token in each place of a response that an error shows.
#[tokio::test]
async fn an_echoed_token_is_redacted_in_any_encoding_and_place() {
    for spelling in SPELLINGS {
        let refused = |message: Value| ServerResponse::json(message.to_string()).status(400);
        let (begin, rest) = spelling.split_at(10);
        for response in [
            refused(json!({"message": format!("bad {spelling}")})),
            refused(json!({"errors": [{"message": begin}, {"message": rest}]})),
            refused(
                json!({"error": {"code": spelling, "message": format!("{spelling}:{spelling}")}}),
            ),
            ServerResponse::json(json!({"data": {spelling: 1}}).to_string()),
            ServerResponse::json(json!({spelling: "x"}).to_string()).status(500),
            ServerResponse::new(502, "text/html", format!("<p>authorization: {spelling}")),
            ServerResponse::new(502, "text/plain", format!("Basic {spelling}")),
            ServerResponse::new(502, &format!("text/plain; a={spelling}"), "no"),
            ServerResponse::new(502, "text/plain", "no").header("cf-ray", spelling),
            ServerResponse::new(502, "text/plain", "no").header("cf-ray", &spelling[..16]),
            ServerResponse::new(307, "text/plain", "")
                .header("location", format!("https://h/{spelling}")),
            ServerResponse::new(503, "text/plain", "").header("retry-after", spelling),
        ] {
            let error = add(response).await.unwrap_err();
            let text = printed(&error);
            for piece in [spelling, &spelling[..10], &spelling[spelling.len() - 10..]] {
                assert!(!text.contains(piece), "{piece}: {text}");
            }
        }
    }
}

#[tokio::test]
async fn an_address_in_an_error_shows_host_and_path() {
    for address in [
        "https://user:s3cr3t@files.example/a?s3cr3t#s3cr3t",
        "files.example/a?X-Amz-Signature=s3cr3t",
        "https://files.example/a?x=y&amp;sig=s3cr3t",
        "rtmps://files.example/live/s3cr3t",
        "srt://files.example:9000?streamid=s3cr3t",
    ] {
        for message in [
            address.to_owned(),
            format!("cannot fetch ({address}), [{address}], \"{address}\" or <{address}>"),
        ] {
            let body = json!({"success": false, "errors": [{"message": message}]});
            for response in [
                ServerResponse::json(body.to_string()).status(400),
                ServerResponse::new(502, "text/plain", message.clone()),
            ] {
                let error = add(response).await.unwrap_err();
                let text = printed(&error);
                assert!(text.contains("files.example"), "{text}");
                assert!(!text.contains(SECRET), "{text}");
            }
        }
    }
}

#[tokio::test]
async fn a_message_with_an_encoded_address_that_gives_access_is_not_shown() {
    for address in [
        "https%3A%2F%2Ffiles.example%2Fa%3Fsig%3Ds3cr3t",
        r"rtmps:\/\/files.example\/live\/s3cr3t",
    ] {
        let body =
            json!({"success": false, "errors": [{"message": format!("cannot fetch {address}")}]});
        let error = add(ServerResponse::json(body.to_string()).status(400)).await;
        let text = printed(&error.unwrap_err());
        assert!(
            text.contains("[redacted") && !text.contains(SECRET),
            "{text}"
        );
    }
}

/// Callers read their settings from files, and print the errors.
#[test]
fn a_type_with_secrets_quotes_no_value_in_errors() {
    let quoted = format!("{SECRET:?}");
    for json in [
        quoted.clone(),
        format!("[{quoted}]"),
        "1234567".to_owned(),
        format!(r#"{{"type":"aws","port":{quoted}}}"#),
        format!(r#"{{"type":"aws","port":{{{quoted}:1}}}}"#),
        r#"{"type":"aws","secret":1234567}"#.to_owned(),
        r#"{"type":"aws","bucket":1234567}"#.to_owned(),
        format!(r#"{{"type":[{quoted}]}}"#),
        format!(r#"{{"type":{{"aws":{quoted}}}}}"#),
    ] {
        let error = serde_json::from_str::<StorageConfig>(&json).unwrap_err();
        let value = serde_json::from_str::<Value>(&json).unwrap();
        let other = serde_json::from_value::<StorageConfig>(value).unwrap_err();
        let text = format!("{error} {error:?} {other} {other:?}");
        assert!(
            !text.contains(SECRET) && !text.contains("1234567"),
            "{text}"
        );
        assert!(error.is_data() && error.line() == 1, "{error:?}");
    }
    let nested = format!(r#"{{"recording_config":{{"storage_config":{quoted}}}}}"#);
    let error = serde_json::from_str::<CreateMeeting>(&nested).unwrap_err();
    assert!(!error.to_string().contains(SECRET), "{error}");
    let error = serde_json::from_str::<realtimekit::types::ParticipantToken>(&quoted).unwrap_err();
    assert!(!error.to_string().contains(SECRET), "{error}");
}

/// The settings were swapped.
#[tokio::test]
async fn a_token_in_place_of_an_id_is_refused_and_not_shown() {
    for (account_id, app_id, named) in [(TOKEN, "b", "account_id"), ("a", TOKEN, "app_id")] {
        let builder = Client::builder().account_id(account_id).app_id(app_id);
        let builder = builder.token(TOKEN);
        assert!(!format!("{builder:?} {builder:#?}").contains(TOKEN));
        let error = builder.build().unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        let text = printed(&error);
        assert!(text.contains(named) && !text.contains(TOKEN), "{text}");
    }
    let server = server([ServerResponse::json("")]);
    let call = client(&server).meeting(TOKEN).get();
    assert!(!format!("{call:?}").contains(TOKEN), "{call:?}");
    let error = call.await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert!(!printed(&error).contains(TOKEN), "{error}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn json_of_unknown_types_is_printed_without_secrets() {
    let event = json!({"name": "joined", "metadata": {
        "device": "camera",
        "authToken": SECRET,
        "rtmp_url": SECRET,
        "said": format!("eyJhbGciOiJub25lIn0.eyJpZCI6IjYifQ.{SECRET}"),
        "file": format!("https://files.example/a?X-Amz-Signature={SECRET}"),
    }});
    let event: realtimekit::types::PeerReportEvent = serde_json::from_value(event).unwrap();
    assert_eq!(event.metadata["authToken"], SECRET);
    for text in [format!("{event:?}"), format!("{event:#?}")] {
        assert!(!text.contains(SECRET), "{text}");
        for kept in ["PeerReportEvent", "joined", "camera", "files.example/a"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }
    let json = serde_json::to_value(&event).unwrap();
    assert!(!json.to_string().contains(SECRET), "{json}");
    assert_eq!(
        (&json["name"], &json["metadata"]["device"]),
        (&json!("joined"), &json!("camera"))
    );
    let whole = serde_json::to_value(realtimekit::ExposeSecrets(&event)).unwrap();
    assert_eq!(whole["metadata"]["authToken"], SECRET);
}
