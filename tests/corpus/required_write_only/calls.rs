use serde_json::json;

use super::client::types::*;
use crate::server::ServerResponse;

#[tokio::test]
async fn a_required_write_only_property_is_demanded_when_sent() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client
        .create_x(&Root::new("n", "secret", ["t"]))
        .await
        .unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"name": "n", "password": "secret", "tags": ["t"]})
    );
    assert!(client.create_x(&Root::new("n", "s", ["t"])).await.is_err());
}

#[tokio::test]
async fn a_required_write_only_property_is_optional_when_read_and_required_when_sent() {
    let (server, client) = start!(json!({"id": "1", "name": "n"}));
    let root = client.x().await.unwrap();
    assert_eq!(
        (root.id.as_deref(), root.password.as_deref()),
        (Some("1"), None)
    );
    let error = client.create_x(&root).await.unwrap_err();
    assert!(error.to_string().contains("password"), "{error}");
    assert_eq!(server.received().len(), 1);
}
