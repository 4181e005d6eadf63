use super::client::types::{XBody, XBodyMeta, XBodyOld};
use crate::server::ServerResponse;

#[tokio::test]
async fn parts_have_their_media_types() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let body = XBody::new().meta(XBodyMeta::new().a("b")).old(XBodyOld::new().a("c")).text("# d");
    client.x(&body).await.unwrap();
    let sent = String::from_utf8(server.received()[0].body.to_vec()).unwrap();
    assert!(sent.contains("name=\"meta\"\r\ncontent-type: application/vnd.x+json\r\n\r\n{\"a\":\"b\"}\r\n"), "{sent}");
    assert!(sent.contains("name=\"old\"\r\ncontent-type: application/json\r\n\r\n{\"a\":\"c\"}\r\n"), "{sent}");
    assert!(sent.contains("name=\"text\"\r\ncontent-type: text/markdown\r\n\r\n# d\r\n"), "{sent}");
}
