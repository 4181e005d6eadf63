use serde_json::json;

use super::client::types::*;
use crate::server::ServerResponse;

#[tokio::test]
async fn integers_beyond_2_to_the_53_keep_every_digit() {
    let root =
        sent_back!(json!({"most": 9_007_199_254_740_993_i64, "id": 9_007_199_254_740_993_i64}));
    assert_eq!(root.id, Some(9_007_199_254_740_993));
    let (server, client) = start!(ServerResponse::json("").status(204));
    assert!(
        client
            .create_x(&Root::new().most(9_007_199_254_740_994_i64))
            .await
            .is_err()
    );
    assert!(
        client
            .create_x(&Root::new().tiny(3_000_000_000_i64))
            .await
            .is_err()
    );
    let root = || Root::new();
    for out_of_range in [root().all(-1), root().id(u64::MAX), root().all(u64::MAX - 1)] {
        assert!(client.create_x(&out_of_range).await.is_err());
    }
    assert_eq!(server.received(), []);
}

#[tokio::test]
async fn an_integer_whose_maximum_exceeds_every_type_has_the_largest() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.create_x(&Root::new().huge(10_000_000_000_000_000_000_u64)).await.unwrap();
    assert_eq!(server.received()[0].body, br#"{"huge":10000000000000000000}"#);
}

#[tokio::test]
async fn the_largest_integers_are_sent_and_read() {
    _ = sent_back!(json!({"id": i64::MAX, "all": u64::MAX}));
    let (server, client) = start!(ServerResponse::json("").status(204));
    let root = Root::new().id(i64::MAX).all(u64::MAX);
    client.create_x(&root).await.unwrap();
    assert_eq!(server.received()[0].body_json(), json!({"id": i64::MAX, "all": u64::MAX}));
}
