//! Functions that a client calls before and after each call, on real sockets.

use std::{
    future::{IntoFuture, poll_fn},
    sync::{Arc, Mutex},
    task::Poll,
    time::Duration,
};

use realtimekit_runtime::{
    CallOutcome, Client, ClientBuilder, Error, Method, Operation, Payload, Resource, RetryPolicy,
};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::server::{Server, operation, response};

static POST: Operation = Operation {
    path: "/them/{it_id}",
    ..operation("add_it", Method::Post, Payload::Plain)
};

fn at(base_url: &str, builder: ClientBuilder) -> Resource {
    let client = builder.base_url(base_url).token("t0k3n").build().unwrap();
    Resource::new(client).literal("them").value("it_id", "7")
}

fn done() -> String {
    response("200 OK", "cf-ray: 8f1c2d3e4f5a6b7c-FRA\r\n", r#"{"n":1}"#)
}

/// The reports of each call.
#[derive(Clone, Default)]
struct Reports(Arc<Mutex<Vec<String>>>);

impl Reports {
    fn listen(&self, builder: ClientBuilder) -> ClientBuilder {
        let reports = self.0.clone();
        builder.after_call(move |call| {
            let status = call.status().map(|status| status.as_u16());
            let report = format!(
                "{} {} {} {} {} {status:?} {:?} {}",
                call.operation(),
                call.method(),
                call.path_template(),
                call.path(),
                call.outcome(),
                call.ray_id(),
                call.attempts(),
            );
            assert!(call.duration() < Duration::from_secs(60));
            assert_eq!(
                call.error().is_some(),
                ![CallOutcome::Success, CallOutcome::Cancelled].contains(&call.outcome())
            );
            let error = call.error().map(ToString::to_string);
            for shown in [format!("{call:?}"), error.unwrap_or_default()] {
                assert!(
                    !shown.contains("t0k3n") && !shown.contains("s3cr3t"),
                    "{shown}"
                );
            }
            reports.lock().unwrap().push(report);
        })
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn headers_are_set_before_a_call_and_sent_with_each_attempt() {
    let busy = response("429 Too Many Requests", "", "");
    let server = Server::start([busy, done()]).await;
    let numbers = Mutex::new(0);
    let builder = Client::builder()
        .before_call(move |call| {
            let mut number = numbers.lock().unwrap();
            *number += 1;
            assert_eq!((call.operation(), call.method()), ("add_it", "POST"));
            assert_eq!(call.path_template(), "/them/{it_id}");
            let path = call.path().to_owned();
            call.header("x-request-id", &format!("{path}#{number}"))
                .header("x-key", "first");
        })
        .before_call(|call| {
            call.header("x-key", "second");
        });
    let _: Value = at(&server.base_url, builder).json(&POST).await.unwrap();
    let requests = server.requests().await;
    assert_eq!(requests.len(), 2);
    for request in requests {
        for header in ["x-request-id: /them/7#1", "x-key: second"] {
            assert!(request.headers.contains(&header.to_owned()), "{request:?}");
        }
    }
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_refused_before_anything_is_sent() {
    for (name, value) in [
        ("a b", "c"),
        ("a", "b\nc"),
        ("content-length", "7"),
        ("host", "h"),
    ] {
        let builder = Client::builder().before_call(move |call| {
            call.header(name, value);
        });
        let reports = Reports::default();
        let it = at("http://127.0.0.1:9", reports.listen(builder));
        let error = it.json::<Value>(&POST).await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest(_)), "{name}: {error}");
        let report = "add_it POST /them/{it_id} /them/7 invalid_request None None 0";
        assert_eq!(reports.take(), [report]);
    }
}

/// A secret that a hook sends is redacted where a response repeats it, like any other.
#[tokio::test]
async fn a_secret_in_a_header_of_a_hook_is_not_printed() {
    let echo = r#"{"success":false,"errors":[{"code":9,"message":"no s3cr3t-key and no t0k3n"}]}"#;
    let server = Server::start([response("403 Forbidden", "", echo)]).await;
    let reports = Reports::default();
    let builder = reports.listen(Client::builder()).before_call(|call| {
        call.header("x-auth-key", "s3cr3t-key");
        assert!(!format!("{call:?}").contains("s3cr3t"));
    });
    let error = at(&server.base_url, builder)
        .json::<Value>(&POST)
        .await
        .unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("s3cr3t") && !shown.contains("t0k3n"),
        "{shown}"
    );
    server.requests().await;
    assert_eq!(reports.take().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_each_call_is_reported_once() {
    let gone = r#"{"success":false,"errors":[{"code":7,"message":"gone"}]}"#;
    let ray = "cf-ray: 8f1c2d3e4f5a6b7c-FRA\r\n";
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{".to_owned();
    for (responses, report) in [
        (
            vec![done()],
            r#"success Some(200) Some("8f1c2d3e4f5a6b7c-FRA") 1"#,
        ),
        (
            vec![response("429 Too Many Requests", "", ""), done()],
            r#"success Some(200) Some("8f1c2d3e4f5a6b7c-FRA") 2"#,
        ),
        (
            vec![response("404 Not Found", ray, gone)],
            r#"api_error Some(404) Some("8f1c2d3e4f5a6b7c-FRA") 1"#,
        ),
        (
            vec![response("502 Bad Gateway", "", "<h1>502</h1>")],
            "unexpected_response Some(502) None 1",
        ),
        (
            vec![response("200 OK", "", r#"{"m":1}"#)],
            "decode_error Some(200) None 1",
        ),
        (vec![cut], "interrupted Some(200) None 1"),
    ] {
        let server = Server::start(responses).await;
        let reports = Reports::default();
        let it = at(&server.base_url, reports.listen(Client::builder()));
        let outcome = it.json::<Value1>(&POST).await;
        let expected = format!("add_it POST /them/{{it_id}} /them/7 {report}");
        assert_eq!(reports.take(), [expected], "{outcome:?}");
        server.requests().await;
    }
}

#[derive(Debug, serde::Deserialize)]
struct Value1 {
    #[expect(dead_code, reason = "it is only read")]
    n: u8,
}

#[tokio::test(start_paused = true)]
async fn failures_to_connect_and_timeouts_are_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let reports = Reports::default();
    let builder = reports.listen(Client::builder().retry(RetryPolicy::off()));
    let it = at(&base_url, builder);
    // it accepts no connection, but the system does
    it.json::<Value>(&POST).await.unwrap_err();
    drop(listener);
    it.json::<Value>(&POST).await.unwrap_err();
    let common = "add_it POST /them/{it_id} /them/7";
    let expected = ["timeout None None 1", "no_connection None None 1"];
    assert_eq!(
        reports.take(),
        expected.map(|end| format!("{common} {end}"))
    );
}

#[tokio::test]
async fn a_dropped_call_is_reported_as_cancelled() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let reports = Reports::default();
    let it = at(&base_url, reports.listen(Client::builder()));
    drop(it.json::<Value>(&POST).into_future());
    assert_eq!(
        reports.take(),
        [""; 0],
        "a call that was never begun is none"
    );

    let mut call = it.json::<Value>(&POST).into_future();
    assert!(poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await);
    let _stream = tokio::select! {
        accepted = listener.accept() => accepted.unwrap(),
        ended = &mut call => panic!("{ended:?}"),
    };
    drop(call);
    let report = "add_it POST /them/{it_id} /them/7 cancelled None None 1";
    assert_eq!(reports.take(), [report]);
}
