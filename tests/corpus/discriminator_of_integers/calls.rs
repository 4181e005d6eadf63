use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn an_integer_can_be_the_tag() {
    let (_, client) = start!(
        json!({"kind": 2, "a": "x"}),
        json!({"kind": 1, "a": "x"}),
        json!({"kind": 3})
    );
    let root = client.x().await.unwrap();
    assert!(matches!(&root, Root::Two(two) if two.kind == 2), "{root:?}");
    let root = client.x().await.unwrap();
    assert!(matches!(&root, Root::One(one) if one.kind == 1), "{root:?}");
    assert_eq!(client.x().await.unwrap(), Root::Other(json!({"kind": 3})));
}
