use serde_json::json;

use super::client::types::*;
use crate::server::ServerResponse;

#[tokio::test]
async fn scalars_and_lists_are_joined_by_all_of() {
    let root = sent_back!(json!({"code": "abc", "size": 2, "note": "n", "list": ["a"]}));
    assert_eq!(root.size, Some(2));
}

#[tokio::test]
async fn the_limits_of_all_members_are_checked() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    assert!(client.create_x(&Root::new().code("abcd")).await.is_err());
    assert!(client.create_x(&Root::new().size(0)).await.is_err());
    assert!(
        client
            .create_x(&Root::new().list(["a", "b", "c"]))
            .await
            .is_err()
    );
    for step in [8, 9] {
        assert!(client.create_x(&Root::new().step(step)).await.is_err());
    }
    assert!(client.create_x(&Root::new().small(3_000_000_000_i64)).await.is_err());
    for word in ["ab", "bz"] {
        assert!(client.create_x(&Root::new().word(word)).await.is_err());
    }
    assert_eq!(server.received(), []);
    client.create_x(&Root::new().step(12).word("abz")).await.unwrap();
}
