use serde_json::json;

use crate::server::ServerResponse;

use super::client::FilePart;
use super::client::types::{
    FormChoiceBody, FormChoiceBodyVariant2, FormValuesBody, FormValuesBodyE, GetBodyBody, NullableBody,
    OptionalBody, PartsBody, Tag, TextjsonBody, Upload, XmlNamesBody,
};

#[tokio::test]
async fn a_file_is_sent_in_parts_where_json_is_possible_too() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.json_or_parts(&Upload::new(FilePart::from(b"\xff".to_vec())).name("n")).await.unwrap();
    let received = &server.received()[0];
    assert!(received.header("content-type").unwrap().starts_with("multipart/form-data; boundary="));
    assert!(received.body.windows(5).any(|window| window == b"\r\n\xff\r\n"));
}

#[tokio::test]
async fn a_body_that_is_left_out_has_no_type() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.optional().await.unwrap();
    client.optional().body(&OptionalBody::new("x")).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("content-type"), None);
    assert!(received[0].body.is_empty());
    assert_eq!(received[1].header("content-type"), Some("application/json"));
    client.replace_nullable(&NullableBody::new()).await.unwrap();
    client.get_body(&GetBodyBody::new().q("x")).await.unwrap();
    assert_eq!(server.received()[3].body_json(), json!({"q": "x"}));
}

#[tokio::test]
async fn numbers_as_plain_text() {
    let (server, client) = start!(ServerResponse::new(200, "text/plain", "1.5"));
    assert_eq!(client.replace_text_number("7").await.unwrap(), "1.5");
    assert_eq!(server.received()[0].header("content-type"), Some("text/plain"));
    assert_eq!(server.received()[0].text(), "7");
}

#[tokio::test]
async fn parts_of_all_types() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let body = PartsBody::new("a b").flag(true).tags([Tag::new().name("t")]).ids([1, 2]).map([("k".to_owned(), "v".to_owned())]);
    let body = body.day("2020-02-03".parse::<super::client::Date>().unwrap()).level(2).choice(7).text("<b>");
    client.parts(&body).await.unwrap();
    let text = server.received()[0].text();
    for part in [
        "name=\"kind\"\r\n\r\na b\r\n",
        "name=\"flag\"\r\n\r\ntrue\r\n",
        "name=\"tags\"\r\ncontent-type: application/json\r\n\r\n{\"name\":\"t\"}\r\n",
        // OpenAPI 3.0 ignores a style in parts.
        "name=\"ids\"\r\n\r\n1\r\n",
        "name=\"ids\"\r\n\r\n2\r\n",
        "name=\"map\"\r\ncontent-type: application/json\r\n\r\n{\"k\":\"v\"}\r\n",
        "name=\"day\"\r\n\r\n2020-02-03\r\n",
        "name=\"level\"\r\n\r\n2\r\n",
        "name=\"choice\"\r\n\r\n7\r\n",
        "name=\"text\"\r\ncontent-type: text/html\r\n\r\n<b>\r\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
    assert!(!text.contains("name=\"file\""), "{text:?}");
}

#[tokio::test]
async fn forms_of_choices_maps_and_values() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.form_choice(&FormChoiceBody::Variant2(FormChoiceBodyVariant2::new("r").scope(["a", "b"]))).await.unwrap();
    client.form_map(&[("a b".to_owned(), "c&d".to_owned())].into()).await.unwrap();
    let values = FormValuesBody::new().e(FormValuesBodyE::Ab).n(1.5).t(false);
    client.form_values(&values.w("2020-01-01T00:00:00+02:00".parse::<super::client::Timestamp>().unwrap())).await.unwrap();
    let received = server.received();
    let sorted = |at: usize| {
        let text = received[at].text();
        let mut pairs: Vec<String> = text.split('&').map(str::to_owned).collect();
        pairs.sort_unstable();
        pairs
    };
    assert_eq!(sorted(0), ["refresh_token=r", "scope=a", "scope=b"]);
    assert_eq!(sorted(1), ["a+b=c%26d"]);
    assert_eq!(sorted(2), ["e=a+b", "n=1.5", "t=false", "w=2020-01-01T00%3A00%3A00%2B02%3A00"]);
}

#[tokio::test]
async fn json_is_asked_for_by_its_name() {
    let (server, client) = start!(json!({"a": "x"}));
    assert_eq!(client.several().await.unwrap().a.as_deref(), Some("x"));
    assert_eq!(client.hal().await.unwrap().a.as_deref(), Some("x"));
    assert_eq!(client.textjson(&TextjsonBody::new().a("y")).await.unwrap().a.as_deref(), Some("x"));
    let received = server.received();
    assert_eq!(received[0].header("accept"), Some("application/json"));
    assert_eq!(received[1].header("accept"), Some("application/hal+json"));
    assert_eq!(received[2].header("accept"), Some("application/json"));
    assert_eq!(received[2].header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn xml_and_parts_of_other_kinds_are_sent_as_they_are() {
    let (server, client) = start!(ServerResponse::new(200, "application/xml", "<doc a=\"1\"/>"));
    assert_eq!(client.xml("<doc/>").await.unwrap(), b"<doc a=\"1\"/>");
    assert_eq!(client.replace_b64(b"\x01\xff".to_vec()).await.unwrap(), b"<doc a=\"1\"/>");
    let received = server.received();
    assert_eq!(received[0].header("content-type"), Some("application/xml"));
    assert_eq!(received[0].text(), "<doc/>");
    assert_eq!(received[1].body, b"\x01\xff");
}

#[tokio::test]
async fn json_has_no_names_of_xml() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.xml_names(&XmlNamesBody::new().a("x").tags(["t"])).await.unwrap();
    assert_eq!(server.received()[0].body_json(), json!({"a": "x", "tags": ["t"]}));
}
