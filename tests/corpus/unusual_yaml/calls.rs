use serde_json::json;

#[tokio::test]
async fn anchors_and_merged_keys() {
    let (server, client) = start!(json!({"id": "1", "more": "2", "code": "1_000", "date": "2020-01-01"}));
    let read = client.a().limit(16).await.unwrap();
    assert_eq!((read.id.as_str(), read.more.as_deref()), ("1", Some("2")));
    assert_eq!(server.received()[0].target, "/a?limit=16");
    assert!(client.a().limit(17).await.is_err());
    assert_eq!(client.b().on("NO").await.unwrap().id, "1");
    assert_eq!(server.received()[1].target, "/b?on=NO");
}
