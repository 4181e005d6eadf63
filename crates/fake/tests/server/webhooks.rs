//! Webhooks, and the events that are sent to them.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use realtimekit::events::{Event, WebhookError};
use realtimekit::types::{UpdateWebhook, WebhookEvent, WebhookId, WebhookSettings};
use realtimekit_fake::{Alternative, Delivery, DeliveryStatus, FakeServer};
use tokio::net::TcpListener;

use super::http::send;
use super::{user, with_meeting};

/// A receiver of events. It responds with the statuses of a list, and then with 200.
struct Receiver {
    url: String,
    received: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
}

impl Receiver {
    async fn start(statuses: impl IntoIterator<Item = u16>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (kept, mut statuses) = (
            received.clone(),
            statuses.into_iter().collect::<Vec<_>>().into_iter(),
        );
        let next = Arc::new(Mutex::new(move || statuses.next().unwrap_or(200)));
        let receive = post(move |headers: HeaderMap, body: Bytes| async move {
            kept.lock().unwrap().push((headers, body));
            let status = next.lock().unwrap()();
            (
                StatusCode::from_u16(status).unwrap(),
                [("location", "http://192.0.2.1/")],
            )
        });
        let router = axum::Router::new().route("/hook", receive);
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { url, received }
    }

    fn received(&self) -> Vec<(HeaderMap, Bytes)> {
        self.received.lock().unwrap().clone()
    }

    fn ids(&self) -> Vec<String> {
        let ids = self.received().into_iter();
        ids.map(|(headers, _)| headers["rtk-uuid"].to_str().unwrap().to_owned())
            .collect()
    }
}

/// A webhook for these events.
async fn listen(
    fake: &FakeServer,
    url: &str,
    events: impl IntoIterator<Item = WebhookEvent>,
) -> WebhookId {
    let webhook = WebhookSettings::new("attendance", url, events);
    fake.client().webhooks().create(&webhook).await.unwrap().id
}

/// A server with somebody to join, and the token.
async fn with_participant() -> (FakeServer, String) {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let participants = client.meeting(&meeting).participants();
    let added = participants.add(&user(1)).await.unwrap();
    (fake, added.token.expose().to_owned())
}

fn events(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries
        .iter()
        .map(|delivery| delivery.event.as_str())
        .collect()
}

#[tokio::test]
async fn events_of_a_session_arrive_in_order_and_verify() {
    let (fake, token) = with_participant().await;
    let receiver = Receiver::start([]).await;
    let webhook = listen(
        &fake,
        &receiver.url,
        fake.client().webhooks().event_types().await.unwrap(),
    )
    .await;

    let peer = fake.join(&token).unwrap();
    fake.advance(Duration::from_secs(600));
    fake.leave(&peer).unwrap();
    fake.advance(Duration::from_secs(600));
    fake.settle().await;

    let webhooks = fake.webhooks().unwrap();
    let mut names = Vec::new();
    for (headers, body) in receiver.received() {
        let delivery = webhooks.verify::<Event>(&headers, &body).await.unwrap();
        assert_eq!(delivery.webhook_id.as_deref(), Some(webhook.as_str()));
        names.push(match delivery.event {
            Event::MeetingStarted(_) => "started".to_owned(),
            Event::MeetingParticipantJoined(event) => {
                assert_eq!(event.participant.peer_id, peer);
                "joined".to_owned()
            }
            Event::MeetingParticipantLeft(event) => {
                let left = event.participant.left_at.unwrap().to_string();
                format!("left at {left}")
            }
            Event::MeetingEnded(event) => format!("ended: {:?}", event.reason.unwrap()),
            other => panic!("{other:?}"),
        });
    }
    let expected = [
        "started",
        "joined",
        "left at 2026-01-05T09:10:00.000Z",
        "ended: AllParticipantsLeft",
    ];
    assert_eq!(names, expected);
    let (headers, body) = receiver.received().remove(0);
    let mut changed = body.to_vec();
    changed.push(b' ');
    let error = webhooks.verify::<Event>(&headers, &changed).await;
    assert!(
        matches!(error, Err(WebhookError::WrongSignature)),
        "{error:?}"
    );
}

