use serde_json::json;

use super::client::types::{Perhaps, Root, RootFixed};

#[tokio::test]
async fn null_is_sent_and_read_wherever_the_name_is_used() {
    let body = json!({
        "wrapped": null, "described": null, "listed": [null, {"a": "b"}], "of_3_1": null, "types": null, "fixed": "x", "any_or": null,
    });
    let (server, client) = start!(body.clone());
    let sent = Root::new(None, None, [None, Some(Perhaps::new().a("b"))])
        .clear_of_3_1()
        .clear_types()
        .fixed(RootFixed::X)
        .clear_any_or();
    let read = client.x(&sent).await.unwrap();
    assert_eq!(read, sent);
    assert_eq!(server.received()[0].body_json(), body);
}
