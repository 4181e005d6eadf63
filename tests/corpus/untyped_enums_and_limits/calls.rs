use serde_json::json;

use super::client::types::*;
use crate::server::ServerResponse;

#[tokio::test]
async fn an_enum_without_a_type_is_an_enum() {
    let value = json!({"sort": "asc", "k": null, "l": ["p", "r"], "n": 1, "mixed": "a", "short": "ab", "small": 1.5, "few": ["a"]});
    let root = sent_back!(value);
    assert_eq!(root.sort, Some(RootSort::Asc));
    assert_eq!(
        root.l.unwrap(),
        [RootLItem::P, RootLItem::Unknown("r".to_owned())]
    );
    assert_eq!((root.n, root.mixed), (Some(1), Some(json!("a"))));
}

#[tokio::test]
async fn limits_without_a_type_are_checked() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    assert!(client.create_x(&Root::new().short("abc")).await.is_err());
    assert!(client.create_x(&Root::new().small(3.0)).await.is_err());
    assert!(client.create_x(&Root::new().few(["a", "b"])).await.is_err());
    assert_eq!(server.received(), []);
}
