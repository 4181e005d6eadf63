//! Requests that an HTTP/2 server did not process, on real sockets.

use std::{error::Error as _, future::poll_fn, task::Poll, time::Duration};

use h2::{Reason, server};
use http::Response;
use realtimekit_runtime::{
    Client, Error, Method, Operation, Payload, Resource, RetryPolicy,
    reqwest::{self, retry},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::server::operation;

static POST: Operation = operation("add_it", Method::Post, Payload::Plain);

type Connection = server::Connection<TcpStream, bytes::Bytes>;

/// How a connection ends for its first request.
#[derive(Debug, Clone, Copy)]
enum End {
    /// RST_STREAM with this reason.
    Reset(Reason),
    /// GOAWAY with this reason and last stream 0.
    GoAway(Reason),
    /// GOAWAY whose last stream is that of the request, and then the end.
    GoAwayAfter,
    /// The end of the connection.
    Closed,
    /// A response that begins, then RST_STREAM.
    Begun(Reason),
    /// A response with less content than it announces, then RST_STREAM with NO_ERROR.
    Short,
}

/// Ends the first connection in this way, and responds to each request on the next one. Returns the number of responses.
async fn serve(listener: TcpListener, end: End) -> usize {
    let mut connection = accept(&listener).await;
    match end {
        End::Reset(reason) => {
            let (_, mut respond) = connection.accept().await.unwrap().unwrap();
            respond.send_reset(reason);
            // the connection stays: the next request comes over it
            return respond_to_all(connection).await;
        }
        End::Begun(reason) => {
            let (_, mut respond) = connection.accept().await.unwrap().unwrap();
            let mut body = respond.send_response(Response::new(()), false).unwrap();
            // a reset drops what has not been written yet
            poll_fn(|context| Poll::Ready(connection.poll_accept(context).is_pending())).await;
            body.send_reset(reason);
            return respond_to_all(connection).await;
        }
        End::Short => {
            let (_, mut respond) = connection.accept().await.unwrap().unwrap();
            let head = Response::builder().header("content-length", 100);
            let mut body = respond
                .send_response(head.body(()).unwrap(), false)
                .unwrap();
            body.send_data(r#"{"n":1}"#.into(), false).unwrap();
            poll_fn(|context| Poll::Ready(connection.poll_accept(context).is_pending())).await;
            body.send_reset(Reason::NO_ERROR);
            return respond_to_all(connection).await;
        }
        End::GoAway(reason) => {
            // before a request is accepted, the last stream is 0
            connection.abrupt_shutdown(reason);
            while connection
                .accept()
                .await
                .is_some_and(|request| request.is_ok())
            {}
        }
        End::GoAwayAfter => {
            let request = connection.accept().await;
            connection.abrupt_shutdown(Reason::NO_ERROR);
            assert!(connection.accept().await.is_none_or(|more| more.is_err()));
            drop(request);
        }
        End::Closed => {
            let request = connection.accept().await;
            drop((request, connection));
        }
    }
    respond_to_all(accept(&listener).await).await
}

async fn accept(listener: &TcpListener) -> Connection {
    let (stream, _) = listener.accept().await.unwrap();
    server::handshake(stream).await.unwrap()
}

async fn respond_to_all(mut connection: Connection) -> usize {
    let mut responses = 0;
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        let mut body = respond.send_response(Response::new(()), false).unwrap();
        body.send_data(r#"{"n":1}"#.into(), true).unwrap();
        responses += 1;
    }
    responses
}

/// A call over HTTP/2 to a server that ends the first request in this way.
async fn call(end: End, policy: RetryPolicy) -> (Result<Value, Error>, JoinHandle<usize>) {
    let (it, server) = resource(end, policy).await;
    (it.json(&POST).await, server)
}

/// A server that ends the first request in this way.
async fn resource(end: End, policy: RetryPolicy) -> (Resource, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(listener, end));
    // without the client's own repeats, which would hide what is tested
    let http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .retry(retry::never())
        .build();
    let client = Client::builder()
        .base_url(base_url)
        .token("t0k3n")
        .retry(policy.first_delay(Duration::ZERO))
        .http_client(http.unwrap())
        .build();
    (Resource::new(client.unwrap()).literal("it"), server)
}

#[tokio::test]
async fn a_request_that_was_not_processed_is_repeated() {
    for end in [
        End::Reset(Reason::REFUSED_STREAM),
        End::GoAway(Reason::NO_ERROR),
        End::GoAway(Reason::ENHANCE_YOUR_CALM),
    ] {
        let (outcome, server) = call(end, RetryPolicy::new()).await;
        assert_eq!(outcome.unwrap(), json!({"n": 1}), "{end:?}");
        assert_eq!(server.await.unwrap(), 1, "{end:?}");

        let (outcome, server) = call(end, RetryPolicy::off()).await;
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{end:?}: {error:?}");
        assert!(!error.may_have_happened(), "{end:?}: {error}");
        let text = error.to_string();
        assert!(text.contains("without processing"), "{end:?}: {error}");
        assert!(!text.contains("look before"), "{end:?}: {error}");
        server.abort();
    }
}

#[tokio::test]
async fn a_request_that_may_have_been_processed_is_not_repeated() {
    for end in [
        End::Reset(Reason::INTERNAL_ERROR),
        End::Reset(Reason::CANCEL),
        End::Begun(Reason::REFUSED_STREAM),
        End::Short,
        End::GoAwayAfter,
        End::Closed,
    ] {
        let (outcome, server) = call(end, RetryPolicy::new()).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.attempts(), 1, "{end:?}: {error}");
        assert!(error.may_have_happened(), "{end:?}: {error}");
        server.abort();
    }
}

