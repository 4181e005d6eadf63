use serde_json::json;

use crate::server::{Server, ServerResponse};

use super::client::types::*;
use super::client::{Client, ClientBuilder, FilePart};

fn server() -> Server {
    Server::start([ServerResponse::json("").status(204)]).unwrap()
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(server.url())
}

fn last(server: &Server) -> crate::server::Received {
    server.received().pop().unwrap()
}

/// The query of one call, unescaped where it cannot be misread.
macro_rules! query {
    ($call:ident $setters:block) => {{
        let server = server();
        let client = builder(&server).build().unwrap();
        let $call = client.name("1").get();
        let call = $setters;
        call.await.unwrap();
        last(&server).target.strip_prefix("/names/1").unwrap().replace("%5B", "[").replace("%5D", "]")
    }};
}

#[tokio::test]
async fn names_of_the_call_itself() {
    let query = query!(call {
        call.timeout_parameter(5).send("s").body_parameter("b").with_response_parameter(true).retry_parameter(false).header_parameter("h").into_future_parameter("f")
    });
    assert_eq!(query, "?timeout=5&send=s&body=b&with_response=true&retry=false&header=h&into_future=f");
}

#[tokio::test]
async fn names_with_signs() {
    let query = query!(call { call.id_in_query("2").ids([1, 2]).a_b_c_d("x").grosse(3).filter("a eq 'b'") });
    assert_eq!(query, "?ID=2&ids[]=1&ids[]=2&a%26b%3Dc%20d=x&gr%C3%B6%C3%9Fe=3&%24filter=a%20eq%20%27b%27");
}

#[tokio::test]
async fn values_of_all_types() {
    let query = query!(call {
        call.anything("x").at("2020-01-01T00:00:00+02:00".parse::<super::client::Timestamp>().unwrap())
            .days(["2020-01-01".parse::<super::client::Date>().unwrap(), "2020-01-02".parse().unwrap()])
            .level(Level::High).levels([Level::Low, Level::High]).big(i64::MAX).small(1e-7)
    });
    assert_eq!(query, "?anything=x&at=2020-01-01T00%3A00%3A00%2B02%3A00&days=2020-01-01,2020-01-02&level=high&levels=low%7Chigh&big=9223372036854775807&small=0.0000001");
}

#[tokio::test]
async fn objects_of_a_query() {
    let map: serde_json::Map<_, _> = [("a".to_owned(), json!(1)), ("b".to_owned(), json!("x"))].into_iter().collect();
    let query = query!(call {
        call.map(map.clone()).who(NamesWho::new().age(3)).deep(std::collections::BTreeMap::from([("k".to_owned(), vec!["v".to_owned(), "w".to_owned()])]))
    });
    assert_eq!(query, "?a=1&b=x&age=3&deep[k][0]=v&deep[k][1]=w");
}

#[tokio::test]
async fn headers_and_cookies() {
    let server = server();
    let client = builder(&server).build().unwrap();
    client.name("1").get().x_point(NamesXPoint::new().x(1).y(2)).x_text("a b").x_permissions(["r", "w"]).x_days(["2020-01-01".parse::<super::client::Date>().unwrap()]).taste("a;b c").await.unwrap();
    assert_eq!(last(&server).header("x-permissions"), Some("r,w"));
    assert_eq!(last(&server).header("x-days"), Some("2020-01-01"));
    assert_eq!(last(&server).header("x-point"), Some("x=1,y=2"));
    assert_eq!(last(&server).header("x-text"), Some("a b"));
    assert_eq!(last(&server).header("cookie"), Some("taste=a%3Bb%20c"));
}

