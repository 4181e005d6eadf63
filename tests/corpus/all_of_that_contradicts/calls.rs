use serde_json::json;

use super::client::types::{Closed, Map};

#[tokio::test]
async fn the_properties_of_all_members_are_sent_and_read() {
    let (server, client) = start!(json!({"a": "x", "b": 1, "c": 2}), json!({"a": "x", "b": 1.5}));
    let read = client.map(&Map::new().a("x").b(1)).await.unwrap();
    assert_eq!((read.a.as_deref(), read.b), (Some("x"), Some(1)));
    assert_eq!(read.extra.len(), 1);
    let read = client.closed(&Closed::new("x", 1.5)).await.unwrap();
    assert_eq!((read.a.as_str(), read.b), ("x", 1.5));
    let received = server.received();
    assert_eq!(received[0].body_json(), json!({"a": "x", "b": 1}));
    assert_eq!(received[1].body_json(), json!({"a": "x", "b": 1.5}));
}
