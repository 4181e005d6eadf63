use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn keys_that_the_document_allows_are_kept() {
    let body = json!({"a": "x", "b": 1, "c": [true], "d": null});
    let (server, client) = start!(body.clone(), body.clone());
    let read = client.x(&Root::new()).await.unwrap();
    assert_eq!(read.extra["c"], json!([true]));
    _ = client.x(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), body);
}
