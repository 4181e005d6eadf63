//! The extractor for axum, over real sockets.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use realtimekit_runtime::webhooks::{Delivery, Webhooks};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time;

use crate::signing::{BODY, service};

async fn receive(delivery: Delivery<Value>) -> String {
    let event = delivery.event["event"].as_str().unwrap_or_default();
    format!("{event} {}", delivery.delivery_id.unwrap_or_default())
}

async fn start(webhooks: Webhooks) -> SocketAddr {
    let app = Router::new()
        .route("/webhooks", post(receive))
        .with_state(webhooks);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

fn webhooks() -> Webhooks {
    Webhooks::with_key(&service().pem()).unwrap()
}

/// The head of a request with this signature and length.
fn head(signature: Option<&str>, length: &str) -> String {
    let signature = signature.map(|text| format!("rtk-signature: {text}\r\n"));
    format!(
        "POST /webhooks HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nrtk-uuid: d-1\r\n{}{length}\r\n\r\n",
        signature.unwrap_or_default()
    )
}

fn length(bytes: usize) -> String {
    format!("content-length: {bytes}")
}

/// Sends this and returns status and body of the response.
async fn exchange(address: SocketAddr, request: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    respond(stream).await
}

async fn respond(mut stream: TcpStream) -> (u16, String) {
    let mut response = Vec::new();
    // a server that has not read everything may reset the connection once it has responded
    let _ = stream.read_to_end(&mut response).await;
    let response = String::from_utf8(response).unwrap();
    let status = response.split(' ').nth(1).unwrap_or_default();
    let body = response.split("\r\n\r\n").nth(1).unwrap_or_default();
    (status.parse().unwrap(), body.to_owned())
}

fn signed(body: &[u8]) -> Vec<u8> {
    let head = head(Some(&service().sign(body)), &length(body.len()));
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_delivery_is_extracted() {
    let address = start(webhooks()).await;
    let response = exchange(address, &signed(BODY)).await;
    assert_eq!(response, (200, "meeting.started d-1".to_owned()));
}

#[tokio::test]
async fn rejections_are_responses_with_a_status_and_no_details() {
    let address = start(webhooks()).await;
    let wrong = head(Some("AAAA"), &length(BODY.len()));
    let response = exchange(address, &[wrong.as_bytes(), BODY].concat()).await;
    assert_eq!(response, (401, "wrong signature".to_owned()));
    let response = exchange(address, &signed(b"s3cr3t")).await;
    assert_eq!(response, (422, "unreadable body".to_owned()));

    let client = realtimekit_runtime::Client::builder()
        .base_url("https://api.cloudflare.com/client/v4")
        .no_token()
        .build()
        .unwrap();
    let address = start(Webhooks::new(&client)).await;
    let response = exchange(address, &signed(BODY)).await;
    assert_eq!(response, (503, "key unavailable".to_owned()));
}

#[tokio::test]
async fn without_a_signature_no_body_is_waited_for() {
    let address = start(webhooks()).await;
    let response = exchange(address, head(None, &length(1_000)).as_bytes()).await;
    assert_eq!(response, (401, "missing signature".to_owned()));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_there() {
    let address = start(webhooks()).await;
    // announced, and not sent
    let announced = head(Some("AAAA"), &length(10 * 1024 * 1024));
    let response = exchange(address, announced.as_bytes()).await;
    assert_eq!(response, (413, "body too large".to_owned()));

    // not announced: in chunks, of which the last one never comes
    let chunked = head(Some("AAAA"), "transfer-encoding: chunked");
    let mut request = chunked.into_bytes();
    for _ in 0..5 {
        request.extend_from_slice(format!("{:x}\r\n", 256 * 1024).as_bytes());
        request.extend_from_slice(&vec![b' '; 256 * 1024]);
        request.extend_from_slice(b"\r\n");
    }
    let response = exchange(address, &request).await;
    assert_eq!(response, (413, "body too large".to_owned()));
}

#[tokio::test]
async fn a_slow_body_holds_up_no_other_delivery_and_is_given_up() {
    let address = start(webhooks().body_timeout(Duration::from_secs(5))).await;
    let request = signed(BODY);
    let (first, rest) = request.split_at(request.len() - 10);
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(first).await.unwrap();
    let mut stuck = TcpStream::connect(address).await.unwrap();
    stuck.write_all(first).await.unwrap();

    assert_eq!(exchange(address, &request).await.0, 200);
    slow.write_all(rest).await.unwrap();
    assert_eq!(respond(slow).await.0, 200);

    // the clock jumps to the end of the time allowed
    time::pause();
    let response = respond(stuck).await;
    assert_eq!(response, (503, "incomplete body".to_owned()));
}

#[tokio::test]
async fn two_deliveries_at_the_same_time_are_both_extracted() {
    let address = start(webhooks()).await;
    let request = signed(BODY);
    let both = tokio::join!(exchange(address, &request), exchange(address, &request));
    assert_eq!((both.0.0, both.1.0), (200, 200));
}
