use serde_json::json;

#[tokio::test]
async fn an_object_that_describes_no_key_is_a_map() {
    let (_, client) = start!(
        json!({"owner": {"id": "1", "type": "user"}, "others": [{"id": "2"}]}),
        json!({"token": "t"}),
    );
    let root = client.x().await.unwrap();
    assert_eq!(root.owner["id"], "1");
    assert_eq!(root.others[0]["id"], "2");
    assert_eq!(client.login().await.unwrap()["token"], "t");
}
