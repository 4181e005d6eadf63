use serde_json::json;

use super::client::types::{Root, RootB};
use crate::server::ServerResponse;

#[tokio::test]
async fn every_member_has_the_properties_beside_the_choice() {
    let root = sent_back!(json!({"id": "1", "b": "2"}));
    assert!(
        matches!(&root, Root::B(b) if b.id == "1" && b.b == "2"),
        "{root:?}"
    );
    let (server, client) = start!(ServerResponse::json("").status(204));
    client
        .create_x(&Root::B(RootB::new("1", "2")))
        .await
        .unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"id": "1", "b": "2"})
    );
}
