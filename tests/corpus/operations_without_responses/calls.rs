use serde_json::json;

#[tokio::test]
async fn every_success_is_accepted() {
    let (server, client) = start!(json!({"a": 1}));
    let response = client.x(&json!(1)).with_response().await.unwrap();
    assert_eq!(response.body().as_ref(), br#"{"a":1}"#);
    assert_eq!(server.received()[0].body_json(), json!(1));
}
