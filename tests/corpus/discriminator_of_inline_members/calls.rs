use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn the_enum_values_of_the_members_are_the_tags() {
    let (_, client) = start!(
        json!({"t": "a", "x": "1"}),
        json!({"t": "b", "y": "1"}),
        json!({"t": "d", "z": "1"}),
        json!({"t": "e"})
    );
    let root = client.x().await.unwrap();
    assert!(
        matches!(&root, Root::Variant1(of) if of.x.as_deref() == Some("1")),
        "{root:?}"
    );
    let root = client.x().await.unwrap();
    assert!(
        matches!(&root, Root::Variant2(of) if of.y.as_deref() == Some("1")),
        "{root:?}"
    );
    let root = client.x().await.unwrap();
    assert!(
        matches!(&root, Root::Variant3(of) if of.z.as_deref() == Some("1")),
        "{root:?}"
    );
    assert_eq!(client.x().await.unwrap(), Root::Other(json!({"t": "e"})));
}
