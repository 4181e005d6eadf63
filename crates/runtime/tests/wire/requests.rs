//! The bytes of requests, on real sockets.

use std::{future::IntoFuture, net::TcpListener};

use crate::server::{DATA, Server, operation, response};
use realtimekit_runtime::{
    __private::CallBuilder, Client, Error, HeaderName, HeaderValue, InvalidRequestError, ListStyle,
    Method, Operation, Page, Payload, Resource, Secret, Validate, call, reqwest, validate,
};
use serde::{Deserialize, Serialize};

static LIST: Operation = operation("list", Method::Get, DATA);
static ADD: Operation = operation("add", Method::Post, DATA);
static EDIT: Operation = operation("edit", Method::Patch, Payload::Enveloped(&[]));
static FETCH: Operation = operation("fetch", Method::Get, Payload::Plain);

const AGENT: &str = concat!("user-agent: realtimekit-rust/", env!("CARGO_PKG_VERSION"));

fn root(base_url: &str) -> Resource {
    Resource::new(
        Client::builder()
            .base_url(base_url)
            .token("t0k3n")
            .build()
            .unwrap(),
    )
}

#[derive(Debug, Serialize)]
struct Add {
    name: Option<String>,
    max_seconds: f64,
}

impl Validate for Add {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        validate::at_least("max_seconds", self.max_seconds, 60.0)
    }
}

#[derive(Debug, Deserialize)]
struct Added {
    id: String,
    token: Secret,
}

#[tokio::test]
async fn a_get_sends_path_query_and_token_only() {
    let server = Server::start([response(
        "200 OK",
        "",
        r#"{"success":true,"data":[],"paging":{"total_count":3.0}}"#,
    )])
    .await;
    let page: Page<Added> = root(&server.base_url)
        .literal("accounts")
        .value("account_id", "a b")
        .literal("realtime/kit")
        .page(&LIST)
        .query("page_no", &1.0)
        .query_list("filters", ["device_info", "events"], ListStyle::Comma)
        .query_list("status", ["LIVE", "ENDED"], ListStyle::Repeat)
        .query("page_no", &2.0)
        .await
        .unwrap();
    assert_eq!(page.total_count(), Some(3));
    let [request] = server.requests().await.try_into().unwrap();
    assert_eq!(
        request.line,
        "GET /v4/accounts/a%20b/realtime/kit?page_no=2&filters=device_info,events&status=LIVE&status=ENDED HTTP/1.1"
    );
    assert_eq!(
        request.headers,
        [
            "accept: application/json",
            "authorization: Bearer t0k3n",
            AGENT
        ]
    );
    assert_eq!(request.body, "");
}

#[tokio::test]
async fn a_json_body_is_sent_with_its_type_and_whole_numbers() {
    let body = r#"{"success":true,"data":{"id":"p","token":"s3cr3t"}}"#;
    let server = Server::start([response("201 Created", "cf-ray: 8f1-AMS\r\n", body)]).await;
    let call: CallBuilder<Added> = root(&server.base_url).json(&ADD).json(&Add {
        name: None,
        max_seconds: 60.0,
    });
    let response = call.with_response().await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["cf-ray"], "8f1-AMS");
    assert_eq!(response.value().id, "p");
    assert!(!format!("{response:?}").contains("s3cr3t"));
    assert_eq!(response.into_value().token.expose(), "s3cr3t");
    let [request] = server.requests().await.try_into().unwrap();
    assert_eq!(request.line, "POST /v4 HTTP/1.1");
    assert_eq!(
        request.headers,
        [
            "accept: application/json",
            "authorization: Bearer t0k3n",
            "content-length: 30",
            "content-type: application/json",
            AGENT
        ]
    );
    assert_eq!(request.body, r#"{"name":null,"max_seconds":60}"#);
}

#[tokio::test]
async fn a_post_without_a_body_states_no_type() {
    let server = Server::start([response("200 OK", "", "{}")]).await;
    root(&server.base_url)
        .literal("kick-all")
        .empty(&ADD)
        .await
        .unwrap();
    let [request] = server.requests().await.try_into().unwrap();
    assert_eq!(request.line, "POST /v4/kick-all HTTP/1.1");
    assert!(
        !request
            .headers
            .iter()
            .any(|header| header.starts_with("content-type")),
        "{:?}",
        request.headers
    );
}

