use serde_json::json;

use super::client::types::*;
use crate::server::ServerResponse;

#[tokio::test]
async fn a_pattern_that_cannot_be_checked_refuses_nothing() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let root = Root::new()
        .look("ABC")
        .class("é")
        .back("aa")
        .wrong("x")
        .plain("abc")
        .spaced("abcd");
    client.create_x(&root).await.unwrap();
    assert_eq!(server.received()[0].body_json()["class"], "é");
}

#[tokio::test]
async fn another_pattern_is_checked() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    assert!(client.create_x(&Root::new().plain("x")).await.is_err());
    assert!(client.create_x(&Root::new().solid("a\u{a0}b")).await.is_err());
    assert_eq!(server.received(), []);
    let _ = json!(null);
}
