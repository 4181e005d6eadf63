use super::client::types::*;
use crate::server::ServerResponse;
use serde_json::json;

#[tokio::test]
async fn every_name_compiles_and_is_sent() {
    let mut wire = serde_json::Map::new();
    for n in 0..63 {
        wire.insert(format!("p{n}"), json!({"v": n.to_string(), "w": {"v": "s"}}));
    }
    let wire = serde_json::Value::from(wire);
    let (server, client) = start!(
        ServerResponse::json("").status(204),
        ServerResponse::json("").status(204)
    );
    let body: ABody = serde_json::from_value(wire.clone()).unwrap();
    client.a(&body).await.unwrap();
    client
        .crate_("x")
        .get()
        .client("c")
        .body_parameter("b")
        .self_in_header("h")
        .await
        .unwrap();
    assert_eq!(server.received()[0].body_json(), wire);
    assert_eq!(server.received()[1].target, "/crate/x?client=c&body=b");
    assert_eq!(server.received()[1].header("self"), Some("h"));
}
