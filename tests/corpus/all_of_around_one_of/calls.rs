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
async fn every_member_has_the_properties_of_all_of() {
    let root = sent_back(json!({"id": "1", "name": "n", "kind": "b", "a": "2"})).await;
    assert!(
        matches!(&root, Root::B(b) if b.id.as_deref() == Some("1") && b.a.as_deref() == Some("2")),
        "{root:?}"
    );
}
