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
async fn members_that_describe_one_property_are_merged() {
    let root =
        sent_back(json!({"result": ["x"], "n": 3, "kind": "b", "inner": {"a": "1", "b": "2"}}))
            .await;
    assert_eq!(root.result.as_deref(), Some(&["x".to_owned()][..]));
    assert_eq!(root.n, Some(3));
    assert_eq!(root.kind, Some(RootKind::B));
    let inner = root.inner.unwrap();
    assert_eq!(
        (inner.a.as_deref(), inner.b.as_deref()),
        (Some("1"), Some("2"))
    );
}
