use serde_json::json;

#[tokio::test]
async fn references_into_paths_are_followed() {
    let read = json!({"company": {"n": "x"}});
    let (server, client) = start!(json!({"co": {"n": "y"}, "s": "z"}), read);
    let c = client.c("1").get().await.unwrap();
    assert_eq!(c.co.unwrap().n.as_deref(), Some("y"));
    assert_eq!(c.s.unwrap().as_str(), "z");
    let d = client.d("2").get().await.unwrap();
    assert_eq!(d.company.unwrap().n.as_deref(), Some("x"));
    assert_eq!(server.received()[1].target, "/d/2");
}
