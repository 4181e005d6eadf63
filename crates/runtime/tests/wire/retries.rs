//! Calls that are sent again, on real sockets and on a clock that is stopped: it moves on by itself when everybody waits.

use std::{
    future::{Future, IntoFuture},
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use realtimekit_runtime::{
    Client, ClientBuilder, Error, Method, Operation, RateLimit, Resource, RetryPolicy,
};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    time::{Instant, advance, sleep, timeout},
};

use crate::server::{DATA, Server, operation, response};

static GET: Operation = operation("try_it", Method::Get, DATA);
static PUT: Operation = operation("try_it", Method::Put, DATA);
static POST: Operation = operation("try_it", Method::Post, DATA);
static PATCH: Operation = operation("try_it", Method::Patch, DATA);
static DELETE: Operation = operation("try_it", Method::Delete, DATA);

static ONCE: Operation = Operation {
    is_sent_once: true,
    ..operation("try_it", Method::Put, DATA)
};

const BUSY: &str = r#"{"success":false,"error":{"code":503,"message":"busy"}}"#;
const GONE: &str = r#"{"success":false,"error":{"code":404,"message":"gone"}}"#;

fn done() -> String {
    response("200 OK", "", r#"{"success":true,"data":{"n":1}}"#)
}

fn busy() -> String {
    response("503 Service Unavailable", "", BUSY)
}

fn gone() -> String {
    response("404 Not Found", "", GONE)
}

fn limited(headers: &str) -> String {
    response("429 Too Many Requests", headers, "")
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(&server.base_url).token("t0k3n")
}

fn at(builder: ClientBuilder) -> Resource {
    Resource::new(builder.build().unwrap()).literal("it")
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_sent_once_is_repeated_only_if_it_was_not_carried_out() {
    let server = Server::start([limited(""), busy()]).await;
    let call = at(builder(&server)).json::<Value>(&ONCE);
    let error = call.await.unwrap_err();
    assert!(error.may_have_happened(), "{error:?}");
    assert_eq!(server.requests().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn get_put_and_delete_are_repeated_with_the_same_bytes() {
    for operation in [&GET, &PUT, &DELETE] {
        let server = Server::start([busy(), limited(""), busy(), done()]).await;
        let call = at(builder(&server)).json::<Option<Value>>(operation);
        let value = call.json(&Body { n: 1.5 }).await.unwrap();
        assert_eq!(value, Some(json!({"n": 1})));
        let requests = server.requests().await;
        assert_eq!(requests.len(), 4);
        for request in &requests {
            assert_eq!(request.body, r#"{"n":1.5}"#);
            assert_eq!(request.line, requests[0].line);
            assert_eq!(request.headers, requests[0].headers);
        }
    }
}

#[derive(serde::Serialize)]
struct Body {
    n: f64,
}

impl realtimekit_runtime::Validate for Body {}

#[tokio::test(start_paused = true)]
async fn post_and_patch_are_repeated_only_if_nothing_happened() {
    for operation in [&POST, &PATCH] {
        let server = Server::start([limited(""), done()]).await;
        let value: Value = at(builder(&server)).json(operation).await.unwrap();
        assert_eq!(value, json!({"n": 1}));
        server.requests().await;

        let server = Server::start([busy()]).await;
        let call = at(builder(&server)).json::<Value>(operation);
        let error = call.await.unwrap_err();
        assert_eq!(error.attempts(), 1, "{error}");
        assert!(error.may_have_happened(), "{error}");
        let doubt = "the request may have been carried out";
        assert!(error.to_string().contains(doubt), "{error}");
        server.requests().await;

        // no connection: the listener is gone
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let nowhere = Client::builder().base_url(format!("http://{address}"));
        let call = at(nowhere.token("t0k3n")).json::<Value>(operation);
        let error = call.await.unwrap_err();
        assert!(matches!(error, Error::Connect(_)), "{error}");
        assert_eq!(error.attempts(), 4, "{error}");
        assert!(!error.may_have_happened(), "{error}");
        assert!(error.to_string().contains("nothing was sent"), "{error}");
    }
}

/// A call that only reads can be repeated without a check.
#[tokio::test(start_paused = true)]
async fn only_calls_that_change_something_may_have_happened() {
    for (operation, is_reported) in [(&GET, false), (&POST, true)] {
        let server = Server::start([response("502 Bad Gateway", "", "<h1>502</h1>")]).await;
        let call = at(builder(&server)).json::<Value>(operation);
        let error = call.retry(RetryPolicy::off()).await.unwrap_err();
        assert_eq!(error.may_have_happened(), is_reported, "{error}");
        assert_eq!(
            error.to_string().contains("check before"),
            is_reported,
            "{error}"
        );
        server.requests().await;
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted_and_the_last_response_is_returned() {
    for (policy, attempts) in [
        (RetryPolicy::new(), 4),
        (RetryPolicy::new().max_attempts(2), 2),
        (RetryPolicy::off(), 1),
        (RetryPolicy::new().max_attempts(0), 1),
        (RetryPolicy::new().max_total(Duration::ZERO), 1),
    ] {
        let server = Server::start((0..attempts).map(|_| busy())).await;
        let client = builder(&server).retry(policy.clone());
        let error = at(client).json::<Value>(&GET).await.unwrap_err();
        assert_eq!(server.requests().await.len(), attempts, "{policy:?}");
        assert_eq!(error.attempts() as usize, attempts, "{policy:?}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
        let printed = error.to_string();
        assert_eq!(
            printed.contains(&format!("(attempt {attempts})")),
            attempts > 1,
            "{printed}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_has_its_own_policy() {
    let server = Server::start([busy()]).await;
    let call = at(builder(&server)).json::<Value>(&GET);
    assert_eq!(
        call.retry(RetryPolicy::off()).await.unwrap_err().attempts(),
        1
    );
    server.requests().await;
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited() {
    let date =
        "date: Sat, 21 Nov 2026 12:00:00 GMT\r\nretry-after: Sat, 21 Nov 2026 12:00:09 GMT\r\n";
    for (headers, wait) in [("retry-after: 7\r\n", 7), (date, 9)] {
        let server = Server::start([limited(headers), done()]).await;
        let begun = Instant::now();
        let _: Value = at(builder(&server)).json(&POST).await.unwrap();
        assert_eq!(begun.elapsed().as_secs(), wait, "{headers}");
        server.requests().await;
    }
    // longer than the call may take in all, or so long that too little is left for a response: it fails at once, and says
    // when to come back
    for wait in [55, 60, 61] {
        let server = Server::start([limited(&format!("retry-after: {wait}\r\n"))]).await;
        let begun = Instant::now();
        let call = at(builder(&server)).json::<Value>(&POST);
        let error = call.await.unwrap_err();
        assert_eq!(begun.elapsed(), Duration::ZERO);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(wait)));
        assert!(
            error.is_rate_limited() && !error.may_have_happened(),
            "{error}"
        );
        server.requests().await;
    }
}

#[tokio::test]
async fn a_wait_of_zero_is_not_printed() {
    let limited = response("429 Too Many Requests", "retry-after: 0\r\n", BUSY);
    let server = Server::start([limited]).await;
    let call = at(builder(&server)).json::<Value>(&POST);
    let error = call.retry(RetryPolicy::off()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::ZERO));
    assert!(!error.to_string().contains("wait"), "{error}");
    server.requests().await;
}

/// A time that is too short for a usual attempt is enough if the timeout is as short.
#[tokio::test(start_paused = true)]
async fn a_repeat_with_its_whole_time_left_is_made() {
    let server = Server::start([limited("retry-after: 58\r\n"), done()]).await;
    let quick = builder(&server).timeout(Duration::from_secs(1));
    let _: Value = at(quick).json(&POST).await.unwrap();
    server.requests().await;
}

/// A computer that sleeps, or a thread that is blocked, can make the wait far longer than it should be.
#[tokio::test(start_paused = true)]
async fn no_attempt_begins_when_the_wait_has_used_up_the_time() {
    let busy = response("503 Service Unavailable", "retry-after: 20\r\n", BUSY);
    let server = Server::start([busy, done()]).await;
    let stall = async {
        sleep(Duration::from_secs(1)).await;
        advance(Duration::from_secs(120)).await;
    };
    let call = at(builder(&server)).json::<Value>(&GET).into_future();
    let (outcome, ()) = tokio::join!(call, stall);
    let error = outcome.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(error.attempts(), 1, "{error}");
}

/// Cloudflare's edge has more of them than HTTP.
#[tokio::test(start_paused = true)]
async fn temporary_statuses_of_the_edge_are_repeated() {
    let statuses = [408, 500, 502, 503, 504].into_iter().chain(520..=530);
    for status in statuses {
        for (operation, attempts) in [(&GET, 2), (&POST, 1)] {
            let failure = response(&format!("{status} Status"), "retry-after: 1\r\n", "");
            let server = Server::start([failure, done()]).await;
            let outcome = at(builder(&server)).json::<Value>(operation).await;
            assert_eq!(outcome.is_ok(), attempts == 2, "{status}: {outcome:?}");
        }
    }
    for status in [501, 505] {
        let failure = response(&format!("{status} Status"), "", "");
        let server = Server::start([failure, done()]).await;
        let error = at(builder(&server)).json::<Value>(&GET).await.unwrap_err();
        assert_eq!(error.attempts(), 1, "{error}");
    }
}

/// Waiting for the rate limit has no limit.
#[tokio::test(start_paused = true)]
async fn a_wait_for_the_rate_limit_does_not_count() {
    let server = Server::start([limited("retry-after: 80\r\n"), done()]).await;
    let begun = Instant::now();
    let limited = at(builder(&server).rate_limit(RateLimit::default()));
    let _: Value = limited.json(&POST).await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 80);
    server.requests().await;
}

#[tokio::test(start_paused = true)]
async fn a_repeated_delete_that_finds_nothing_is_a_success() {
    let server = Server::start([busy(), gone()]).await;
    at(builder(&server)).empty(&DELETE).await.unwrap();
    server.requests().await;

    let server = Server::start([busy(), gone()]).await;
    let left = at(builder(&server)).json::<Option<Value>>(&DELETE).await;
    assert_eq!(left.unwrap(), None);
    server.requests().await;

    // the 4xx is certain if it is the first response, if all earlier attempts were rejected, or if the call only reads
    for (operation, responses) in [
        (&DELETE, vec![gone()]),
        (&DELETE, vec![limited(""), gone()]),
        (&GET, vec![busy(), gone()]),
    ] {
        let server = Server::start(responses).await;
        let call = at(builder(&server)).json::<Option<Value>>(operation);
        assert!(call.await.unwrap_err().is_not_found());
        server.requests().await;
    }
}

/// Without a connection it is certain that nothing was sent, even with very short timeouts.
#[tokio::test(start_paused = true)]
async fn a_connect_timeout_differs_from_a_slow_response() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    // it accepts no connection, and its backlog is short
    let full = socket.listen(1).unwrap();
    let address = full.local_addr().unwrap();
    let limit = Duration::from_millis(500);
    let mut waiting = Vec::new();
    while let Ok(stream) = timeout(limit, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
    }
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .token("t0k3n")
        .timeout(limit);
    let error = at(client).json::<Value>(&POST).await.unwrap_err();
    assert!(error.is_timeout() && !error.may_have_happened(), "{error}");
    assert!(error.to_string().contains("nothing was sent"), "{error}");
    assert_eq!(error.attempts(), 4, "{error}");
}

/// An earlier attempt may have been carried out, even if the last one was never sent.
#[tokio::test(start_paused = true)]
async fn an_earlier_attempt_that_may_have_been_carried_out_is_reported() {
    let server = Server::start([response("503 Gone", "connection: close\r\n", "")]).await;
    let call = at(builder(&server)).json::<Value>(&PUT);
    let error = call.await.unwrap_err();
    server.requests().await;
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(error.may_have_happened());
    assert!(
        error
            .to_string()
            .contains("an earlier attempt may have been carried out"),
        "{error}"
    );
    assert!(!error.to_string().contains("nothing was sent"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn all_attempts_together_are_bound() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let silent = tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            kept.push(stream);
        }
    });
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .token("t0k3n")
        .timeout(Duration::from_secs(40));
    let begun = Instant::now();
    let it = at(client);
    let error = it.json::<Value>(&PUT).await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_happened(), "{error}");
    assert!(error.to_string().contains("check before"), "{error}");
    assert_eq!(error.attempts(), 2, "{error}");
    assert!(error.to_string().contains("`max_total`"), "{error}");
    assert_eq!(begun.elapsed().as_secs(), 60);
    // a call that only reads can always be repeated
    let error = it.json::<Value>(&GET).await.unwrap_err();
    assert!(error.is_timeout() && !error.may_have_happened(), "{error}");
    assert!(!error.to_string().contains("check before"), "{error}");
    silent.abort();
}

#[test]
fn a_call_outside_of_a_runtime_is_an_error() {
    let client = Client::builder().base_url("https://example.com").token("t");
    let call = at(client).json::<Value>(&GET);
    let mut call = pin!(call.into_future());
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut context) else {
        panic!("it waits")
    };
    assert!(matches!(error, Error::Config(_)), "{error}");
    assert!(!error.is_invalid_request(), "{error}");
    assert!(error.to_string().contains("Tokio runtime"), "{error}");
}
