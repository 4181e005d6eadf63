use serde_json::json;

use super::client::types::Root;
use crate::server::ServerResponse;

#[tokio::test]
async fn a_value_that_is_one_member_is_read_as_it() {
    assert!(matches!(sent_back!(json!({"a": "1"})), Root::A(a) if a.a == "1"));
    assert!(matches!(sent_back!(json!({"b": "2"})), Root::B(b) if b.b == "2"));
}

#[tokio::test]
async fn a_value_that_is_both_members_is_kept_whole() {
    let root = sent_back!(json!({"a": "1", "b": "2"}));
    assert_eq!(root, Root::Other(json!({"a": "1", "b": "2"})));
}

#[tokio::test]
async fn a_value_of_another_member_of_the_same_type_is_read_and_sent() {
    let (server, client) = start!(
        json!({"b": "2", "size": 11, "code": "xyz"}),
        json!({"b": "2", "size": 5, "code": "xyz"}),
        ServerResponse::json("").status(204)
    );
    let read = client.x().await.unwrap();
    let neither = client.x().await.unwrap();
    client.create_x(&read).await.unwrap();
    assert!(client.create_x(&neither).await.unwrap_err().is_invalid_request());
    assert_eq!(server.received()[2].body_json(), json!({"b": "2", "size": 11, "code": "xyz"}));
}
