//! Responses that are late, broken, or somebody else's, on real sockets.

use std::{
    error::Error as _,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use crate::server::{DATA, Server, operation, response};
use realtimekit_runtime::{
    Client, ClientBuilder, Error, HeaderName, HeaderValue, Method, Operation, Payload, Resource,
    RetryPolicy, Secret, Validate,
};
use serde::Serialize;
use serde_json::Value;

static GET: Operation = Operation {
    permissions: &["Realtime", "Realtime Admin"],
    ..operation("get_it", Method::Get, DATA)
};

static POST: Operation = operation("store_it", Method::Post, Payload::Plain);

#[derive(Serialize)]
struct Stored(Secret);

impl Validate for Stored {}

const A_WHILE: Duration = Duration::from_millis(40);

fn builder(base_url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(base_url)
        .token("t0k3n")
        .retry(RetryPolicy::off())
}

async fn get(base_url: &str) -> Result<Value, Error> {
    Resource::new(builder(base_url).build().unwrap())
        .literal("it")
        .json(&GET)
        .query("key", &"qu3ry")
        .await
}

async fn error_of(response: String) -> Error {
    let server = Server::start([response]).await;
    let error = get(&server.base_url).await.unwrap_err();
    server.requests().await;
    let printed = format!("{error} {error:?}");
    assert!(
        !printed.contains("t0k3n") && !printed.contains("qu3ry"),
        "{printed}"
    );
    error
}

/// In any order of setting headers and a body.
#[tokio::test]
async fn secrets_in_headers_and_body_are_redacted_in_an_echo() {
    let echo = "<p>Cookie: sid=c00k13; X-Api-Key: k3y-k3y; you sent b0dy-b0dy";
    let server = Server::start([response("400 Bad", "", echo)]).await;
    let header = HeaderName::from_static;
    let error = Resource::new(builder(&server.base_url).build().unwrap())
        .literal("it")
        .empty(&POST)
        .header(header("cookie"), HeaderValue::from_static("sid=c00k13"))
        .header_param("X-Api-Key", "k3y-k3y")
        .json(&Stored(Secret::from("b0dy-b0dy")))
        .await
        .unwrap_err();
    server.requests().await;
    let Error::UnexpectedResponse(unexpected_response) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        unexpected_response.excerpt(),
        Some("Cookie: [redacted]; X-Api-Key: [redacted]; you sent [redacted]")
    );
}

/// An address that accepts connections and never responds.
fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    (listener, base_url)
}

/// Takes the one connection and reads the head of its request.
fn accept(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    stream
}

#[tokio::test]
async fn a_response_in_many_chunks_is_put_together() {
    let pieces = ["{\"data\":", "[1,2", ",3]", "}"];
    let chunks: String = pieces
        .iter()
        .map(|piece| format!("{:x}\r\n{piece}\r\n", piece.len()))
        .collect();
    let server = Server::start([format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"
    )])
    .await;
    assert_eq!(
        get(&server.base_url).await.unwrap(),
        serde_json::json!([1, 2, 3])
    );

    // sent piece by piece from a thread, so that they arrive as pieces
    let (listener, base_url) = silent();
    let sender = thread::spawn(move || {
        let mut stream = accept(&listener);
        let body = format!("{{\"data\":\"{}\"}}", "x".repeat(300_000));
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .unwrap();
        body.as_bytes()
            .chunks(70_000)
            .for_each(|piece| stream.write_all(piece).unwrap());
    });
    assert_eq!(
        get(&base_url).await.unwrap().as_str().unwrap().len(),
        300_000
    );
    sender.join().unwrap();
}

#[tokio::test]
async fn an_api_error_has_its_messages_and_the_ray() {
    let body = r#"{"success":false,"errors":[{"code":"10000","message":"Authentication error"}],"messages":[],"result":null}"#;
    let error = error_of(response("403 Forbidden", "cf-ray: 8f1-AMS\r\n", body)).await;
    assert_eq!(
        error.to_string(),
        "get_it: the API responded 403 Forbidden: Authentication error (code 10000); the token needs the permission \
         Realtime or Realtime Admin [cf-ray 8f1-AMS]"
    );
    assert!(error.is_auth());
    let error = error_of(response(
        "200 OK",
        "",
        r#"{"success":false,"error":{"code":404,"message":"none"}}"#,
    ))
    .await;
    assert!(matches!(error, Error::Api(_)) && error.is_not_found());
    assert_eq!(error.status().unwrap(), 200);
}

#[tokio::test]
async fn a_page_of_the_edge_is_an_unexpected_response_with_status_and_ray() {
    let page = "<html><head><title>502</title></head>\n<body>Bad gateway, you sent Bearer t0k3n</body></html>";
    let error = error_of(response(
        "502 Bad Gateway",
        "content-type: text/html\r\ncf-ray: 8f1-AMS\r\n",
        page,
    ))
    .await;
    let Error::UnexpectedResponse(unexpected_response) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (
            unexpected_response.content_type(),
            unexpected_response.ray_id()
        ),
        (Some("text/html"), Some("8f1-AMS"))
    );
    assert_eq!(
        unexpected_response.excerpt(),
        Some("502 Bad gateway, you sent Bearer [redacted]")
    );
    assert_eq!(unexpected_response.body(), page.as_bytes());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, target) = silent();
    elsewhere.set_nonblocking(true).unwrap();
    for status in [
        "301 Moved",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let error = error_of(response(status, &format!("location: {target}/it\r\n"), "")).await;
        assert!(
            matches!(&error, Error::UnexpectedResponse(unexpected_response) if unexpected_response.reason().contains("redirect")),
            "{error:?}"
        );
    }
    assert!(elsewhere.accept().is_err(), "somebody followed");
}

