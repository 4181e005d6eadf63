use serde_json::json;

#[tokio::test]
async fn a_path_that_is_a_component_has_its_operations() {
    let (server, client) = start!(json!([{"name": "a"}]), json!({"name": "b"}), json!({"name": "c"}));
    assert_eq!(client.pets().list().await.unwrap()[0].name.as_deref(), Some("a"));
    assert_eq!(client.dog("1").get().await.unwrap().name.as_deref(), Some("b"));
    assert_eq!(client.cat("2").get().await.unwrap().name.as_deref(), Some("c"));
    let targets: Vec<String> = server.received().into_iter().map(|received| received.target).collect();
    assert_eq!(targets, ["/pets", "/dogs/1", "/cats/2"]);
}
