use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn a_value_that_is_one_member_is_read_as_it() {
    assert!(matches!(sent_back!(json!({"a": "1"})), Root::A(a) if a.a == "1"));
    assert!(matches!(sent_back!(json!({"b": "2"})), Root::B(b) if b.b == "2"));
}

#[tokio::test]
async fn a_value_that_is_both_members_is_kept_whole() {
    let root = sent_back!(json!({"a": "1", "b": "2"}));
    assert_eq!(root, Root::Other(json!({"a": "1", "b": "2"})));
}
