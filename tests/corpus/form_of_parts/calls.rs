use crate::server::ServerResponse;

use super::client::FilePart;
use super::client::types::{Upload, UploadMeta};

#[tokio::test]
async fn files_and_fields_are_parts() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let picture = FilePart::from(b"\x00\xffpng".to_vec()).file_name("a.png");
    let body = Upload::new(picture, "t\u{e9}")
        .more([b"one".to_vec(), b"two".to_vec()])
        .count(3)
        .images(vec![FilePart::from(b"\xfeimage".to_vec()).file_name("b.png")])
        .meta(UploadMeta::new().a("b"));
    client.upload(&body).await.unwrap();
    let received = &server.received()[0];
    let content_type = received.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let has = |text: &[u8]| received.body.windows(text.len()).any(|window| window == text);
    assert!(received.body.starts_with(format!("--{boundary}\r\n").as_bytes()));
    assert!(received.body.ends_with(format!("--{boundary}--\r\n").as_bytes()));
    assert!(has(b"name=\"picture\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n\x00\xffpng\r\n"));
    assert!(has(b"name=\"more\"; filename=\"more\"\r\ncontent-type: application/octet-stream\r\n\r\none\r\n"));
    assert!(has(b"\r\n\r\ntwo\r\n"));
    assert!(has(b"name=\"images\"; filename=\"b.png\"\r\ncontent-type: application/octet-stream\r\n\r\n\xfeimage\r\n"));
    // In the order of the document.
    let place = |name: &str| String::from_utf8_lossy(&received.body).find(&format!("name=\"{name}\"")).unwrap();
    assert!(place("picture") < place("more") && place("more") < place("title") && place("count") < place("meta"));
    assert!(has("name=\"title\"\r\n\r\nt\u{e9}\r\n".as_bytes()));
    assert!(has(b"name=\"count\"\r\n\r\n3\r\n"));
    assert!(has(b"name=\"meta\"\r\ncontent-type: application/json\r\n\r\n{\"a\":\"b\"}\r\n"));
}
