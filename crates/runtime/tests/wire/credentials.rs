//! Credentials beside the API token: how they are sent, and that nothing prints them, on real sockets.

use realtimekit_runtime::{
    __private::{Needs, Placement, Scheme},
    Client, Error, Method, Operation, Resource, RetryPolicy,
};
use serde_json::{Value, json};

use crate::server::{DATA, Server, operation, printed, response};

const PASSWORD: &str = "kLq82Zx/p4ss+w:rd%7";
const KEY: &str = "Zk81/mQ+x0Lw=Vt55&uY2";
const SESSION: &str = "sess-9Qw7Er5Ty3Ui1Op";

static BASIC: Scheme = Scheme {
    name: "basic_auth",
    placement: Placement::Basic,
};
static QUERY: Scheme = Scheme {
    name: "api_key",
    placement: Placement::Query("key"),
};
static COOKIE: Scheme = Scheme {
    name: "session",
    placement: Placement::Cookie("sid"),
};
static ALL: Needs = Needs {
    any_of: &[(false, &[&BASIC, &QUERY, &COOKIE])],
};

static GET: Operation = operation("get_it", Method::Get, DATA);

fn client(base_url: &str) -> Client {
    Client::builder()
        .base_url(base_url)
        .no_token()
        .retry(RetryPolicy::off())
        .basic(&BASIC, "mary", PASSWORD)
        .credential(&QUERY, KEY)
        .credential(&COOKIE, SESSION)
        .build()
        .unwrap()
}

/// The error of a call to which this is the response, and the request.
async fn failed(response: String) -> (Error, String) {
    let server = Server::start([response]).await;
    let call = Resource::new(client(&server.base_url))
        .literal("it")
        .json::<Value>(&GET)
        .needs(&ALL)
        .call();
    let error = call.await.unwrap_err();
    let request = &server.requests().await[0];
    (
        error,
        format!("{}\n{}", request.line, request.headers.join("\n")),
    )
}

fn assert_no_secret(text: &str, about: &str) {
    for piece in [
        "kLq82Zx",
        "p4ss",
        "Zk81",
        "mQ+x0",
        "mQ%2Bx0",
        "mQ%2bx0",
        "x0Lw",
        "Vt55",
        "sess-9Qw7",
        "9Qw7Er5",
        // `mary:kLq82` in base64
        "bWFyeTprTHE4",
    ] {
        assert!(!text.contains(piece), "{about}: {piece} is in {text}");
    }
}

#[tokio::test]
async fn all_credentials_of_a_call_are_sent() {
    let (_, request) = failed(response("500 Internal Server Error", "", "")).await;
    let basic = "authorization: Basic bWFyeTprTHE4Mlp4L3A0c3MrdzpyZCU3";
    for sent in [
        basic,
        "key=Zk81%2FmQ%2Bx0Lw%3DVt55%26uY2",
        "cookie: sid=sess-9Qw7Er5Ty3Ui1Op",
    ] {
        assert!(request.contains(sent), "{sent} is not in {request}");
    }
}

#[tokio::test]
async fn credentials_that_a_response_repeats_are_not_printed() {
    let (_, request) = failed(response("500 Internal Server Error", "", "")).await;
    let lower = request.replace("%2F", "%2f").replace("%2B", "%2b");
    let plus = format!("/it?key={}", KEY.replace('+', " "));
    let twice = request.replace('%', "%25");
    let decoded = format!("mary:{PASSWORD} and {KEY} and {SESSION}");
    let path = "kLq82Zx/p4ss";
    for echo in [&request, &lower, &plus, &twice, &decoded, path] {
        let message =
            json!({"success": false, "errors": [{"code": 7, "message": format!("bad: {echo}")}]});
        let location = echo.replace(['\n', '\r'], " ");
        for reply in [
            response("401 Unauthorized", "", &message.to_string()),
            response("200 OK", "", &message.to_string()),
            response(
                "502 Bad Gateway",
                "content-type: text/html\r\n",
                &format!("<p>{echo}"),
            ),
            response("502 Bad Gateway", "", echo),
            response("200 OK", "", &format!("{{\"data\": \"{echo}")),
            response(
                "302 Found",
                &format!("location: https://h.example/{location}\r\n"),
                "",
            ),
            response(
                "503 Service Unavailable",
                &format!("retry-after: {location}\r\ncf-ray: {location}\r\n"),
                "",
            ),
        ] {
            let (error, _) = failed(reply.clone()).await;
            assert_no_secret(&printed(&error), &reply);
        }
    }
}

#[tokio::test]
async fn credentials_are_not_printed_when_the_connection_fails() {
    // The response is cut in its head, and in its body.
    for cut in [
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
    ] {
        let (error, _) = failed(cut.to_owned()).await;
        assert_no_secret(&printed(&error), cut);
    }
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", unused.local_addr().unwrap());
    drop(unused);
    let client = client(&base_url);
    let call = Resource::new(client.clone())
        .literal("it")
        .json::<Value>(&GET)
        .needs(&ALL)
        .call();
    assert_no_secret(&format!("{client:?} {client:#?} {call:?}"), "Debug");
    assert_no_secret(&printed(&call.await.unwrap_err()), "no connection");
}

/// All that is written to the `tracing` crate.
#[cfg(feature = "tracing")]
#[derive(Clone, Default)]
struct Written(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

#[cfg(feature = "tracing")]
impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn credentials_are_not_in_spans_and_events() {
    let written = Written::default();
    let writer = written.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    // For all threads: of a subscriber of one thread, the calls of other threads keep events away.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let (_, request) = failed(response("500 Internal Server Error", "", "")).await;
    let message = json!({"errors": [{"message": format!("bad: {request}")}]}).to_string();
    let head = request.replace(['\n', '\r'], " ");
    for reply in [
        response("401 Unauthorized", "", &message),
        response("502 Bad Gateway", &format!("cf-ray: {head}\r\n"), &request),
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{".to_owned(),
    ] {
        failed(reply).await;
    }
    let text = String::from_utf8_lossy(&written.0.lock().unwrap()).into_owned();
    assert!(text.matches("get_it").count() >= 4, "{text}");
    assert_no_secret(&text, "spans and events");
}
