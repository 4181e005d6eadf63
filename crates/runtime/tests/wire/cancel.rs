//! Calls that are dropped before they end, on real sockets.

use std::{
    future::{Future, IntoFuture, poll_fn},
    pin::Pin,
    task::Poll,
    time::Duration,
};

use realtimekit_runtime::{Client, Method, Operation, Payload, RateLimit, Resource};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::server::{operation, response};

static GET: Operation = operation("get_it", Method::Get, Payload::Plain);

/// Polls a call until the server has its request, and returns the connection.
async fn under_way(listener: &TcpListener, call: &mut (impl Future + Unpin)) -> TcpStream {
    let mut accepted = Box::pin(async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let length = stream.read(&mut request).await.unwrap();
        assert!(request[..length].starts_with(b"GET /it"));
        stream
    });
    let stream = poll_fn(|context| {
        assert!(Pin::new(&mut *call).poll(context).is_pending());
        accepted.as_mut().poll(context)
    });
    stream.await
}

/// Everything that is received until the other side closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    rest
}

/// Accepts the next connection and responds to its request.
async fn respond_once(listener: &TcpListener) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = [0; 1024];
    assert_ne!(stream.read(&mut request).await.unwrap(), 0);
    let response = response("200 OK", "connection: close\r\n", r#"{"n":1}"#);
    stream.write_all(response.as_bytes()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_closes_its_connection_and_leaves_the_client_as_it_was() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder()
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .token("t0k3n")
        .rate_limit(RateLimit::calls(10, Duration::from_secs(10)))
        .build()
        .unwrap();
    let it = Resource::new(client).literal("it");
    let partly = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{";
    for begun in ["", "HTTP/1.1 200 O", partly] {
        let mut call = it.json::<Value>(&GET).into_future();
        let mut stream = under_way(&listener, &mut call).await;
        stream.write_all(begun.as_bytes()).await.unwrap();
        // until the written bytes have arrived
        for _ in 0..100 {
            poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await;
            tokio::task::yield_now().await;
        }
        drop(call);
        assert_eq!(rest(stream).await, "", "it is closed");

        let call = it.json::<Value>(&GET).into_future();
        let (value, ()) = tokio::join!(call, respond_once(&listener));
        assert_eq!(value.unwrap(), json!({"n": 1}), "after {begun:?}");
    }
}

/// Between two attempts, no request is in progress.
#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_between_attempts_is_not_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder()
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .token("t0k3n")
        .build()
        .unwrap();
    let mut call = Resource::new(client)
        .literal("it")
        .json::<Value>(&GET)
        .into_future();
    let mut stream = under_way(&listener, &mut call).await;
    let busy = response("503 Busy", "retry-after: 20\r\nconnection: close\r\n", "");
    stream.write_all(busy.as_bytes()).await.unwrap();
    let waited = tokio::time::timeout(Duration::from_secs(10), call).await;
    assert!(waited.is_err(), "it waits for what was asked");
    assert_eq!(rest(stream).await, "", "it is closed");
    let more = tokio::time::timeout(Duration::from_secs(60), listener.accept()).await;
    assert!(more.is_err(), "there is no other connection");
}
