use serde_json::json;

use super::client::types::{A, AKind, Inner};
use crate::server::ServerResponse;

#[tokio::test]
async fn keywords_of_3_1_with_an_equivalent_are_sent_and_read() {
    let body = json!({"kind": "x", "n": 4, "inner": {"s": "t"}, "perhaps": null, "pair": ["a", 1]});
    let (server, client) = start!(body.clone(), ServerResponse::json("").status(204));
    let sent = A::new(AKind::X)
        .n(4)
        .inner(Inner::new().s("t"))
        .clear_perhaps()
        .pair([json!("a"), json!(1)]);
    let read = client.a(&sent).await.unwrap();
    client.b().await.unwrap();
    assert_eq!(server.received()[0].body_json(), body);
    assert_eq!(read.inner.unwrap().s.as_deref(), Some("t"));
    let error = client.a(&A::new(AKind::X).n(3)).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}
