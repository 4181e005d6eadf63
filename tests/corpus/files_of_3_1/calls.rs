use serde_json::json;

use super::client::FilePart;
use super::client::types::{SendJsonBody, UploadBody, WithoutTypes};
use crate::server::ServerResponse;

#[tokio::test]
async fn a_part_of_a_media_type_is_a_file() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let file = || FilePart::from(b"\xff".to_vec());
    let body = UploadBody::new(file()).picture(file()).named(file()).other(file()).more(vec![Some(file())]);
    client.x(&body.text("/w==").both("/w==")).await.unwrap();
    let sent = &server.received()[0].body;
    let has = |text: &str| {
        let text: Vec<u8> = text.chars().map(|c| c as u8).collect();
        assert!(sent.windows(text.len()).any(|it| it == text), "{}", String::from_utf8_lossy(sent));
    };
    for (name, kind) in [
        ("any", "application/octet-stream"),
        ("picture", "image/png"),
        ("more", "application/pdf"),
        ("named", "image/gif"),
        ("other", "image/jpeg"),
    ] {
        has(&format!("name=\"{name}\"; filename=\"{name}\"\r\ncontent-type: {kind}\r\n\r\n\u{ff}\r\n"));
    }
    let encoded = "content-type: application/octet-stream\r\n\r\n/w==\r\n";
    has(&format!("name=\"text\"\r\n{encoded}"));
    has(&format!("name=\"both\"\r\n{encoded}"));
}

#[tokio::test]
async fn a_part_without_a_type_is_a_file() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let file = || FilePart::from(b"\xff".to_vec());
    let body = WithoutTypes::new(file()).picture(file()).more(vec![file()]).value(json!([1]));
    client.without_types(&body).await.unwrap();
    let sent = &server.received()[0].body;
    let sent: String = sent.iter().map(|byte| char::from(*byte)).collect();
    for (name, kind) in [
        ("file", "application/octet-stream"),
        ("picture", "image/png"),
        ("more", "application/octet-stream"),
    ] {
        let part = format!("name=\"{name}\"; filename=\"{name}\"\r\ncontent-type: {kind}\r\n\r\n\u{ff}\r\n");
        assert!(sent.contains(&part), "{sent}");
    }
    assert!(sent.contains("name=\"value\"\r\ncontent-type: application/json\r\n\r\n[1]\r\n"), "{sent}");
}

#[tokio::test]
async fn json_has_strings() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.json(&SendJsonBody::new().text("/w==").raw("{}")).await.unwrap();
    assert_eq!(server.received()[0].body_json(), json!({"text": "/w==", "raw": "{}"}));
}