#[tokio::test]
async fn headers_that_would_be_read_as_other_values_are_refused() {
    let server = server();
    let client = builder(&server).build().unwrap();
    let name = client.name("1");
    for call in [name.get().x_permissions(["a,b", "c"]), name.get().x_permissions(["a "]), name.get().x_text(" a")] {
        let refused = call.await.unwrap_err().to_string();
        assert!(refused.starts_with("nothing was sent") && refused.contains(" space"), "{refused}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_credential_that_is_a_parameter_too() {
    let server = server();
    let client = builder(&server).token("s3cr3t").build().unwrap();
    client.secured().await.unwrap();
    let received = last(&server);
    assert_eq!(received.headers.iter().filter(|(name, _)| name == "x-api-key").count(), 1);
    assert_eq!(received.header("x-api-key"), Some("s3cr3t"));
    assert_eq!(received.target, "/secured");
    for client in [client, builder(&server).build().unwrap()] {
        client.secured().x_api_key("mine").await.unwrap();
        assert_eq!(last(&server).header("x-api-key"), Some("mine"));
    }
}

#[tokio::test]
async fn a_credential_is_sent_only_and_always_where_it_is_needed() {
    let server = server();
    let client = builder(&server).token("s3cr3t").build().unwrap();
    client.keyed().await.unwrap();
    assert_eq!(last(&server).header("x-api-key"), Some("s3cr3t"));
    client.name("1").get().await.unwrap();
    assert_eq!(last(&server).header("x-api-key"), None);
    let without = builder(&server).build().unwrap();
    let refused = without.keyed().await.unwrap_err();
    assert!(refused.to_string().contains("this call needs `token`"), "{refused}");
    without.keyed().header("x-api-key", "mine").await.unwrap();
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn bodies_of_one_value() {
    let plain = ServerResponse::new(200, "text/plain; charset=utf-8", "\"é");
    let (server, client) = start!(plain, json!("a\"b"), json!(7), json!(true));
    assert_eq!(client.text(&"x\"y".to_owned()).await.unwrap(), "\"é");
    assert_eq!(client.text(&"x\"y".to_owned()).await.unwrap(), "a\"b");
    assert_eq!(client.number(&1.5).await.unwrap(), 7);
    assert!(client.flag(&false).await.unwrap());
    let sent: Vec<String> = server.received().iter().map(|one| one.text()).collect();
    assert_eq!(sent, ["\"x\\\"y\"", "\"x\\\"y\"", "1.5", "false"]);
}

#[tokio::test]
async fn patches() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.update_patch(&PatchBody::new().clear_a()).await.unwrap();
    assert_eq!(last(&server).text(), "{\"a\":null}");
    assert_eq!(last(&server).header("content-type"), Some("application/merge-patch+json"));
    client.update_json_patch(&[JsonPatchBodyItem::new("add", "/a").value(json!(null))]).await.unwrap();
    assert_eq!(last(&server).body_json(), json!([{"op": "add", "path": "/a", "value": null}]));
    assert_eq!(last(&server).header("content-type"), Some("application/json-patch+json"));
}

#[tokio::test]
async fn a_form_with_deep_objects() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let card = DeepFormBodyCard::new().number("4").owner(DeepFormBodyCardOwner::new().name("n"));
    client.deep_form(&DeepFormBody::new().card(card).expand(["a", "b"])).await.unwrap();
    let text = last(&server).text().replace("%5B", "[").replace("%5D", "]");
    assert_eq!(text, "card[number]=4&card[owner][name]=n&expand[0]=a&expand[1]=b");
}

#[tokio::test]
async fn files_of_named_schemas_and_further_files() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let body = FilesBody::new().one(FilePart::from(b"\xff1".to_vec())).image(FilePart::from(b"2".to_vec()));
    client.files(&body.extra([("more".to_owned(), FilePart::from(b"\xfe3".to_vec()))].into())).await.unwrap();
    let received = last(&server);
    let text = received.text();
    assert!(text.contains("name=\"one\"; filename=\"one\"\r\ncontent-type: application/octet-stream"), "{text}");
    assert!(text.contains("name=\"image\"; filename=\"image\"\r\ncontent-type: image/png"), "{text}");
    assert!(text.contains("name=\"more\"; filename=\"more\""), "{text}");
    assert!(received.body.windows(6).any(|window| window == b"\r\n\xfe3\r\n"));
    let file = FilePart::from(b"\xfd4".to_vec());
    client.choice_of_parts(&ChoiceOfPartsBody::from(ChoiceOfPartsBodyVariant1::new(file))).await.unwrap();
    assert!(last(&server).body.windows(6).any(|window| window == b"\r\n\xfd4\r\n"));
    client.object_part(&ObjectPartBody::new().meta(Meta::new().thumb("AA").n(1))).await.unwrap();
    let text = last(&server).text();
    assert!(text.contains("{\"n\":1,\"thumb\":\"AA\"}"), "{text}");
    client.all_of_parts(&AllOfPartsBody::new("n").file(FilePart::from(b"x".to_vec()))).await.unwrap();
    let text = last(&server).text();
    assert!(text.contains("name=\"name\"\r\n\r\nn\r\n") && text.contains("name=\"file\"; filename"), "{text}");
}

