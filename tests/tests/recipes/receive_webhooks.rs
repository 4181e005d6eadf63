//! The recipe `receive_webhooks`: over sockets, with signatures of a new key.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use crate::examples::receive_webhooks::{inbox, work};
use crate::*;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use realtimekit::events::{Event, Webhooks};
use realtimekit::reqwest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::Receiver;
use tokio::sync::{Semaphore, mpsc};

struct Signer(RsaKeyPair);

impl Signer {
    fn new() -> Self {
        Self(must(RsaKeyPair::generate(KeySize::Rsa2048)))
    }

    fn webhooks(&self) -> Webhooks {
        let der = must(self.0.public_key().as_der());
        let key = BASE64_STANDARD.encode(der.as_ref());
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----\n");
        must(Webhooks::with_key(&pem))
    }

    fn sign(&self, body: &[u8]) -> String {
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = SystemRandom::new();
        must(
            self.0
                .sign(&RSA_PKCS1_SHA256, &random, body, &mut signature),
        );
        BASE64_STANDARD.encode(signature)
    }
}

/// Starts the receiver of the recipe.
async fn receiver(signer: &Signer, capacity: usize) -> (SocketAddr, Receiver<Event>) {
    let (routes, events) = inbox(signer.webhooks(), capacity);
    let listener = must(TcpListener::bind("127.0.0.1:0").await);
    let address = must(listener.local_addr());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (address, events)
}

/// Sends a delivery and returns the status of the response.
async fn deliver(address: SocketAddr, id: &str, signature: &str, body: Vec<u8>) -> u16 {
    let request = reqwest::Client::new()
        .post(format!("http://{address}/webhooks"))
        .header("rtk-uuid", id)
        .header("rtk-webhook-id", "w-1")
        .header("rtk-signature", signature)
        .body(body);
    must(request.send().await).status().as_u16()
}

fn body(name: &str) -> Vec<u8> {
    example(&format!("{name}.event")).to_string().into_bytes()
}

#[tokio::test]
async fn a_signed_delivery_is_queued_once() {
    let signer = Signer::new();
    let (address, mut events) = receiver(&signer, 10).await;
    let body = body("meeting.started");
    let signature = signer.sign(&body);
    assert_eq!(deliver(address, "d-1", &signature, body.clone()).await, 202);
    // Repeated by the service, and replayed under another id.
    for id in ["d-1", "d-2"] {
        assert_eq!(deliver(address, id, &signature, body.clone()).await, 200);
    }
    assert!(matches!(events.try_recv(), Ok(Event::MeetingStarted(_))));
    assert!(events.try_recv().is_err());
}

#[tokio::test]
async fn tampered_bodies_wrong_keys_and_large_bodies_do_not_reach_the_queue() {
    let signer = Signer::new();
    let (address, mut events) = receiver(&signer, 10).await;
    let body = body("meeting.ended");
    let signature = signer.sign(&body);
    let mut tampered = body.clone();
    tampered[10] ^= 1;
    assert_eq!(deliver(address, "d-1", &signature, tampered).await, 401);
    let other = Signer::new().sign(&body);
    assert_eq!(deliver(address, "d-1", &other, body.clone()).await, 401);
    assert_eq!(deliver(address, "d-1", "AAAA", body.clone()).await, 401);

    let large = vec![b' '; 10 * 1024 * 1024];
    let signed = signer.sign(&large);
    let mut stream = must(TcpStream::connect(address).await);
    let head = format!(
        "POST /webhooks HTTP/1.1\r\nhost: {address}\r\nrtk-signature: {signed}\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n",
        large.len()
    );
    must(stream.write_all(head.as_bytes()).await);
    // The server responds before the body is sent, and may close the connection.
    let _ = stream.write_all(&large).await;
    let mut status = [0; 12];
    must(stream.read_exact(&mut status).await);
    assert_eq!(&status, b"HTTP/1.1 413");
    assert!(events.try_recv().is_err());
}

#[tokio::test]
async fn a_full_queue_is_responded_to_at_once_and_the_event_comes_again() {
    let signer = Signer::new();
    let (address, mut events) = receiver(&signer, 1).await;
    let (first, second) = (body("meeting.started"), body("meeting.ended"));
    let (of_first, of_second) = (signer.sign(&first), signer.sign(&second));
    assert_eq!(deliver(address, "d-1", &of_first, first).await, 202);
    let full = deliver(address, "d-2", &of_second, second.clone()).await;
    assert_eq!(full, 503);
    assert!(matches!(
        events.recv().await,
        Some(Event::MeetingStarted(_))
    ));
    assert_eq!(deliver(address, "d-2", &of_second, second).await, 202);
    assert!(matches!(events.recv().await, Some(Event::MeetingEnded(_))));
}

#[tokio::test]
async fn the_response_does_not_wait_for_the_worker() {
    let signer = Signer::new();
    let (address, events) = receiver(&signer, 10).await;
    let gate = Arc::new(Semaphore::new(0));
    let (handled, mut done) = mpsc::unbounded_channel();
    let worker_gate = Arc::clone(&gate);
    tokio::spawn(work(events, async move |event: &Event| {
        must(worker_gate.acquire().await).forget();
        must(handled.send(format!("{event:?}")));
        Ok::<(), std::fmt::Error>(())
    }));
    for (id, name) in [("d-1", "meeting.started"), ("d-2", "meeting.ended")] {
        let body = body(name);
        assert_eq!(deliver(address, id, &signer.sign(&body), body).await, 202);
    }
    assert!(done.try_recv().is_err());
    gate.add_permits(2);
    for name in ["MeetingStarted", "MeetingEnded"] {
        let event = must(done.recv().await.ok_or("no event"));
        assert!(event.starts_with(name), "{event}");
    }
}

#[tokio::test]
async fn an_event_whose_handling_fails_is_tried_three_times_and_the_next_one_is_handled() {
    let (queue, events) = mpsc::channel(2);
    for name in ["meeting.started", "meeting.ended"] {
        let event: Event = must(serde_json::from_slice(&body(name)));
        must(queue.send(event).await);
    }
    drop(queue);
    let tried = Mutex::new(Vec::new());
    work(events, async |event: &Event| {
        let is_start = matches!(event, Event::MeetingStarted(_));
        must(tried.lock()).push(is_start);
        if is_start { Err("not now") } else { Ok(()) }
    })
    .await;
    assert_eq!(must(tried.into_inner()), [true, true, true, false]);
}
