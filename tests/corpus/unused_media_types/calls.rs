use serde_json::json;

use super::client::types::{Report, SearchBody};
use crate::server::ServerResponse;

#[tokio::test]
async fn the_media_type_that_is_used_is_asked_for_and_sent() {
    let stream = ServerResponse::new(200, "application/stream+json", "{\"rows\":1}\n{\"rows\":2}\n");
    let done = || ServerResponse::json("").status(204);
    let (server, client) = start!(json!({"rows": 3}), stream, done(), done());
    assert_eq!(client.report().await.unwrap().rows, Some(3));
    let mut events = client.events().await.unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().rows, Some(1));
    assert_eq!(events.try_next().await.unwrap().unwrap().rows, Some(2));
    assert!(events.try_next().await.unwrap().is_none());
    client.import(b"<report/>".to_vec()).await.unwrap();
    client.search(&SearchBody::new().query("a")).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("accept"), Some("application/json"));
    assert_eq!(received[2].header("content-type"), Some("application/xml"));
    assert_eq!(received[2].body, b"<report/>");
    assert_eq!(received[3].header("content-type"), Some("application/vnd.v2+json"));
    assert_eq!(received[3].body_json(), json!({"query": "a"}));
}

#[tokio::test]
async fn another_media_type_of_the_same_body_can_be_set() {
    let done = || ServerResponse::json("").status(204);
    let pdf = || ServerResponse::new(200, "application/pdf", "%PDF");
    let (server, client) = start!(done(), done(), pdf(), pdf(), ServerResponse::new(200, "text/plain", "a"));
    let patch = Report::new().rows(3);
    client.update_patch(&patch).await.unwrap();
    client.update_patch(&patch).header("content-type", "application/strategic-merge-patch+json").await.unwrap();
    client.replace_image(b"a".to_vec()).await.unwrap();
    client.replace_image(b"a".to_vec()).header("content-type", "image/jpeg").await.unwrap();
    assert_eq!(client.notes().await.unwrap(), "a");
    let received = server.received();
    let types: Vec<_> = received.iter().map(|request| request.header("content-type")).collect();
    assert_eq!(types[0], Some("application/merge-patch+json"));
    assert_eq!(types[1], Some("application/strategic-merge-patch+json"));
    assert_eq!(types[2..4], [Some("image/png"), Some("image/jpeg")]);
    assert_eq!(received[1].body_json(), json!({"rows": 3}));
    assert_eq!(received[2].header("accept"), Some("application/pdf"));
    assert_eq!(received[4].header("accept"), Some("text/markdown, text/plain"));
}
