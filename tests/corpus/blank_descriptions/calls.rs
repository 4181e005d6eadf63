use serde_json::json;

#[tokio::test]
async fn a_blank_description_is_no_description() {
    assert_eq!(sent_back!(json!({"status": "a"})).status, "a");
}
