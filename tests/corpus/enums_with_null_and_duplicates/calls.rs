use serde_json::json;

use super::client::types::*;
use crate::server::ServerResponse;

#[tokio::test]
async fn null_among_the_values_of_an_enum_can_be_read_and_sent() {
    let root = sent_back!(json!({"a": null, "b": "y", "c": "true", "n": 3}));
    assert_eq!(root.b, Some(RootB::Y));
    assert_eq!(root.c, Some(RootC::True));
    let (server, client) = start!(ServerResponse::json("").status(204));
    client
        .create_x(&Root::new().clear_a().b(RootB::X).c(RootC::X1))
        .await
        .unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"a": null, "b": "x", "c": "1"})
    );
}
