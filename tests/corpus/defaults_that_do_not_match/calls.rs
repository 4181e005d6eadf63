use serde_json::json;

use super::client::types::*;
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
async fn a_default_that_does_not_match_changes_nothing() {
    let root = sent_back(json!({})).await;
    assert_eq!(root, Root::new());
    let root = sent_back(
        json!({"e": "a", "n": 1, "b": true, "s": "5", "d": "2026-01-31", "nn": 0, "len": "ab"}),
    )
    .await;
    assert_eq!(
        (root.e, root.n, root.b),
        (Some(RootE::A), Some(1), Some(true))
    );
}
