use crate::server::ServerResponse;

use serde_json::json;

#[tokio::test]
async fn a_response_that_has_no_body_is_a_success() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json(""), json!("o"));
    client.create_x().await.unwrap();
    client.head_x().await.unwrap();
    assert_eq!(client.options_x().await.unwrap(), "o");
    let methods: Vec<String> = server.received().into_iter().map(|request| request.method).collect();
    assert_eq!(methods, ["POST", "HEAD", "OPTIONS"]);
}