#[tokio::test]
async fn other_bodies_and_responses_are_unchanged() {
    let server = Server::start([
        response("200 OK", "content-type: text/plain\r\n", "hello"),
        response("200 OK", "", "\x01\x02"),
        "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
    ])
    .await;
    let root = root(&server.base_url);
    assert_eq!(root.text(&FETCH).await.unwrap(), "hello");
    assert_eq!(root.bytes(&FETCH).await.unwrap(), [1, 2]);
    root.empty(&EDIT).bytes("text/plain", "raw").await.unwrap();
    let [first, _, last] = server.requests().await.try_into().unwrap();
    assert_eq!(first.headers[0], "accept: */*");
    assert!(
        last.headers
            .contains(&"content-type: text/plain".to_owned())
    );
    assert_eq!(
        (last.line.as_str(), last.body.as_str()),
        ("PATCH /v4 HTTP/1.1", "raw")
    );
}

#[tokio::test]
async fn clones_of_a_client_share_one_connection() {
    // the server takes one connection only
    let server = Server::start([response("200 OK", "", "a"), response("200 OK", "", "b")]).await;
    let client = Client::builder()
        .base_url(&server.base_url)
        .token("t")
        .build()
        .unwrap();
    assert_eq!(
        Resource::new(client.clone()).text(&FETCH).await.unwrap(),
        "a"
    );
    assert_eq!(Resource::new(client).text(&FETCH).await.unwrap(), "b");
    assert_eq!(server.requests().await.len(), 2);
}

#[tokio::test]
async fn header_parameters_and_extra_headers_are_sent() {
    let server = Server::start([response("200 OK", "", "")]).await;
    root(&server.base_url)
        .empty(&EDIT)
        .header_param("X-Limit", &1.0)
        .header_param("X-Limit", &5.0)
        .header(
            HeaderName::from_static("user-agent"),
            HeaderValue::from_static("me"),
        )
        .await
        .unwrap();
    let [request] = server.requests().await.try_into().unwrap();
    assert!(
        request.headers.contains(&"x-limit: 5".to_owned()),
        "{:?}",
        request.headers
    );
    assert!(
        request.headers.contains(&"user-agent: me".to_owned()),
        "{:?}",
        request.headers
    );
}

#[tokio::test]
async fn a_custom_http_client_sends_the_token() {
    let mut theirs = reqwest::header::HeaderMap::new();
    theirs.insert("x-theirs", HeaderValue::from_static("yes"));
    let http = reqwest::Client::builder()
        .default_headers(theirs)
        .build()
        .unwrap();
    let server = Server::start([response("200 OK", "", "")]).await;
    let client = Client::builder()
        .base_url(&server.base_url)
        .token("t0k3n")
        .token_header("X-Api-Key")
        .user_agent("mine/1")
        .http_client(http)
        .build()
        .unwrap();
    Resource::new(client).empty(&EDIT).await.unwrap();
    let [request] = server.requests().await.try_into().unwrap();
    for header in ["x-theirs: yes", "x-api-key: t0k3n", "user-agent: mine/1"] {
        assert!(
            request.headers.contains(&header.to_owned()),
            "{header}: {:?}",
            request.headers
        );
    }
    assert!(
        !request
            .headers
            .iter()
            .any(|header| header.starts_with("authorization"))
    );
}

#[tokio::test]
async fn a_call_with_a_server_of_its_own_is_sent_there_unless_a_base_url_is_set() {
    let done = || [response("200 OK", "", "{}")];
    let own = Server::start(done()).await;
    let other: &'static str = Box::leak(own.base_url.replace("/v4", "/own").into_boxed_str());
    let builder = Client::builder().described_base_url("http://127.0.0.1:1/v4");
    let builder = builder.token("t0k3n");
    let call = |client| {
        let things = Resource::new(client).literal("things").value("id", &"a b");
        things.json::<serde_json::Value>(&FETCH).server(other)
    };
    let sent = call(builder.clone().build().unwrap());
    assert!(format!("{sent:?}").contains("/things/a%20b"), "{sent:?}");
    sent.await.unwrap();
    let request = &own.requests().await[0];
    assert_eq!(request.line, "GET /own/things/a%20b HTTP/1.1");
    assert!(
        request
            .headers
            .contains(&"authorization: Bearer t0k3n".to_owned())
    );

    let set = Server::start(done()).await;
    let client = builder.base_url(&set.base_url).build().unwrap();
    call(client).await.unwrap();
    let request = &set.requests().await[0];
    assert_eq!(request.line, "GET /v4/things/a%20b HTTP/1.1");
}

