use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn a_member_without_its_required_list_is_not_chosen() {
    let root = sent_back!(json!({"id": "1"}));
    assert!(matches!(root, Root::Small(_)), "{root:?}");
    let root = sent_back!(json!({"id": "1", "tags": [], "note": null}));
    assert!(matches!(root, Root::Large(_)), "{root:?}");
}
