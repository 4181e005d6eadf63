use serde_json::json;

use super::client::types::{Closed, Open};
use super::client::Error;
use crate::server::ServerResponse;

fn message_of(outcome: Result<(), Error>) -> String {
    let error = outcome.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    error.to_string()
}

#[tokio::test]
async fn described_and_further_keys_are_counted_together() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    let open = Open::new("1");
    let message = message_of(client.open(&open).await);
    assert!(message.contains("at least 2 keys, and it has 1"), "{message}");
    client.open(&open.clone().extra([("x".to_owned(), 7)].into())).await.unwrap();
    client.open(&open.clone().clear_note()).await.unwrap();
    let many = open.clear_note().extra([("x".to_owned(), 7), ("y".to_owned(), 8)].into());
    let message = message_of(client.open(&many).await);
    assert!(message.contains("at most 3 keys, and it has 4"), "{message}");
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].body_json(), json!({"id": "1", "x": 7}));
    assert_eq!(received[1].body_json(), json!({"id": "1", "note": null}));
}

#[tokio::test]
async fn more_fields_than_allowed_are_not_sent() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let message = message_of(client.closed(&Closed::new().a("1").b("2")).await);
    assert!(message.contains("at most 1 keys, and it has 2"), "{message}");
    client.closed(&Closed::new().a("1")).await.unwrap();
    assert_eq!(server.received().len(), 1);
}