#[tokio::test]
async fn nothing_and_null() {
    let (_, client) = start!(json!(null));
    assert!(client.perhaps().await.unwrap().is_none());
    let (_, client) = start!(json!({"a": "x"}));
    assert_eq!(client.perhaps().await.unwrap().unwrap().a.as_deref(), Some("x"));
    let (_, client) = start!(ServerResponse::json(b"\xef\xbb\xbf{\"a\":\"x\"}".to_vec()));
    assert_eq!(client.object().await.unwrap().a.as_deref(), Some("x"));
    let (_, client) = start!(json!(null));
    assert!(client.object().await.is_err());
}

#[tokio::test]
async fn a_status_is_nearer_than_its_range() {
    let (_, client) = start!(json!({"a": "x"}), ServerResponse::json("{\"b\":\"y\"}").status(201), ServerResponse::json("{\"a\":\"z\"}").status(202));
    assert!(format!("{:?}", client.ranges().await.unwrap()).contains("a: \"x\""));
    assert!(format!("{:?}", client.ranges().await.unwrap()).contains("b: \"y\""));
    assert!(format!("{:?}", client.ranges().await.unwrap()).contains("a: \"z\""));
}

#[tokio::test]
async fn subtypes_in_a_map_of_lists() {
    let value = json!({"k": [{"type": "round", "r": 1.5}, {"type": "box", "w": 2.5}, {"type": "new", "z": 1}]});
    let (server, client) = start!(value.clone());
    let first = Circle::new("round", 1.5);
    let read = client.kept(&Shape::from(first)).await.unwrap();
    for shape in &read["k"] {
        let _ = client.kept(shape).await.unwrap();
    }
    let sent: Vec<_> = server.received().iter().map(|one| one.body_json()).collect();
    assert_eq!(sent[0], json!({"type": "round", "r": 1.5}));
    assert_eq!(json!({"k": sent[1..]}), value);
}

#[tokio::test]
async fn errors_by_status() {
    let (_, client) = start!(ServerResponse::new(409, "application/vnd.error+json", "{\"code\":7,\"errors\":[{\"message\":\"taken\"}]}"));
    let error = client.created().await.unwrap_err();
    assert!(error.to_string().contains("taken"), "{error}");
    let (server, client) = start!(ServerResponse::json("").status(201).header("location", "/x/1"));
    let response = client.created().body(&CreatedBody::new()).with_response().await.unwrap();
    assert_eq!(response.headers().get("location").unwrap(), "/x/1");
    assert_eq!(last(&server).text(), "{}");
}

#[tokio::test]
async fn one_of_several_kinds_of_images() {
    let (server, client) = start!(ServerResponse::new(200, "image/jpeg", b"\xff\xd8".to_vec()));
    assert_eq!(client.image().await.unwrap(), b"\xff\xd8");
    assert_eq!(last(&server).header("accept"), Some("image/png, image/jpeg"));
}

#[tokio::test]
async fn a_subtype_alone_has_its_tag_and_errors_may_be_text() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::new(403, "text/plain", "no access for you"));
    client.replace_circle(&Circle::new("round", 2.5)).await.unwrap();
    assert_eq!(last(&server).body_json(), json!({"type": "round", "r": 2.5}));
    let error = client.replace_circle(&Circle::new("round", 2.5)).await.unwrap_err();
    assert!(error.to_string().contains("no access for you"), "{error}");
}
