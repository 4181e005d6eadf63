use super::client::FilePart;
use super::client::types::{FurtherBody, PairsBody, XBody, XBodyMeta, XBodyOld};
use crate::server::ServerResponse;

#[tokio::test]
async fn parts_have_their_media_types() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let body = XBody::new().meta(XBodyMeta::new().a("b")).old(XBodyOld::new().a("c")).text("# d");
    let body = body.quoted("e").tags(["f", "g"]);
    client.x(&body).await.unwrap();
    let sent = String::from_utf8(server.received()[0].body.to_vec()).unwrap();
    assert!(sent.contains("name=\"meta\"\r\ncontent-type: application/vnd.x+json\r\n\r\n{\"a\":\"b\"}\r\n"), "{sent}");
    assert!(sent.contains("name=\"old\"\r\ncontent-type: application/json\r\n\r\n{\"a\":\"c\"}\r\n"), "{sent}");
    assert!(sent.contains("name=\"text\"\r\ncontent-type: text/markdown\r\n\r\n# d\r\n"), "{sent}");
    assert!(sent.contains("name=\"quoted\"\r\ncontent-type: application/json\r\n\r\n\"e\"\r\n"), "{sent}");
    assert!(sent.contains("name=\"tags\"\r\ncontent-type: application/json\r\n\r\n[\"f\",\"g\"]\r\n"), "{sent}");
}

#[tokio::test]
async fn a_file_comes_last_as_in_the_document() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let mut body = FurtherBody::new("p", "/w==", FilePart::from(b"f".to_vec()));
    body.extra.insert("acl".to_owned(), "private".to_owned());
    body.extra.insert("x-meta".to_owned(), "m".to_owned());
    client.further(&body).await.unwrap();
    let sent = String::from_utf8(server.received()[0].body.to_vec()).unwrap();
    let names = sent.split("; name=\"").skip(1).filter_map(|part| part.split('"').next());
    assert_eq!(names.collect::<Vec<_>>(), ["acl", "x-meta", "policy", "checksum", "file"], "{sent}");
    assert!(sent.contains("name=\"checksum\"\r\ncontent-type: application/octet-stream\r\n\r\n/w==\r\n"), "{sent}");
}

#[tokio::test]
async fn values_of_a_form_that_are_json_are_sent_as_json() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.pairs(&PairsBody::new().quoted("a").tags(["b"]).plain("c")).await.unwrap();
    let sent = String::from_utf8(server.received()[0].body.to_vec()).unwrap();
    let mut pairs: Vec<&str> = sent.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["plain=c", "quoted=%22a%22", "tags=%5B%22b%22%5D"]);
}
