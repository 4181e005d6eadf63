use serde_json::json;

use super::client::types::*;

#[tokio::test]
async fn maps_of_choices_and_other_keys_are_kept() {
    let value = json!({
        "by_name": {"x": {"a": "1"}, "y": "z", "odd": [1]}, "free": {"k": [null]}, "any": [1, "a"], "bytes": "aGk=", "more": 7
    });
    let root = sent_back!(value);
    let by_name = root.by_name.unwrap();
    assert!(matches!(&by_name["x"], RootByNameValue::A(a) if a.a == "1"));
    assert!(matches!(&by_name["y"], RootByNameValue::String(text) if text == "z"));
    assert!(matches!(&by_name["odd"], RootByNameValue::Other(_)));
    assert_eq!(root.extra["more"], 7);
}
