//! Webhooks over sockets: requests and decoded example responses.

use realtimekit::types::{UpdateWebhook, WebhookEvent, WebhookSettings};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, only, server, target};
use serde_json::json;

pub const WEBHOOK: &str = "901e9adf-ebd9-41f0-9098-28171bc04ddd";

realtimekit_tests::wire! {
    list_webhooks: one at "/data";
    required |client| client.webhooks().list() => GET "/webhooks";
    all |client| client.webhooks().list() => GET "/webhooks";

    create_webhook: one at "/data", body WebhookSettings |client, body| client.webhooks().create(body);
    required |client| client.webhooks().create(&settings())
        => POST "/webhooks", example("create_webhook.request.minimal");
    all |client| client.webhooks().create(&settings().enabled(true))
        => POST "/webhooks", example("create_webhook.request");

    list_webhook_events: one at "/data";
    required |client| client.webhooks().event_types() => GET "/webhooks/all";
    all |client| client.webhooks().event_types() => GET "/webhooks/all";

    get_webhook: one at "/data";
    required |client| client.webhook(WEBHOOK).get() => GET "/webhooks/{WEBHOOK}";
    all |client| client.webhook(WEBHOOK).get() => GET "/webhooks/{WEBHOOK}";

    replace_webhook: one at "/data", body WebhookSettings |client, body| client.webhook(WEBHOOK).replace(body);
    required |client| client.webhook(WEBHOOK).replace(&settings())
        => PUT "/webhooks/{WEBHOOK}", example("replace_webhook.request.minimal");
    all |client| client.webhook(WEBHOOK).replace(&settings().enabled(false))
        => PUT "/webhooks/{WEBHOOK}", example("replace_webhook.request");

    update_webhook: one at "/data", body UpdateWebhook |client, body| client.webhook(WEBHOOK).update(body);
    required |client| client.webhook(WEBHOOK).update(&UpdateWebhook::new())
        => PATCH "/webhooks/{WEBHOOK}", json!({});
    all |client| {
        let update = UpdateWebhook::new()
            .name("attendance")
            .url("https://example.com/realtimekit")
            .events(events())
            .enabled(true);
        client.webhook(WEBHOOK).update(&update)
    } => PATCH "/webhooks/{WEBHOOK}", example("update_webhook.request");

    delete_webhook: one at "/data";
    required |client| client.webhook(WEBHOOK).delete() => DELETE "/webhooks/{WEBHOOK}";
    all |client| client.webhook(WEBHOOK).delete() => DELETE "/webhooks/{WEBHOOK}";
}

fn events() -> [WebhookEvent; 2] {
    [
        WebhookEvent::MeetingParticipantJoined,
        WebhookEvent::MeetingParticipantLeft,
    ]
}

fn settings() -> WebhookSettings {
    WebhookSettings::new("attendance", "https://example.com/realtimekit", events())
}

/// A webhook with the id `all` has the same path as the list of events. The client has a method for each, and the
/// service decides.
#[tokio::test]
async fn the_list_of_events_and_a_webhook_have_methods_of_their_own() {
    let server = server([ServerResponse::json(
        example("list_webhook_events.response").to_string(),
    )]);
    let events = client(&server).webhooks().event_types().await.unwrap();
    assert_eq!(events.len(), 9);
    assert!(events.contains(&WebhookEvent::LivestreamingStatusUpdate));
    assert_eq!(only(&server).target, target("/webhooks/all"));
}

/// A new type of event is kept unchanged.
#[tokio::test]
async fn an_unknown_event_is_kept() {
    let server = server([ServerResponse::json(
        json!({"success": true, "data": ["meeting.paused"]}).to_string(),
    )]);
    let events = client(&server).webhooks().event_types().await.unwrap();
    assert_eq!(events[0].as_str(), "meeting.paused");
}

/// A 401 with only a message is an API error.
#[tokio::test]
async fn a_response_with_nothing_but_a_message_is_an_api_error() {
    let server = server([ServerResponse::json(r#"{"message":"Unauthorized"}"#).status(401)]);
    let error = client(&server).webhooks().list().await.unwrap_err();
    assert!(matches!(error, realtimekit::Error::Api(_)), "{error:?}");
    assert!(error.to_string().contains("Unauthorized"), "{error}");
}