#[tokio::test]
async fn a_closed_port_is_a_connect_error() {
    let (listener, base_url) = silent();
    drop(listener);
    let error = get(&base_url).await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(error.source().is_some() && error.status().is_none());
}

#[tokio::test]
async fn a_connection_closed_before_the_response_is_an_interruption() {
    let error = error_of(String::new()).await;
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert_eq!(error.status(), None);
    let error = error_of("HTTP/1.1 200 OK\r\ncf-ray: 8f".to_owned()).await;
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
}

#[tokio::test]
async fn an_incomplete_body_is_an_interruption_with_the_status() {
    let error = error_of(
        "HTTP/1.1 200 OK\r\ncf-ray: 8f1\r\ncontent-length: 99\r\n\r\n{\"data\":{\"token\":\"s3cr3t"
            .to_owned(),
    )
    .await;
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert_eq!(
        (error.status().unwrap().as_u16(), error.ray_id()),
        (200, Some("8f1"))
    );
    assert!(!format!("{error} {error:?}").contains("s3cr3t"));
}

#[tokio::test]
async fn the_timeout_of_client_and_call_is_kept() {
    let (_listener, base_url) = silent();
    let client = builder(&base_url).timeout(A_WHILE).build().unwrap();
    let error = Resource::new(client).json::<Value>(&GET).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(
        error
            .to_string()
            .starts_with("get_it: no full response within 40ms"),
        "{error}"
    );

    let patient = builder(&base_url).build().unwrap();
    let error = Resource::new(patient)
        .json::<Value>(&GET)
        .timeout(A_WHILE)
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(error.to_string().contains("within 40ms"), "{error}");
}

#[tokio::test]
async fn a_body_that_never_ends_is_a_timeout_with_the_status() {
    let (listener, base_url) = silent();
    let sender = thread::spawn(move || {
        let mut stream = accept(&listener);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{")
            .unwrap();
        stream
    });
    // Long enough for the head to arrive on a busy machine.
    let limit = Duration::from_secs(3);
    let client = builder(&base_url).timeout(limit).build().unwrap();
    let error = Resource::new(client).json::<Value>(&GET).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.status().unwrap(), 200);
    drop(sender.join().unwrap());
}

#[tokio::test]
async fn a_timeout_of_zero_is_refused_before_anything_is_sent() {
    let (listener, base_url) = silent();
    listener.set_nonblocking(true).unwrap();
    let client = builder(&base_url).build().unwrap();
    let call = Resource::new(client).literal("it").json::<Value>(&GET);
    let error = call.timeout(Duration::ZERO).await.unwrap_err();
    assert!(
        error.is_invalid_request() && !error.may_have_happened(),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "nothing was sent: `timeout` is 0, which leaves no time for a call; use a longer one"
    );
    assert!(listener.accept().is_err(), "nothing was sent");
    let hasty = builder(&base_url).timeout(Duration::ZERO).build().unwrap();
    let error = Resource::new(hasty).json::<Value>(&GET).await.unwrap_err();
    assert!(error.to_string().contains("`timeout` is 0"), "{error}");
}

/// A service that reports a failure under a status of success.
#[tokio::test]
async fn a_failure_that_is_reported_beside_no_data_is_an_api_error() {
    for body in [
        r#"{"success":true,"data":null,"errors":[{"code":7,"message":"no"}]}"#,
        r#"{"errors":[{"code":7,"message":"no"}],"data":{}}"#,
    ] {
        let error = error_of(response("200 OK", "", body)).await;
        assert!(matches!(error, Error::Api(_)), "{body}: {error:?}");
    }
}

#[derive(Clone, PartialEq, Hash, PartialOrd, Ord)]
struct ItId(String);
realtimekit_runtime::string_id!(ItId);

#[tokio::test]
async fn an_id_is_read_as_it_is_written_or_is_a_decode_error() {
    for (id, read) in [
        (r#""1e3""#, Some("1e3")),
        ("1000", Some("1000")),
        ("1e3", None),
        ("1.0", None),
    ] {
        let body = format!(r#"{{"success":true,"data":{id}}}"#);
        let server = Server::start([response("200 OK", "", &body)]).await;
        let client = builder(&server.base_url).build().unwrap();
        let outcome = Resource::new(client).literal("it").json::<ItId>(&GET).await;
        server.requests().await;
        match (outcome, read) {
            (Ok(id), Some(read)) => assert_eq!(id.as_str(), read),
            (Err(error), None) => {
                let text = error.to_string();
                assert!(matches!(error, Error::Decode(_)), "{text}");
                assert!(
                    text.contains("a number that is not written as an integer"),
                    "{text}"
                );
            }
            (outcome, _) => panic!("{id}: {outcome:?}"),
        }
    }
}
