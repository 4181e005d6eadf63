use serde_json::json;

use super::client::types::*;
use crate::server::ServerResponse;

#[tokio::test]
async fn a_required_key_without_a_description_is_demanded_when_sent() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client
        .create_x(&Root::new(json!({"any": 1}), "x"))
        .await
        .unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"a": "x", "b": {"any": 1}})
    );
}

#[tokio::test]
async fn a_required_key_without_a_property_is_optional_when_read() {
    let (_, client) = start!(json!({"a": "x"}), json!({"a": "x", "b": 1}));
    assert_eq!(client.x().await.unwrap().b, None);
    assert_eq!(client.x().await.unwrap().b, Some(json!(1)));
}