#[tokio::test]
async fn events_go_to_enabled_webhooks_that_report_them() {
    let (fake, token) = with_participant().await;
    let receiver = Receiver::start([]).await;
    let client = fake.client();
    let joined = listen(
        &fake,
        &receiver.url,
        [WebhookEvent::MeetingParticipantJoined],
    )
    .await;
    let disabled = listen(&fake, &receiver.url, [WebhookEvent::MeetingStarted]).await;
    let off = UpdateWebhook::new().enabled(false);
    let updated = client.webhook(&disabled).update(&off).await.unwrap();
    assert_eq!(updated.enabled, Some(false));
    assert_eq!(updated.events, [WebhookEvent::MeetingStarted]);
    let deleted = listen(&fake, &receiver.url, [WebhookEvent::MeetingStarted]).await;
    client.webhook(&deleted).delete().await.unwrap();

    let peer = fake.join(&token).unwrap();
    fake.leave(&peer).unwrap();
    fake.settle().await;
    assert_eq!(events(&fake.deliveries()), ["meeting.participantJoined"]);
    assert_eq!(receiver.received().len(), 1);

    let kept = client.webhooks().list().await.unwrap();
    let ids: Vec<_> = kept.into_iter().map(|webhook| webhook.id).collect();
    assert_eq!(ids, [joined, disabled]);
    let error = client.webhook(&deleted).get().await.unwrap_err();
    assert!(error.is_not_found());
    let error = client.webhook("none").get().await.unwrap_err();
    assert!(error.to_string().contains("valid GUID"), "{error}");
}

#[tokio::test]
async fn a_webhook_that_is_replaced_goes_back_to_the_defaults() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    let id = listen(&fake, "http://127.0.0.1:9/", [WebhookEvent::MeetingEnded]).await;
    let off = UpdateWebhook::new().enabled(false);
    client.webhook(&id).update(&off).await.unwrap();
    let other = WebhookSettings::new(
        "other",
        "https://example.com/",
        [WebhookEvent::MeetingEnded],
    );
    let replaced = client.webhook(&id).replace(&other).await.unwrap();
    assert_eq!(
        (replaced.name.as_str(), replaced.enabled),
        ("other", Some(true))
    );
}

#[tokio::test]
async fn a_delivery_is_repeated_after_5xx_when_time_has_passed() {
    let (fake, token) = with_participant().await;
    let receiver = Receiver::start([500, 503]).await;
    listen(&fake, &receiver.url, [WebhookEvent::MeetingStarted]).await;
    fake.join(&token).unwrap();
    for (pause, attempts) in [(0, 1), (9, 1), (1, 2), (59, 2), (1, 3), (6000, 3)] {
        fake.advance(Duration::from_secs(pause));
        fake.settle().await;
        assert_eq!(receiver.received().len(), attempts, "after {pause} seconds");
    }
    let delivery = fake.deliveries().remove(0);
    assert_eq!(delivery.attempts, [Some(500), Some(503), Some(200)]);
    assert_eq!(delivery.status, DeliveryStatus::Delivered);
    let ids = receiver.ids();
    assert_eq!(ids[2], delivery.id);
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");
    let bodies = receiver.received();
    assert_eq!(bodies[0].1, bodies[2].1);
}

#[tokio::test]
async fn the_attempts_of_a_delivery_can_have_one_id_and_be_a_single_one() {
    let (fake, token) = with_participant().await;
    fake.enable(Alternative::KeptDeliveryIds);
    let receiver = Receiver::start([500, 500]).await;
    listen(&fake, &receiver.url, [WebhookEvent::MeetingStarted]).await;
    fake.join(&token).unwrap();
    fake.settle().await;
    fake.enable(Alternative::EventsSentOnce);
    fake.advance(Duration::from_secs(10));
    fake.settle().await;
    let ids = receiver.ids();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    fake.advance(Duration::from_secs(60));
    fake.settle().await;
    assert_eq!(receiver.received().len(), 2);
    assert_eq!(fake.deliveries()[0].status, DeliveryStatus::Failed);
}

#[tokio::test]
async fn a_delivery_is_not_repeated_after_other_statuses_and_given_up_in_the_end() {
    for status in [302, 404] {
        let (fake, token) = with_participant().await;
        let receiver = Receiver::start([status]).await;
        listen(&fake, &receiver.url, [WebhookEvent::MeetingStarted]).await;
        fake.join(&token).unwrap();
        fake.settle().await;
        fake.advance(Duration::from_secs(100_000));
        fake.settle().await;
        let delivery = fake.deliveries().remove(0);
        assert_eq!(delivery.attempts, [Some(status)]);
        assert_eq!(delivery.status, DeliveryStatus::Failed);
    }
    let (fake, token) = with_participant().await;
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    listen(&fake, &url, [WebhookEvent::MeetingStarted]).await;
    fake.join(&token).unwrap();
    for _ in 0..8 {
        fake.settle().await;
        fake.advance(Duration::from_secs(3600));
    }
    let delivery = fake.deliveries().remove(0);
    assert_eq!(delivery.attempts, [None; 5]);
    assert_eq!(delivery.status, DeliveryStatus::Failed);
}

