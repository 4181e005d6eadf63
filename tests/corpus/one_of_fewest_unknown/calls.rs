use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn the_member_that_leaves_fewest_keys_unknown_is_chosen() {
    let root = sent_back!(json!({"reg": "1", "tests": ["t"]}));
    assert!(matches!(root, Root::Tested(_)), "{root:?}");
    let root = sent_back!(json!({"reg": "1", "due": "2"}));
    assert!(matches!(root, Root::New(_)), "{root:?}");
}

#[tokio::test]
async fn a_value_that_no_member_describes_completely_is_kept() {
    let value = json!({"reg": "1", "due": "2", "tests": ["t"]});
    assert_eq!(sent_back!(value.clone()), Root::Other(value));
}
