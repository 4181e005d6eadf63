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
async fn the_member_that_leaves_fewest_keys_unknown_is_chosen() {
    let root = sent_back(json!({"reg": "1", "tests": ["t"]})).await;
    assert!(matches!(root, Root::Tested(_)), "{root:?}");
    let root = sent_back(json!({"reg": "1", "due": "2"})).await;
    assert!(matches!(root, Root::New(_)), "{root:?}");
}

#[tokio::test]
async fn a_value_that_no_member_describes_completely_is_kept() {
    let value = json!({"reg": "1", "due": "2", "tests": ["t"]});
    assert_eq!(sent_back(value.clone()).await, Root::Other(value));
}
