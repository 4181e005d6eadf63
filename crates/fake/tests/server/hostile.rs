//! Requests that no client of the API sends: each gets a response in the shape of the service.

use std::time::Duration;

use realtimekit_fake::{FakeServer, api_description};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a response may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The paths of the description with their methods. The ids of account and app are right.
fn operations(fake: &FakeServer) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(api_description()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let with_methods = paths.flat_map(|(path, item)| {
        let path = path
            .replace("{account_id}", fake.account_id())
            .replace("{app_id}", fake.app_id());
        let methods = item.as_object().unwrap().keys();
        let methods =
            methods.filter(|it| ["get", "post", "put", "patch", "delete"].contains(&it.as_str()));
        methods.map(move |method| (method.to_uppercase(), format!("/client/v4{path}")))
    });
    with_methods.collect()
}

/// Sends bytes as they are; `is_all`: and then the end. Returns the status and the body; `None` if the connection was closed
/// without a response.
async fn sent(fake: &FakeServer, bytes: &[u8], is_all: bool) -> Option<(u16, String)> {
    let url = fake.url();
    let mut socket = TcpStream::connect(url.split('/').nth(2).unwrap())
        .await
        .unwrap();
    // The server may respond, and close the connection, before it has read everything.
    let _ = socket.write_all(bytes).await;
    if is_all {
        let _ = socket.shutdown().await;
    }
    let mut response = Vec::new();
    let _ = timeout(PATIENCE, socket.read_to_end(&mut response))
        .await
        .unwrap();
    let response = String::from_utf8(response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Some((status, body.to_owned()))
}

fn request(fake: &FakeServer, method: &str, target: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: fake\r\nconnection: close\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        fake.token(),
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// `is_error`: whether the request cannot be right.
async fn assert_responds(fake: &FakeServer, bytes: &[u8], is_error: bool) {
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]);
    let response = sent(fake, bytes, false).await;
    assert!(response.is_some(), "no response to {shown}");
    let (status, text) = response.unwrap();
    let body = serde_json::from_str(&text);
    assert!(body.is_ok(), "{text}\n{shown}");
    let body: Value = body.unwrap();
    assert_eq!(body["success"], status < 400, "{body}\n{shown}");
    assert!(status < 500, "{body}\n{shown}");
    if is_error || status >= 400 {
        let message = body
            .pointer("/error/message")
            .or(body.pointer("/errors/0/message"));
        assert!(
            status >= 400 && message.is_some_and(Value::is_string),
            "{status} {body}\n{shown}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_malformed_requests_get_errors() {
    let fake = FakeServer::start().await.unwrap();
    let deep = ["[".repeat(100_000), "{\"a\":".repeat(100_000)];
    let values = [
        json!(null),
        json!([]),
        json!({}),
        json!("x"),
        json!(-1),
        json!(1e300),
        json!({"title": {}, "name": [1]}),
        json!({"name": "a".repeat(100_000), "url": 5, "events": {"a": 1}, "participant_ids": "aaa1", "action": "explode"}),
    ];
    let mut bodies: Vec<Vec<u8>> = values
        .iter()
        .map(|it| it.to_string().into_bytes())
        .collect();
    bodies.extend(deep.map(String::into_bytes));
    bodies.extend(
        [
            "",
            "{",
            "{\"name\":",
            "nul",
            "{\"a\":1e999}",
            "\u{feff}{}",
            "{\"name\":\"\\ud800\"}",
        ]
        .map(|it| it.into()),
    );
    bodies.push(b"{\"name\":\"\xff\xfe\"}".to_vec());
    bodies.push(vec![0; 64]);

    let ids = [
        "%00",
        "%2e%2e",
        "%2E%2E%2f%2e%2e",
        "..",
        "%ff%fe",
        "%",
        "%zz",
        "a%0d%0ab",
        "\\",
        "none",
        "a;b",
        "%F0%9F%92%A9",
    ];
    let mut count = 0;
    for (number, (method, path)) in operations(&fake).into_iter().enumerate() {
        let with = |id: &str| {
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { id } else { part });
            parts.collect::<Vec<_>>().join("/")
        };
        let has_id = path.contains('{');
        for id in ids {
            assert_responds(&fake, &request(&fake, &method, &with(id), b"{}"), has_id).await;
        }
        for body in &bodies {
            assert_responds(&fake, &request(&fake, &method, &with("none"), body), has_id).await;
        }
        let queries = [
            "page_no=1&page_no=2",
            "page_no=x",
            "per_page=-1",
            "start_time=%00",
            "status=%ff",
            "&&==&%",
            "sort_order=1",
        ];
        for query in queries {
            let target = format!("{}?{query}", with("none"));
            assert_responds(&fake, &request(&fake, &method, &target, b"{}"), has_id).await;
        }
        let target = with("none");
        for method in ["BREW", "TRACE", "OPTIONS", "get"] {
            assert_responds(&fake, &request(&fake, method, &target, b""), true).await;
        }
        for target in [
            format!("{target}/"),
            format!("/{target}"),
            target.replacen("/realtime", "/%72ealtime/x", 1),
            target.replace(fake.account_id(), "%2e%2e"),
            target.replacen(fake.app_id(), "..", 1) + "/x",
            target.to_uppercase(),
            format!("{target}/{}", "a".repeat(10_000)),
        ] {
            assert_responds(&fake, &request(&fake, &method, &target, b"{}"), true).await;
        }
        for authorization in [
            "",
            "authorization: \r\n",
            "authorization: Basic eA==\r\n",
            "authorization: Bearer \r\n",
        ] {
            let bytes = format!(
                "{method} {target} HTTP/1.1\r\nhost: fake\r\nconnection: close\r\n{authorization}\r\n"
            );
            assert_responds(&fake, bytes.as_bytes(), true).await;
        }
        // Large bodies take time: those of some operations.
        if number % 10 == 0 {
            let large = vec![b' '; 1024 * 1024 + 1];
            assert_responds(&fake, &request(&fake, &method, &target, &large), true).await;
        }
        count += ids.len() + bodies.len() + queries.len() + 15;
    }
    assert!(count > 2000, "{count}");
    // It still works.
    fake.client().meetings().list().await.unwrap();
}

/// The server behind the handlers refuses them, without a body, or closes the connection.
#[tokio::test]
async fn what_is_not_http_ends_the_connection() {
    let fake = FakeServer::start().await.unwrap();
    let endless = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(1024 * 1024));
    for bytes in [
        &b"\0\0\0\0"[..],
        b"\r\n\r\n",
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\0 HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        endless.as_bytes(),
    ] {
        if let Some((status, body)) = sent(&fake, bytes, true).await {
            assert!(status >= 400, "{status} {body}");
        }
    }
    fake.client().meetings().list().await.unwrap();
}

/// The paths of the server itself, too.
#[tokio::test]
async fn malformed_requests_of_browsers_get_errors() {
    let fake = FakeServer::start().await.unwrap();
    let names = [
        "join",
        "leave",
        "advance",
        "chat",
        "speak",
        "watch",
        "fail",
        "alternative",
        "trigger",
        "files/x",
        "",
        "%00",
    ];
    for name in names {
        for body in [
            "",
            "{",
            "[]",
            "null",
            "{\"seconds\":-1,\"count\":1.5,\"event\":\"x\",\"peer_id\":{}}",
        ] {
            let target = format!("/_fake/{name}");
            for method in ["POST", "GET", "BREW"] {
                let bytes = request(&fake, method, &target, body.as_bytes());
                assert_responds(&fake, &bytes, true).await;
            }
        }
    }
}