#[tokio::test]
async fn events_leave_this_machine_only_if_their_host_is_allowed() {
    let (fake, token) = with_participant().await;
    for url in [
        "http://192.0.2.1/",
        "http://localhost.example.com/",
        "http://127.0.0.1@192.0.2.1/",
        "mailto:127.0.0.1",
    ] {
        listen(&fake, url, [WebhookEvent::MeetingStarted]).await;
    }
    fake.join(&token).unwrap();
    fake.settle().await;
    for delivery in fake.deliveries() {
        assert_eq!(delivery.status, DeliveryStatus::NotAllowed);
        assert_eq!(delivery.attempts, []);
    }
    assert_eq!(fake.deliveries().len(), 4);
}

#[tokio::test]
async fn a_webhook_that_is_deleted_gets_nothing_that_was_on_its_way() {
    let (fake, token) = with_participant().await;
    let receiver = Receiver::start([500]).await;
    let webhook = listen(&fake, &receiver.url, [WebhookEvent::MeetingStarted]).await;
    fake.join(&token).unwrap();
    fake.settle().await;
    let client = fake.client();
    client.webhook(&webhook).delete().await.unwrap();
    fake.advance(Duration::from_secs(60));
    fake.settle().await;
    assert_eq!(receiver.received().len(), 1);
    assert_eq!(fake.deliveries()[0].status, DeliveryStatus::Cancelled);
}

#[tokio::test]
async fn the_public_key_needs_no_token() {
    let fake = FakeServer::start().await.unwrap();
    let response = send(&fake, "GET", "/.well-known/webhooks.json", "", None).await;
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    assert!(response.contains("BEGIN PUBLIC KEY"), "{response}");
}

#[tokio::test]
async fn events_are_sent_without_being_waited_for() {
    let (fake, token) = with_participant().await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    listen(&fake, &url, [WebhookEvent::MeetingStarted]).await;
    fake.join(&token).unwrap();
    listener.accept().await.unwrap();
}

#[tokio::test]
async fn each_event_can_be_triggered() {
    let fake = FakeServer::start().await.unwrap();
    let receiver = Receiver::start([]).await;
    let events = fake.client().webhooks().event_types().await.unwrap();
    listen(&fake, &receiver.url, events.clone()).await;
    for event in &events {
        assert_eq!(fake.trigger(event.as_str()), Some(1));
    }
    assert_eq!(fake.trigger("meeting.unknown"), None);
    fake.settle().await;
    let webhooks = fake.webhooks().unwrap();
    for ((headers, body), expected) in receiver.received().into_iter().zip(&events) {
        webhooks.verify::<Event>(&headers, &body).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["event"], expected.as_str());
    }
    assert_eq!(receiver.received().len(), events.len());
    let body = r#"{"event": "meeting.ended"}"#;
    let response = send(&fake, "POST", "/_fake/trigger", body, None).await;
    assert!(response.contains(r#""webhooks":1"#), "{response}");
}

#[tokio::test]
async fn an_event_can_be_sent_to_an_address_once() {
    let fake = FakeServer::start().await.unwrap();
    let receiver = Receiver::start([503]).await;
    let trigger = async |url: &str| {
        let body = format!(r#"{{"event": "meeting.ended", "url": "{url}"}}"#);
        send(&fake, "POST", "/_fake/trigger", &body, None).await
    };
    let failed = trigger(&receiver.url).await;
    assert!(failed.contains(r#""status":503"#), "{failed}");
    // It would be due again if it were an event of a webhook.
    fake.advance(Duration::from_secs(3600));
    fake.settle().await;
    assert_eq!(receiver.received().len(), 1);
    assert!(trigger(&receiver.url).await.contains(r#""status":200"#));
    let (headers, body) = receiver.received().remove(1);
    let webhooks = fake.webhooks().unwrap();
    webhooks.verify::<Event>(&headers, &body).await.unwrap();
    let refused = trigger("http://192.0.2.1/").await;
    assert!(refused.contains(r#""is_allowed":false"#), "{refused}");
}
