use serde_json::json;

use super::client::types::{Root, RootB};
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
async fn every_member_has_the_properties_beside_the_choice() {
    let root = sent_back(json!({"id": "1", "b": "2"})).await;
    assert!(
        matches!(&root, Root::B(b) if b.id == "1" && b.b == "2"),
        "{root:?}"
    );
    let (server, client) = start!(ServerResponse::json("").status(204));
    client
        .create_x(&Root::B(RootB::new("1", "2")))
        .await
        .unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"id": "1", "b": "2"})
    );
}
