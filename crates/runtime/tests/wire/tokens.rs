//! Tokens that are fetched and renewed, on real sockets.

use std::{
    convert::Infallible,
    error::Error as _,
    future::{IntoFuture, poll_fn, ready},
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use realtimekit_runtime::{
    Client, ClientBuilder, Error, Method, Operation, Payload, Resource, RetryPolicy,
};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinSet,
    time::Instant,
};

use crate::server::{Server, operation, read, response};

static POST: Operation = operation("add_it", Method::Post, Payload::Plain);

const REFUSED: &str =
    r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}"#;

fn done() -> String {
    response("200 OK", "", r#"{"n":1}"#)
}

fn refused() -> String {
    response("401 Unauthorized", "", REFUSED)
}

/// A provider that counts how often it is asked: `t0k3n-1`, `t0k3n-2`, …
fn counting(builder: ClientBuilder) -> (ClientBuilder, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let builder = builder.token_provider(move || {
        let number = 1 + count.fetch_add(1, Ordering::Relaxed);
        ready(Ok::<_, Infallible>(format!("t0k3n-{number}")))
    });
    (builder, asked)
}

fn at(base_url: &str, builder: ClientBuilder) -> Resource {
    Resource::new(builder.base_url(base_url).build().unwrap()).literal("it")
}

fn tokens(requests: &[crate::server::Request]) -> Vec<String> {
    let token = |request: &crate::server::Request| {
        let mut headers = request.headers.iter();
        let header = headers.find_map(|header| header.strip_prefix("authorization: "));
        header.unwrap_or_default().to_owned()
    };
    requests.iter().map(token).collect()
}

#[tokio::test]
async fn a_token_is_fetched_once_and_kept() {
    let server = Server::start([done(), done(), done()]).await;
    let (builder, asked) = counting(Client::builder());
    let it = at(&server.base_url, builder);
    for _ in 0..3 {
        let _: Value = it.json(&POST).await.unwrap();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    assert_eq!(tokens(&server.requests().await), ["Bearer t0k3n-1"; 3]);
}

#[tokio::test]
async fn a_token_is_sent_in_the_header_that_was_chosen() {
    let server = Server::start([done()]).await;
    let (builder, _) = counting(Client::builder().token_header("x-api-key"));
    let _: Value = at(&server.base_url, builder).json(&POST).await.unwrap();
    let requests = server.requests().await;
    let header = "x-api-key: t0k3n-1".to_owned();
    assert!(requests[0].headers.contains(&header), "{requests:?}");
}

#[tokio::test]
async fn a_post_that_was_refused_is_sent_again_with_a_new_token() {
    for policy in [RetryPolicy::new(), RetryPolicy::off()] {
        let server = Server::start([refused(), done(), done()]).await;
        let (builder, asked) = counting(Client::builder().retry(policy));
        let it = at(&server.base_url, builder);
        for _ in 0..2 {
            let value: Value = it.json(&POST).await.unwrap();
            assert_eq!(value, json!({"n": 1}));
        }
        assert_eq!(asked.load(Ordering::Relaxed), 2);
        let expected = ["Bearer t0k3n-1", "Bearer t0k3n-2", "Bearer t0k3n-2"];
        assert_eq!(tokens(&server.requests().await), expected);
    }
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_is_an_error_without_secrets() {
    let echo = |message: &str| {
        let body = json!({"success": false, "errors": [{"code": 1000, "message": message}]});
        response("401 Unauthorized", "", &body.to_string())
    };
    let server = Server::start([refused(), echo("bad: t0k3n-2, and t0k3n-1 before it")]).await;
    let (builder, asked) = counting(Client::builder());
    let it = at(&server.base_url, builder);
    let error = it.json::<Value>(&POST).await.unwrap_err();
    assert!(error.is_auth() && !error.may_have_happened(), "{error}");
    assert_eq!(error.attempts(), 2);
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("t0k3n"), "{shown}");
    server.requests().await;
}

/// Responds 401 to every token but this one, on any number of connections.
async fn serve(listener: TcpListener, accepted: &'static str) {
    async fn respond(mut stream: TcpStream, accepted: &str) {
        loop {
            let request = read(&mut stream).await;
            let is_accepted = tokens(&[request]) == [format!("Bearer {accepted}")];
            let response = if is_accepted { done() } else { refused() };
            stream.write_all(response.as_bytes()).await.unwrap();
        }
    }
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(respond(stream, accepted));
    }
}

#[tokio::test]
async fn calls_that_are_refused_at_once_ask_for_one_new_token() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, "t0k3n-2"));
    let (builder, asked) = counting(Client::builder());
    let it = at(&base_url, builder);
    let calls: JoinSet<_> = (0..20)
        .map(|_| it.json::<Value>(&POST).into_future())
        .collect();
    for outcome in calls.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_provider_that_fails_is_an_error_without_secrets_and_is_asked_again() {
    let server = Server::start([done()]).await;
    let asked = AtomicUsize::new(0);
    let builder = Client::builder().token_provider(move || {
        let outcome = match asked.fetch_add(1, Ordering::Relaxed) {
            0 => Err(io::Error::other("wrong client secret s3cr3t")),
            _ => Ok("t0k3n"),
        };
        ready(outcome)
    });
    let it = at(&server.base_url, builder);
    let error = it.json::<Value>(&POST).await.unwrap_err();
    assert!(matches!(error, Error::Token(_)), "{error:?}");
    assert!(!error.may_have_happened());
    assert_eq!((error.attempts(), error.status()), (0, None));
    let text = error.to_string();
    assert!(
        text.contains("add_it: the token provider failed, nothing was sent"),
        "{text}"
    );
    assert!(
        !format!("{error} {error:?}").contains("s3cr3t"),
        "{error:?}"
    );
    let source = error.source().unwrap().to_string();
    assert_eq!(
        source, "wrong client secret s3cr3t",
        "it is there for those who ask"
    );
    let _: Value = it.json(&POST).await.unwrap();
    assert_eq!(server.requests().await.len(), 1);
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_an_error_without_it() {
    for token in ["", "s3cr3t\n", "Bearer s3cr3t"] {
        let provide = move || ready(Ok::<_, Infallible>(token));
        let it = at(
            "http://127.0.0.1:9",
            Client::builder().token_provider(provide),
        );
        let error = it.json::<Value>(&POST).await.unwrap_err();
        assert!(matches!(error, Error::Token(_)), "{error:?}");
        let shown = format!("{error} {error:?}");
        assert!(
            shown.contains("cannot be sent") && !shown.contains("s3cr3t"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_provider_that_panics_fails_the_calls_and_is_asked_again() {
    let server = Server::start([done()]).await;
    let asked = AtomicUsize::new(0);
    let builder = Client::builder().token_provider(move || {
        let number = asked.fetch_add(1, Ordering::Relaxed);
        async move {
            assert_ne!(number, 0, "the first time it panics");
            Ok::<_, Infallible>("t0k3n")
        }
    });
    let it = at(&server.base_url, builder);
    let error = it.json::<Value>(&POST).await.unwrap_err();
    assert!(error.to_string().contains("panicked"), "{error}");
    let _: Value = it.json(&POST).await.unwrap();
    server.requests().await;
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_takes_too_long_is_an_error() {
    let never = || std::future::pending::<Result<&str, Infallible>>();
    let it = at(
        "http://127.0.0.1:9",
        Client::builder().token_provider(never),
    );
    let error = it.json::<Value>(&POST).await.unwrap_err();
    assert!(error.to_string().contains("no token within 30s"), "{error}");
}

/// A provider that takes this long, and counts.
fn slow(builder: ClientBuilder, time: Duration) -> ClientBuilder {
    let asked = AtomicUsize::new(0);
    builder.token_provider(move || {
        let number = 1 + asked.fetch_add(1, Ordering::Relaxed);
        async move {
            tokio::time::sleep(time).await;
            Ok::<_, Infallible>(format!("t0k3n-{number}"))
        }
    })
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_call_is_sent_again_with_a_token_that_was_slow_to_come() {
    for (timeout, max_total, fetch) in [(10, 60, 9), (10, 10, 4), (30, 10, 8), (1, 60, 1)] {
        let server = Server::start([refused(), done()]).await;
        let policy = RetryPolicy::new().max_total(SECOND * max_total);
        let builder = Client::builder().timeout(SECOND * timeout).retry(policy);
        let it = at(&server.base_url, slow(builder, SECOND * fetch * 99 / 100));
        let value: Value = it.json(&POST).await.unwrap();
        assert_eq!(value, json!({"n": 1}));
        assert_eq!(
            tokens(&server.requests().await),
            ["Bearer t0k3n-1", "Bearer t0k3n-2"]
        );
    }
}

/// It is no 401: that one was for a token which is no longer in use.
#[tokio::test(start_paused = true)]
async fn a_token_that_comes_too_late_is_an_error_within_the_time_of_the_call() {
    let server = Server::start([refused()]).await;
    let policy = RetryPolicy::new().max_total(SECOND * 10);
    let builder = Client::builder().timeout(SECOND * 10).retry(policy);
    let it = at(&server.base_url, slow(builder, SECOND * 6));
    let begun = Instant::now();
    let error = it.json::<Value>(&POST).await.unwrap_err();
    assert!(begun.elapsed() <= SECOND * 10, "{:?}", begun.elapsed());
    assert!(matches!(error, Error::Token(_)), "{error}");
    let text = error.to_string();
    assert!(text.contains("allow more with `max_total`"), "{text}");
    assert!(
        !error.may_have_happened() && error.attempts() == 1,
        "{error:?}"
    );
    server.requests().await;
}

/// The call that asked first may be dropped; the others wait for the same token.
#[tokio::test]
async fn a_dropped_call_does_not_stop_the_fetch_of_a_token() {
    let server = Server::start([done()]).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let release = Arc::new(Notify::new());
    let (count, released) = (Arc::clone(&asked), Arc::clone(&release));
    let builder = Client::builder().token_provider(move || {
        count.fetch_add(1, Ordering::Relaxed);
        let released = Arc::clone(&released);
        async move {
            released.notified().await;
            Ok::<_, Infallible>("t0k3n")
        }
    });
    let it = at(&server.base_url, builder);
    let mut first = it.json::<Value>(&POST).into_future();
    let mut second = it.json::<Value>(&POST).into_future();
    for call in [&mut first, &mut second] {
        assert!(poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await);
    }
    drop(first);
    release.notify_one();
    assert_eq!(second.await.unwrap(), json!({"n": 1}));
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    server.requests().await;
}

#[test]
fn a_client_has_a_token_or_a_provider_and_not_both() {
    let (builder, _) = counting(Client::builder().base_url("https://example.com"));
    let error = builder.token("t").build().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("both `token` and `token_provider`"),
        "{error}"
    );
}

/// A slow call is still on its way with a token that has been renewed many times since.
#[tokio::test]
async fn the_token_of_an_attempt_is_redacted_however_often_it_was_renewed() {
    const RENEWALS: usize = 10;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetched);
    let builder = Client::builder().token_provider(move || {
        // tokens that have nothing in common
        let letter =
            char::from(b'A' + u8::try_from(count.fetch_add(1, Ordering::Relaxed)).unwrap());
        ready(Ok::<_, Infallible>(letter.to_string().repeat(20)))
    });
    let it = at(&base_url, builder);
    let slow = tokio::spawn(it.json::<Value>(&POST).into_future());
    let (mut kept, _) = listener.accept().await.unwrap();
    read(&mut kept).await;
    let others = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for _ in 0..RENEWALS {
            for response in [refused(), done()] {
                read(&mut stream).await;
                stream.write_all(response.as_bytes()).await.unwrap();
            }
        }
    });
    for _ in 0..RENEWALS {
        let _: Value = it.json(&POST).await.unwrap();
    }
    others.await.unwrap();
    assert_eq!(fetched.load(Ordering::Relaxed), 1 + RENEWALS);
    let first = "A".repeat(20);
    let body =
        json!({"success": false, "errors": [{"code": 1000, "message": format!("bad {first}")}]});
    let echo = response("400 Bad Request", "", &body.to_string());
    kept.write_all(echo.as_bytes()).await.unwrap();
    let error = slow.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("bad [redacted]"), "{error}");
    assert!(!format!("{error:#?}").contains(&first), "{error:#?}");
}

#[tokio::test]
async fn a_fetched_token_is_not_sent_in_a_path() {
    let token = "t0k3n-that-is-long-enough";
    let provider = move || ready(Ok::<_, Infallible>(token));
    let it = at(
        "http://127.0.0.1:9",
        Client::builder().token_provider(provider),
    );
    let call = it.value("meeting_id", token).json::<Value>(&POST);
    let error = call.await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
    assert!(!format!("{error} {error:#?}").contains(token), "{error}");
    // it is known now
    let shown = format!("{:?}", it.value("meeting_id", token));
    assert_eq!(shown, r#"Resource("/it/[redacted]")"#);
}

#[tokio::test]
async fn a_token_that_is_not_yet_fetched_is_in_no_path_that_is_printed() {
    let token = "t0k3n-that-is-long-enough";
    let paths = Arc::new(Mutex::new(Vec::new()));
    let [before, after] = [Arc::clone(&paths), Arc::clone(&paths)];
    let builder = Client::builder()
        .token_provider(move || ready(Ok::<_, Infallible>(token)))
        .before_call(move |call| before.lock().unwrap().push(call.path().to_owned()))
        .after_call(move |call| after.lock().unwrap().push(call.path().to_owned()));
    let it = at("http://127.0.0.1:9", builder).value("meeting_id", token);
    let call = it.json::<Value>(&POST);
    let printed = format!("{it:?} {call:?}");
    assert!(!printed.contains("long-enough"), "{printed}");
    call.await.unwrap_err();
    it.json::<Value>(&POST).await.unwrap_err();
    let paths = paths.lock().unwrap();
    assert_eq!(paths[..2], [POST.path; 2]);
    assert_eq!(paths[2..], ["/it/[redacted]"; 2]);
}