#[tokio::test]
async fn a_call_without_token_sends_none() {
    let server = Server::start([response("200 OK", "", "")]).await;
    let call = root(&server.base_url).literal("a/").empty(&EDIT);
    call.without_token().await.unwrap();
    let [request] = server.requests().await.try_into().unwrap();
    assert_eq!(request.line, "PATCH /v4/a/ HTTP/1.1");
    let printed = |header: &String| header.starts_with("authorization");
    assert!(
        !request.headers.iter().any(printed),
        "{:?}",
        request.headers
    );
}

/// A listener to which there must be no connection.
fn untouched() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    (listener, base_url)
}

#[tokio::test]
async fn an_invalid_call_is_never_sent() {
    let (listener, base_url) = untouched();
    let root = root(&base_url);
    let calls: [(CallBuilder<()>, &str); 7] = [
        (
            root.value("meeting_id", "..").literal("kick").empty(&EDIT),
            "meeting_id",
        ),
        (
            root.value("meeting_id", "")
                .value("peer_id", "/")
                .empty(&EDIT),
            "meeting_id",
        ),
        (root.empty(&EDIT).query("rate", &f64::NAN), "rate"),
        (
            root.empty(&EDIT).header_param("x-name", "a\r\nb: c"),
            "x-name",
        ),
        (
            root.empty(&EDIT).json(&Add {
                name: None,
                max_seconds: 5.0,
            }),
            "max_seconds",
        ),
        (
            root.empty(&EDIT)
                .check(validate::at_most("page_no", 2.0, 1.0)),
            "page_no",
        ),
        (root.empty(&EDIT).json([f64::INFINITY].as_slice()), "[0]"),
    ];
    for (call, argument) in calls {
        let error = call.await.unwrap_err();
        let Error::InvalidRequest(refused) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(refused.argument(), argument);
        assert!(
            error.to_string().starts_with("nothing was sent: `"),
            "{error}"
        );
    }
    drop(root.empty(&EDIT));
    assert!(listener.accept().is_err(), "somebody connected");
}

/// A call like those of generated code.
#[must_use]
struct ListCall(CallBuilder<Page<String>>);
call!(ListCall => Page<String>);

#[tokio::test]
async fn a_call_type_passes_everything_through() {
    let server = Server::start([
        response("200 OK", "", r#"{"data":["a"]}"#),
        response("200 OK", "", r#"{"data":["b"]}"#),
    ])
    .await;
    let root = root(&server.base_url).value("meeting_id", "m");
    let list = || ListCall(root.page(&LIST).query("secret", "s3cr3t"));
    assert_eq!(
        format!("{:?}", list()),
        r#"Call { operation: "list", method: "GET", path: "/m", .. }"#
    );
    let name = HeaderName::from_static("x-once");
    let call = list()
        .timeout(std::time::Duration::from_secs(5))
        .header(name, HeaderValue::from_static("1"));
    assert_eq!(call.await.unwrap().items, ["a"]);
    assert_eq!(
        list().with_response().await.unwrap().into_value().items,
        ["b"]
    );
    let [first, second] = server.requests().await.try_into().unwrap();
    assert!(first.headers.contains(&"x-once: 1".to_owned()));
    assert!(!second.headers.contains(&"x-once: 1".to_owned()));
}

#[test]
fn calls_can_be_spawned() {
    fn is_send<T: Send + 'static>(_: T) {}
    let root = root("https://example.com");
    is_send(root.json::<Added>(&ADD).into_future());
    is_send(root.json::<Added>(&ADD).with_response());
    is_send(ListCall(root.page(&LIST)));
}
