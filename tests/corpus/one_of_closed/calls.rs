use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn a_member_that_allows_no_other_keys_is_excluded_by_one() {
    let root = sent_back!(json!({"reg": "1", "tests": ["t"]}));
    assert!(matches!(root, Root::Tested(_)), "{root:?}");
    let value = json!({"reg": "1", "new": true});
    assert_eq!(sent_back!(value.clone()), Root::Other(value));
}
