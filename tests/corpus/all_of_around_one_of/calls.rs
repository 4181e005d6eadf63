use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn every_member_has_the_properties_of_all_of() {
    let root = sent_back!(json!({"id": "1", "name": "n", "kind": "b", "a": "2"}));
    assert!(
        matches!(&root, Root::B(b) if b.id.as_deref() == Some("1") && b.a.as_deref() == Some("2")),
        "{root:?}"
    );
}
