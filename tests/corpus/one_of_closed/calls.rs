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
async fn a_member_that_allows_no_other_keys_is_excluded_by_one() {
    let root = sent_back(json!({"reg": "1", "tests": ["t"]})).await;
    assert!(matches!(root, Root::Tested(_)), "{root:?}");
    let value = json!({"reg": "1", "new": true});
    assert_eq!(sent_back(value.clone()).await, Root::Other(value));
}
