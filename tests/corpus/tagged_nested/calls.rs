use serde_json::json;

use super::client::types::{A, Root, RootShape};

#[tokio::test]
async fn the_tag_chooses_the_member() {
    let (_, client) = start!(json!({"shape": {"k": "a", "r": 1.5}}));
    let root = client.x().await.unwrap();
    assert!(matches!(root.shape, Some(RootShape::A(A { r, .. })) if r == 1.5));
}

#[tokio::test]
async fn a_member_is_sent_with_its_tag() {
    let (server, client) = start!(crate::server::ServerResponse::json("").status(204));
    let root = Root::new().shape(A::new("a", 2.5));
    client.create_x(&root).await.unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"shape": {"k": "a", "r": 2.5}})
    );
}
