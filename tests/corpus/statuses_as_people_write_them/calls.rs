use crate::server::ServerResponse;

use serde_json::json;

#[tokio::test]
async fn every_operation_has_a_call() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204), json!("c"));
    client.a().await.unwrap();
    client.b().await.unwrap();
    assert_eq!(client.c().await.unwrap(), "c");
    let methods: Vec<String> = server.received().into_iter().map(|request| request.method).collect();
    assert_eq!(methods, ["GET", "POST", "GET"]);
}
