use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn a_single_enum_value_excludes_every_other() {
    let (_, client) = start!(
        json!({"kind": 2, "a": "x"}),
        json!({"kind": 1, "a": "x"}),
        json!({"kind": true}),
        json!({"kind": 3})
    );
    let root = client.x().await.unwrap();
    assert!(matches!(root, Root::Two(_)), "{root:?}");
    let root = client.x().await.unwrap();
    assert!(matches!(root, Root::One(_)), "{root:?}");
    let root = client.x().await.unwrap();
    assert!(matches!(root, Root::Yes(_)), "{root:?}");
    assert_eq!(client.x().await.unwrap(), Root::Other(json!({"kind": 3})));
}
