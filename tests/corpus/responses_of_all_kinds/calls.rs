use super::client::types::*;
use crate::server::ServerResponse;
use serde_json::json;

macro_rules! start {
    ($($response:expr),* $(,)?) => {{
        let server = crate::server::Server::start([$(ServerResponse::from($response)),*]).unwrap();
        let client = super::client::Client::builder().base_url(server.url()).token("t0k").build().unwrap();
        (server, client)
    }};
}
#[tokio::test]
async fn errors_have_the_types_of_their_statuses() {
    let (_, client) = start!(
        ServerResponse::json(r#"{"what":"w"}"#).status(404),
        ServerResponse::new(409, "application/problem+json", r#"{"title":"T","code":3}"#),
        ServerResponse::json(r#"{"title":"U"}"#).status(501)
    );
    let error = client.ra().await.unwrap_err();
    let super::client::Error::Api(api) = &error else {
        panic!("{error}")
    };
    assert_eq!(api.body_as::<Missing>().unwrap().what, "w");
    let error = client.ra().await.unwrap_err();
    let super::client::Error::Api(api) = &error else {
        panic!("{error}")
    };
    assert_eq!(api.body_as::<Problem>().unwrap().code, Some(3));
    assert!(error.to_string().contains('T'), "{error}");
    assert_eq!(api.status().as_u16(), 409);
}
#[tokio::test]
async fn every_described_success_is_read() {
    let (_, client) = start!(
        json!({"what": "w"}),
        ServerResponse::json(r#"{"what":"x"}"#).status(201),
        ServerResponse::json("").status(202)
    );
    assert_eq!(client.rb().await.unwrap().unwrap().what, "w");
    assert_eq!(client.rb().await.unwrap().unwrap().what, "x");
    assert!(client.rb().await.unwrap().is_none());
    let (_, client) = start!(
        ServerResponse::json(r#"{"a":"x"}"#).status(203),
        ServerResponse::json(r#"{"a":"y"}"#).status(201)
    );
    assert_eq!(client.rc().await.unwrap().a.as_deref(), Some("x"));
    assert_eq!(client.rd().await.unwrap().a.as_deref(), Some("y"));
}
#[tokio::test]
async fn responses_that_differ_are_read_by_status() {
    let (server, client) = start!(
        json!({"what": "w"}),
        ServerResponse::new(206, "application/octet-stream", b"\x00".to_vec()),
        ServerResponse::json("").status(302).header("location", "/x")
    );
    let a = format!("{:?}", client.re().await.unwrap());
    let b = format!("{:?}", client.re().await.unwrap());
    let c = format!("{:?}", client.re().await.unwrap());
    assert!(a.contains("\"w\"") && b.contains("[0]"), "{a} {b} {c}");
    assert_eq!(server.received().len(), 3);
    assert_eq!(server.received()[0].header("accept"), Some("application/json, application/octet-stream"));
}
#[tokio::test]
async fn bodies_are_read_by_their_media_types() {
    let (_, client) = start!(
        ServerResponse::new(200, "application/pdf", b"%PDF\xff".to_vec()),
        ServerResponse::new(200, "text/csv", "a,b\n"),
        json!({"any": [1]}),
        json!(["a"])
    );
    assert_eq!(client.rg().await.unwrap(), b"%PDF\xff");
    assert_eq!(client.ri().await.unwrap(), "a,b\n");
    assert_eq!(client.rj().await.unwrap(), json!({"any": [1]}));
    assert_eq!(client.rk().list().await.unwrap(), ["a"]);
    let (server, client) = start!(
        ServerResponse::json("").header("x-total", "5"),
        ServerResponse::json("").status(204)
    );
    let head = client.head_rf().with_response().await.unwrap();
    assert_eq!(head.headers()["x-total"], "5");
    client.options_rm().await.unwrap();
    assert_eq!(server.received()[1].method, "OPTIONS");
}
#[tokio::test]
async fn operations_have_their_own_credentials() {
    let server = crate::server::Server::start([
        ServerResponse::from(json!({"a": "x"})),
        json!({"what": "w"}).into(),
        json!({"what": "w"}).into(),
    ])
    .unwrap();
    let client = super::client::Client::builder()
        .base_url(server.url())
        .token("t0k")
        .key("k3y")
        .build()
        .unwrap();
    client.ra().await.unwrap();
    client.rb().await.unwrap();
    client.re().await.unwrap();
    let r = server.received();
    assert_eq!((r[0].header("authorization"), r[0].header("x-key")), (None, None));
    assert_eq!(
        (r[1].header("authorization"), r[1].header("x-key")),
        (Some("Bearer t0k"), None)
    );
    assert_eq!(
        (r[2].header("authorization"), r[2].header("x-key")),
        (None, Some("k3y"))
    );
}

#[tokio::test]
async fn a_list_behind_all_of_is_a_list() {
    let (_, client) = start!(json!(["a"]));
    let names: Vec<String> = client.rn().list().await.unwrap();
    assert_eq!(names, ["a"]);
}
