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
async fn a_member_without_its_required_list_is_not_chosen() {
    let root = sent_back(json!({"id": "1"})).await;
    assert!(matches!(root, Root::Small(_)), "{root:?}");
    let root = sent_back(json!({"id": "1", "tags": [], "note": null})).await;
    assert!(matches!(root, Root::Large(_)), "{root:?}");
}
