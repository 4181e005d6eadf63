use serde_json::json;

use super::client::Field;
use super::client::types::Root;
use crate::server::ServerResponse;

#[tokio::test]
async fn null_is_read_for_every_nullable_property() {
    let (_, client) = start!(json!({
        "always": null, "plain": null, "wrapped": null, "choice": null, "target": null, "listed": null
    }));
    let read = client.x().await.unwrap();
    assert_eq!(read.always, None);
    assert!(!matches!(read.choice, Field::Value(_)));
}

#[tokio::test]
async fn null_and_absent_are_different_when_sent() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let root = Root::new(None)
        .clear_plain()
        .clear_wrapped()
        .clear_choice()
        .clear_target()
        .clear_listed();
    client.update_x(&root).await.unwrap();
    client.update_x(&Root::new(None)).await.unwrap();
    let received = server.received();
    assert_eq!(
        received[0].body_json(),
        json!({"always": null, "plain": null, "wrapped": null, "choice": null, "target": null, "listed": null})
    );
    assert_eq!(received[1].body_json(), json!({"always": null}));
}
