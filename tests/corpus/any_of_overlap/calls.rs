use serde_json::json;

use super::client::types::Root;
use crate::server::ServerResponse;

/// What was read is sent back unchanged.
async fn sent_back(value: serde_json::Value) -> Root {
    let (server, client) = start!(value.clone(), ServerResponse::json("").status(204));
    let root = client.x().await.unwrap();
    client.create_x(&root).await.unwrap();
    assert_eq!(server.received()[1].body_json(), value);
    root
}

#[tokio::test]
async fn a_value_that_is_one_member_is_read_as_it() {
    assert!(matches!(sent_back(json!({"a": "1"})).await, Root::A(a) if a.a == "1"));
    assert!(matches!(sent_back(json!({"b": "2"})).await, Root::B(b) if b.b == "2"));
}

#[tokio::test]
async fn a_value_that_is_both_members_is_kept_whole() {
    let root = sent_back(json!({"a": "1", "b": "2"})).await;
    assert_eq!(root, Root::Other(json!({"a": "1", "b": "2"})));
}
