//! Receiving webhooks: verifies each delivery, puts its event into a queue, and responds at once.
//!
//! The service waits for the response, and repeats a delivery after a 5xx. So the handler only verifies and queues, and a
//! worker does the rest. This queue is in memory: its events are lost when the process ends. To keep them, insert the
//! event into your database before you respond.
//!
//! ```console
//! $ cargo run --example receive_webhooks --features axum -- 127.0.0.1:8080
//! ```

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use realtimekit::events::{Claim, Deduplicate, Delivery, Event, MemoryDeduplicator, Webhooks};
use realtimekit::{Client, StatusCode};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The state of the handler.
#[derive(Clone)]
pub struct Inbox {
    webhooks: Webhooks,
    seen: Arc<MemoryDeduplicator>,
    queue: Sender<Event>,
}

/// The extractor of [`Delivery`] reads its settings from this.
impl FromRef<Inbox> for Webhooks {
    fn from_ref(inbox: &Inbox) -> Self {
        inbox.webhooks.clone()
    }
}

/// The routes, and the queue of at most `capacity` events.
pub fn inbox(webhooks: Webhooks, capacity: usize) -> (Router, Receiver<Event>) {
    let (queue, events) = channel(capacity);
    let inbox = Inbox {
        webhooks,
        seen: Arc::default(),
        queue,
    };
    let routes = Router::new().route("/webhooks", post(receive));
    (routes.with_state(inbox), events)
}

/// Handles a delivery whose signature has been verified.
async fn receive(State(inbox): State<Inbox>, delivery: Delivery<Event>) -> StatusCode {
    let key = delivery.key().clone();
    match inbox.seen.claim(&key).await {
        Ok(Claim::New) => {}
        // A repeated delivery.
        Ok(Claim::Done) => return StatusCode::OK,
        // Another request is queueing it now, and may fail.
        Ok(Claim::InProgress) => return StatusCode::SERVICE_UNAVAILABLE,
        Err(never) => match never {},
    }
    // Does not wait: if the queue is full, the service repeats the delivery later.
    let (outcome, status) = match inbox.queue.try_send(delivery.event) {
        Ok(()) => (inbox.seen.complete(&key).await, StatusCode::ACCEPTED),
        Err(_) => (
            inbox.seen.release(&key).await,
            StatusCode::SERVICE_UNAVAILABLE,
        ),
    };
    match outcome {
        Ok(()) => status,
        Err(never) => match never {},
    }
}

/// Handles the queued events in order. Each is tried at most three times.
pub async fn work<E: std::fmt::Display>(
    mut events: Receiver<Event>,
    mut handle: impl AsyncFnMut(&Event) -> Result<(), E>,
) {
    while let Some(event) = events.recv().await {
        for attempt in 1..=3 {
            match handle(&event).await {
                Ok(()) => break,
                // The service does not repeat it, because it was accepted.
                Err(error) => eprintln!("attempt {attempt} of 3 failed: {error}"),
            }
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address] = arguments.as_slice() else {
        return Err("usage: receive_webhooks ADDRESS".into());
    };
    // Fetches the public key of the service when the first delivery arrives.
    let webhooks = Webhooks::new(&Client::from_env()?);
    let (routes, events) = inbox(webhooks, 1_000);
    tokio::spawn(work(events, async |event: &Event| {
        println!("{event:?}");
        Ok::<(), std::fmt::Error>(())
    }));
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, routes).await?;
    Ok(())
}