#[tokio::test]
async fn a_stream_that_is_shorter_than_announced_is_an_error() {
    let (it, server) = resource(End::Short, RetryPolicy::off()).await;
    let mut bytes = it.byte_stream(&POST).await.unwrap();
    assert_eq!(bytes.try_next().await.unwrap().unwrap(), br#"{"n":1}"#);
    let error = bytes.try_next().await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(bytes.next().await.is_none());
    server.abort();
}

/// GOAWAY can carry any bytes, which HTTP clients print.
#[tokio::test]
async fn the_reason_of_a_closed_connection_is_printed_without_secrets() {
    for debug_data in [
        "you sent t0k3n-and-more-of-it",
        "dDBrM24tYW5kLW1vcmUtb2YtaXQ=",
        "see https://user:t0k3n-and-more-of-it@h/a",
        "see https://h/a?t0k3n",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
            let length = u8::try_from(8 + debug_data.len()).unwrap();
            let go_away = [0, 0, length, 7, 0, 0, 0, 0, 0];
            let no_stream_calm = [0, 0, 0, 0, 0, 0, 0, 11];
            let frames = [
                &settings[..],
                &go_away,
                &no_stream_calm,
                debug_data.as_bytes(),
            ];
            stream.write_all(&frames.concat()).await.unwrap();
            // until the client closes the connection
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
        let http = reqwest::Client::builder()
            .http2_prior_knowledge()
            .retry(retry::never())
            .build();
        let client = Client::builder()
            .base_url(base_url)
            .token("t0k3n-and-more-of-it")
            .retry(RetryPolicy::off())
            .http_client(http.unwrap())
            .build();
        let it = Resource::new(client.unwrap()).literal("it");
        let error = it.json::<Value>(&POST).await.unwrap_err();
        let mut printed = format!("{error} {error:#?}");
        let mut source = error.source();
        while let Some(cause) = source {
            printed.push_str(&format!(" {cause} {cause:?}"));
            source = cause.source();
        }
        for secret in ["t0k3n", "dDBrM24t"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("[redacted"), "{printed}");
        server.await.unwrap();
    }
}
