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

#[tokio::test]
async fn a_body_that_is_not_described_is_not_read_and_one_that_is_must_match() {
    let later = ServerResponse::from(json!({"job": 1})).status(202);
    let (_, client) = start!(later, ServerResponse::json(""), json!({"b": "x"}), json!({}));
    assert!(client.b().await.unwrap().is_none());
    assert!(client.b().await.unwrap().is_none());
    assert_eq!(client.b().await.unwrap().unwrap().b, "x");
    let error = client.b().await.unwrap_err().to_string();
    assert!(error.contains("does not match the schema: at b expected a value, found nothing"), "{error}");
}
