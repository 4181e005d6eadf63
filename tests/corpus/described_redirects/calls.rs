use crate::server::ServerResponse;

use serde_json::json;

#[tokio::test]
async fn a_described_304_is_no_error() {
    let (server, client) = start!(json!("v"), ServerResponse::json("").status(304));
    assert_eq!(client.y().await.unwrap().as_deref(), Some("v"));
    assert_eq!(client.y().if_none_match("\"e\"").await.unwrap(), None);
    assert_eq!(server.received()[1].header("if-none-match"), Some("\"e\""));
}

#[tokio::test]
async fn a_described_redirect_is_returned_and_not_followed() {
    let found = || ServerResponse::json("").status(302).header("location", "https://files.example.com/a");
    let (_, client) = start!(found(), found());
    let response = client.file().with_response().await.unwrap();
    assert_eq!(response.headers()["location"], "https://files.example.com/a");
    assert!(client.other().await.is_err());
}

#[tokio::test]
async fn the_body_of_a_redirect_is_kept_as_bytes() {
    let moved = ServerResponse::json(r#"{"to":"/b"}"#).status(307);
    let (_, client) = start!(json!("v"), moved);
    assert_eq!(client.moved().await.unwrap().as_deref(), Some("v"));
    let response = client.moved().with_response().await.unwrap();
    assert_eq!(response.body().as_ref(), br#"{"to":"/b"}"#);
    assert_eq!(response.into_value(), None);
}

#[test]
fn the_status_without_a_value_is_documented() {
    let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../clients/described_redirects/src/client/mod.rs"));
    assert!(source.contains("Returns `None` if the response has no body, or the status `307`."));
}
