use crate::server::ServerResponse;

use serde_json::json;

use super::client::client::{ListsResponse, ReportResponse};

#[tokio::test]
async fn the_status_selects_the_type_of_the_response() {
    let accepted = ServerResponse::json(r#"{"b":2}"#).status(202);
    let text = ServerResponse::new(206, "text/plain", "part");
    let (_, client) = start!(json!({"a": "x"}), accepted, ServerResponse::json("").status(204), text);
    assert!(matches!(client.report().await.unwrap(), ReportResponse::Ok(body) if body.a == "x"));
    assert!(matches!(client.report().await.unwrap(), ReportResponse::Accepted(body) if body.b == 2));
    assert!(matches!(client.report().await.unwrap(), ReportResponse::NoContent));
    assert!(matches!(client.report().await.unwrap(), ReportResponse::PartialContent(text) if text == "part"));
}

#[tokio::test]
async fn a_nullable_response_is_null() {
    let null = ServerResponse::json("null").status(201);
    let (_, client) = start!(json!(null), json!(1), null);
    assert!(matches!(client.lists().await.unwrap(), ListsResponse::Ok(None)));
    assert!(matches!(client.lists().await.unwrap(), ListsResponse::Ok(Some(_))));
    assert!(matches!(client.lists().await.unwrap(), ListsResponse::Created(None)));
}
