//! Lists as streams, whose readers do other things meanwhile; on real sockets and on a clock that is stopped.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use realtimekit_runtime::{Client, Error, ItemStream, Method, Operation, Payload, Resource};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use crate::server::{DATA, operation, response};

static LIST: Operation = operation("list_them", Method::Get, Payload::Plain);

static ENVELOPED: Operation = operation("list_them", Method::Get, DATA);

/// An event at the server: a request for a page, or a closed connection.
#[derive(Debug, PartialEq, Eq)]
enum Event {
    Asked(usize),
    Closed,
}

/// The items of a service with these pages under these headers; a page after the last gets no response.
async fn items(headers: &str, pages: &[&str]) -> (ItemStream<u32>, UnboundedReceiver<Event>) {
    items_of(&LIST, headers, pages).await
}

async fn items_of(
    operation: &'static Operation,
    headers: &str,
    pages: &[&str],
) -> (ItemStream<u32>, UnboundedReceiver<Event>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder()
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .token("t0k3n")
        .build()
        .unwrap();
    let pages: Vec<_> = pages
        .iter()
        .map(|page| response("200 OK", headers, page))
        .collect();
    let (events, seen) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, pages.clone(), events.clone()));
        }
    });
    let call = Resource::new(client).literal("them").page(operation);
    (call.stream("page_no", 1, None), seen)
}

async fn serve(mut stream: TcpStream, pages: Vec<String>, events: UnboundedSender<Event>) {
    let mut request = [0; 1024];
    while let Ok(length @ 1..) = stream.read(&mut request).await {
        let request = String::from_utf8_lossy(&request[..length]);
        let (_, rest) = request.split_once("page_no=").unwrap();
        let number: usize = rest.split(' ').next().unwrap().parse().unwrap();
        let _ = events.send(Event::Asked(number));
        if let Some(page) = pages.get(number - 1) {
            stream.write_all(page.as_bytes()).await.unwrap();
        }
    }
    let _ = events.send(Event::Closed);
}

/// Each page needs a connection of its own, which takes the client several steps.
const CLOSE: &str = "connection: close\r\n";

#[tokio::test(start_paused = true)]
async fn a_page_that_is_fetched_ahead_is_not_late_for_a_slow_reader() {
    let (mut items, _seen) = items(CLOSE, &["[1,2]", "[3,4]", "[5,6]", "[]"]).await;
    let mut read = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        read.push(item);
        // longer than a call may take with all its attempts
        tokio::time::sleep(Duration::from_secs(65)).await;
    }
    assert_eq!(read, [1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn a_page_of_null_items_is_not_the_last_if_the_service_counts_more() {
    let page = |items: &str, start: u32, end: u32| {
        format!(
            r#"{{"data":{items},"paging":{{"total_count":6,"start_offset":{start},"end_offset":{end}}}}}"#
        )
    };
    let pages = [
        page("[1,2]", 1, 2),
        page("[null,null]", 3, 4),
        page("[5,6]", 5, 6),
    ];
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let (mut items, _seen) = items_of(&ENVELOPED, "", &pages).await;
    let mut read = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        read.push(item);
    }
    assert_eq!(read, [1, 2, 5, 6]);
}

/// A service that reports more items and sends none does not cause endless requests.
#[tokio::test]
async fn an_empty_page_whose_place_does_not_move_is_the_last() {
    let page = r#"{"data":[],"paging":{"total_count":6,"start_offset":0,"end_offset":0}}"#;
    let (mut items, _seen) = items_of(&ENVELOPED, "", &[page, page]).await;
    assert_eq!(items.try_next().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_closes_its_connection() {
    let (mut items, mut seen) = items("", &["[1,2]"]).await;
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(seen.recv().await, Some(Event::Asked(1)));
    assert_eq!(seen.recv().await, Some(Event::Asked(2)));
    drop(items);
    assert_eq!(seen.recv().await, Some(Event::Closed));
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_stream_outside_of_a_runtime_is_an_error() {
    let (mut items, _seen) = runtime().block_on(items("", &[]));
    let mut next = pin!(items.next());
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(Some(Err(error))) = next.as_mut().poll(&mut context) else {
        panic!("it waits")
    };
    assert!(matches!(error, Error::Config(_)), "{error}");
    assert!(!error.is_invalid_request(), "{error}");
    let text = error.to_string();
    assert!(
        text.starts_with("the call was awaited outside a Tokio runtime"),
        "{text}"
    );
    assert!(text.contains("#[tokio::main]"), "{text}");
}

#[test]
fn a_page_whose_runtime_ended_is_an_error() {
    let first = runtime();
    let (mut items, _seen) = first.block_on(items("", &["[1,2]"]));
    assert_eq!(first.block_on(items.try_next()).unwrap(), Some(1));
    drop(first);
    let second = runtime();
    assert_eq!(second.block_on(items.try_next()).unwrap(), Some(2));
    let error = second.block_on(items.try_next()).unwrap_err();
    assert!(error.to_string().contains("has ended"), "{error}");
    assert_eq!(items.page(), 2);
    assert_eq!(second.block_on(items.try_next()).unwrap(), None);
}
