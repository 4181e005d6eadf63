use serde_json::json;

use super::client::types::{Media, Root};

#[tokio::test]
async fn a_choice_is_a_member_of_a_choice() {
    let root = sent_back!(json!({"url": "u", "seconds": 1.5}));
    assert!(matches!(&root, Root::Media(Media::Sound(_))), "{root:?}");
    let root = sent_back!(json!({"text": "u"}));
    assert!(matches!(&root, Root::Text(_)), "{root:?}");
    let root = sent_back!(json!("u"));
    assert!(
        matches!(&root, Root::String(text) if text == "u"),
        "{root:?}"
    );
}

#[tokio::test]
async fn a_list_of_choices_is_a_member() {
    let root = sent_back!(json!([{"url": "u", "seconds": 1.5}, {"url": "u", "width": 1}]));
    assert!(
        matches!(&root, Root::Array(items) if matches!(items.as_slice(), [Media::Sound(_), Media::Image(_)])),
        "{root:?}"
    );
}

#[tokio::test]
async fn a_new_key_of_an_item_does_not_change_the_member() {
    let (_, client) = start!(json!([{"url": "u", "width": 1, "new": 2}]));
    let root = client.x().await.unwrap();
    assert!(matches!(&root, Root::Array(items) if matches!(items.as_slice(), [Media::Image(_)])), "{root:?}");
}

#[tokio::test]
async fn a_value_that_matches_no_member_is_kept() {
    let value = json!({"other": "u"});
    assert_eq!(sent_back!(value.clone()), Root::Other(value));
}
