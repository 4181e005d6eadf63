use crate::server::ServerResponse;

use serde_json::json;

use super::client::FilePart;
use super::client::types::{FilesBody, ThingsBody, VendorBody, VersionedBody};

#[tokio::test]
async fn bodies_have_their_media_types() {
    let csv = ServerResponse::new(200, "text/csv", "a,b");
    let image = ServerResponse::new(200, "image/png", b"\x89PNG".to_vec());
    let (server, client) = start!(json!({"b": "y"}), csv, image, ServerResponse::json("").status(204));
    let read = client.vendor(&VendorBody::new().a("x")).await.unwrap();
    assert_eq!(read.b.as_deref(), Some("y"));
    assert_eq!(client.csv().await.unwrap(), "a,b");
    assert_eq!(client.replace_image().body(b"raw".to_vec()).await.unwrap(), b"\x89PNG");
    client.delete_things().body(&ThingsBody::new().ids(["1"])).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("content-type"), Some("application/vnd.x+json"));
    assert_eq!(received[0].body_json(), json!({"a": "x"}));
    assert_eq!(received[2].header("content-type"), Some("application/octet-stream"));
    assert_eq!(received[3].method, "DELETE");
    assert_eq!(received[3].body_json(), json!({"ids": ["1"]}));
}

#[tokio::test]
async fn text_is_a_string_unless_it_is_described_as_bytes() {
    let raw = ServerResponse::new(200, "text/csv", b"a,\xff".to_vec());
    let (_, client) = start!(raw, ServerResponse::new(200, "text/plain", "a"));
    assert_eq!(client.raw().await.unwrap(), b"a,\xff");
    assert_eq!(client.replace_raw().await.unwrap(), "a");
}

#[tokio::test]
async fn parameters_of_media_types_are_sent() {
    let (server, client) = start!(json!({"b": "y"}));
    _ = client.versioned(&VersionedBody::new().a("x")).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.header("content-type"), Some("application/json; charset=utf-8; v=2"));
    assert_eq!(received.header("accept"), Some("application/vnd.x+json; v=2"));
}

#[tokio::test]
async fn text_is_read_in_its_character_set() {
    let old = |body: &[u8]| ServerResponse::new(200, "text/csv; charset=ISO-8859-1", body);
    let (_, client) = start!(old(b"\xe9"), ServerResponse::new(200, "text/csv; charset=utf-16le", b"a\0".to_vec()));
    assert_eq!(client.csv().await.unwrap(), "é");
    assert!(client.csv().await.is_err());
}

#[tokio::test]
async fn a_range_is_sent_as_one_of_its_types_or_as_callers_set_it() {
    let done = || ServerResponse::json("").status(204);
    let image = ServerResponse::new(200, "image/png", b"\x89PNG".to_vec());
    let (server, client) = start!(done(), done(), done(), image);
    client.text("a").await.unwrap();
    client.any(b"a".to_vec()).await.unwrap();
    client.first(b"a".to_vec()).await.unwrap();
    _ = client.replace_image().body(b"a".to_vec()).header("content-type", "image/webp").await.unwrap();
    let received = server.received();
    let types: Vec<_> = received.iter().map(|it| it.header("content-type").unwrap()).collect();
    assert_eq!(types, ["text/plain", "application/octet-stream", "image/png", "image/webp"]);
}

#[tokio::test]
async fn a_range_of_a_part_is_set_with_the_file() {
    let done = || ServerResponse::json("").status(204);
    let (server, client) = start!(done());
    let photo = FilePart::from(b"a".to_vec()).content_type("image/webp");
    let page = FilePart::from(b"b".to_vec());
    let body = FilesBody::new().photo(photo).page([page]).raw(b"c".to_vec()).note("d").icon("e");
    client.files(&body).await.unwrap();
    let sent = String::from_utf8(server.received()[0].body.to_vec()).unwrap();
    let types: Vec<&str> = sent.lines().filter(|line| line.starts_with("content-type")).collect();
    let expected = ["image/webp", "image/png", "application/octet-stream", "text/plain"];
    assert_eq!(types, expected.map(|it| format!("content-type: {it}")));
}
