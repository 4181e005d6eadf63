use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn null_is_read_and_sent() {
    let sent = Root::new().clear_n().clear_c().clear_e().any(json!(1));
    let (server, client) = start!(json!({"n": null, "c": null, "e": null}));
    _ = client.create_x(&sent).await.unwrap();
    assert_eq!(server.received()[0].body_json(), json!({"n": null, "c": null, "e": null, "any": 1}));
}

#[tokio::test]
async fn any_other_value_is_rejected_before_it_is_sent() {
    let (server, client) = start!(json!({}));
    for body in [Root::new().n(json!(1)), Root::new().c(json!("a")), Root::new().e(json!({}))] {
        let error = client.create_x(&body).await.unwrap_err();
        assert!(error.to_string().contains("only null"), "{error}");
    }
    assert!(server.received().is_empty());
    _ = client.create_x(&Root::new().n(json!(null))).await.unwrap();
}
