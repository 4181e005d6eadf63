use crate::server::ServerResponse;

use serde_json::json;

#[tokio::test]
async fn a_response_without_a_body_is_none() {
    let (_, client) = start!(json!({"a": "x"}), ServerResponse::json("").status(204), json!(["y"]), ServerResponse::json("").status(204));
    assert_eq!(client.a().await.unwrap().unwrap().a.as_deref(), Some("x"));
    assert!(client.a().await.unwrap().is_none());
    assert_eq!(client.create_a().await.unwrap(), Some(vec!["y".to_owned()]));
    assert_eq!(client.create_a().await.unwrap(), None);
}
