//! Repeated deliveries.

use std::time::Duration;

use realtimekit_runtime::StatusCode;
use realtimekit_runtime::webhooks::{
    Claim, Deduplicate, DeliveryKey, MemoryDeduplicator, Webhooks,
};
use serde_json::Value;
use tokio::time;

use crate::signing::{BODY, headers, service};

/// The key of a delivery with these ids and this body.
async fn key(delivery: Option<&str>, webhook: &str, body: &[u8]) -> DeliveryKey {
    let webhooks = Webhooks::with_key(&service().pem()).unwrap();
    let signature = service().sign(body);
    let mut sent = headers(&[("rtk-signature", &signature), ("rtk-webhook-id", webhook)]);
    sent.extend(delivery.iter().flat_map(|id| headers(&[("rtk-uuid", id)])));
    let delivery = webhooks.verify::<Value>(&sent, body).await.unwrap();
    delivery.key().clone()
}

/// Handles a delivery as the documentation of [`Deduplicate`] shows.
async fn receive(seen: &MemoryDeduplicator, key: &DeliveryKey, succeeds: bool) -> StatusCode {
    match seen.claim(key).await.unwrap() {
        Claim::New => {}
        Claim::Done => return StatusCode::OK,
        Claim::InProgress => return StatusCode::SERVICE_UNAVAILABLE,
    }
    if succeeds {
        seen.complete(key).await.unwrap();
        StatusCode::CREATED
    } else {
        seen.release(key).await.unwrap();
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

#[tokio::test]
async fn a_replay_is_recognised_by_either_id() {
    let seen = MemoryDeduplicator::new();
    let first = key(Some("d-1"), "w-1", BODY).await;
    assert_eq!(receive(&seen, &first, true).await, 201);
    let new_id = key(Some("d-2"), "w-1", BODY).await;
    let no_id = key(None, "w-1", BODY).await;
    let other_body = key(Some("d-1"), "w-1", b"{}").await;
    for replay in [first, new_id, no_id, other_body] {
        assert_eq!(receive(&seen, &replay, true).await, 200);
    }
    // another webhook with the same event, and another event
    let other_webhook = key(Some("d-3"), "w-2", BODY).await;
    assert_eq!(receive(&seen, &other_webhook, true).await, 201);
    let other_event = key(None, "w-1", b"{}").await;
    assert_eq!(receive(&seen, &other_event, true).await, 201);
}

#[tokio::test]
async fn the_ids_are_stable_and_no_webhook_id_passes_for_a_part_of_another_body() {
    let content = key(None, "w-1", BODY).await;
    assert_eq!(content.delivery_id(), None);
    // the SHA-256 of the SHA-256 of the body followed by `w-1`, as OpenSSL computes it
    assert_eq!(
        content.content_id(),
        "68afb568b3bdf714f8ba52f5f0b0d2e399fcdb3a4405e0e1527598cec05e86cd"
    );
    assert_ne!(key(None, "", b"1 ").await, key(None, " ", b"1").await);
}

#[tokio::test]
async fn a_delivery_whose_handling_failed_is_handled_when_it_comes_again() {
    let seen = MemoryDeduplicator::new();
    let key = key(Some("d-1"), "w-1", BODY).await;
    assert_eq!(receive(&seen, &key, false).await, 500);
    assert_eq!(receive(&seen, &key, false).await, 500);
    assert_eq!(receive(&seen, &key, true).await, 201);
    assert_eq!(receive(&seen, &key, true).await, 200);
    // a handled delivery stays handled
    seen.release(&key).await.unwrap();
    assert_eq!(seen.claim(&key).await.unwrap(), Claim::Done);
}

#[tokio::test]
async fn of_two_claims_at_the_same_time_one_gets_the_delivery() {
    let seen = MemoryDeduplicator::new();
    let key = key(Some("d-1"), "w-1", BODY).await;
    assert_eq!(seen.claim(&key).await.unwrap(), Claim::New);
    assert_eq!(receive(&seen, &key, true).await, 503);
    seen.complete(&key).await.unwrap();
    assert_eq!(receive(&seen, &key, true).await, 200);
}

#[tokio::test(start_paused = true)]
async fn entries_and_abandoned_claims_end() {
    let seen = MemoryDeduplicator::new()
        .time_to_live(Duration::from_secs(100))
        .lease(Duration::from_secs(10));
    let handled = key(Some("d-1"), "w-1", BODY).await;
    let abandoned = key(Some("d-2"), "w-1", b"{}").await;
    assert_eq!(seen.claim(&abandoned).await.unwrap(), Claim::New);
    assert_eq!(receive(&seen, &handled, true).await, 201);
    time::advance(Duration::from_millis(9_999)).await;
    assert_eq!(seen.claim(&abandoned).await.unwrap(), Claim::InProgress);
    time::advance(Duration::from_millis(1)).await;
    assert_eq!(seen.claim(&abandoned).await.unwrap(), Claim::New);
    time::advance(Duration::from_millis(89_999)).await;
    assert_eq!(receive(&seen, &handled, true).await, 200);
    time::advance(Duration::from_millis(1)).await;
    assert_eq!(receive(&seen, &handled, true).await, 201);
}

#[tokio::test]
async fn the_oldest_entry_makes_room_for_a_new_one() {
    let seen = MemoryDeduplicator::new().capacity(2);
    let mut keys = Vec::new();
    for number in 0..3 {
        keys.push(key(Some(&format!("d-{number}")), "w-1", &[b'0' + number]).await);
    }
    for key in &keys {
        assert_eq!(receive(&seen, key, true).await, 201);
    }
    assert_eq!(receive(&seen, &keys[1], true).await, 200);
    assert_eq!(receive(&seen, &keys[2], true).await, 200);
    assert_eq!(receive(&seen, &keys[0], true).await, 201);
}
