//! A server on this machine that receives webhooks.

use std::net::Ipv4Addr;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use realtimekit::events::{Delivery, WebhookError, Webhooks};
use realtimekit::types::WebhookSettings;
use realtimekit::{Client, Error};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use crate::failure::Failure;
use crate::output::note;

/// A verified event. The response waits until it is handled.
pub struct Received {
    /// The event.
    pub event: Value,
    handled: oneshot::Sender<bool>,
}

impl Received {
    /// Responds. If it was not handled, the service sends the event again.
    pub fn respond(self, is_handled: bool) {
        // If the connection is closed, the service sends the event again.
        let _ = self.handled.send(is_handled);
    }
}

/// A server that receives webhooks.
pub struct Receiver {
    address: String,
    received: mpsc::Receiver<Received>,
}

#[derive(Clone)]
struct App {
    webhooks: Webhooks,
    received: mpsc::Sender<Received>,
}

impl axum::extract::FromRef<App> for Webhooks {
    fn from_ref(app: &App) -> Self {
        app.webhooks.clone()
    }
}

impl Receiver {
    /// Listens on this port of 127.0.0.1, which the option sets.
    pub async fn start(port: u16, option: &str, webhooks: Webhooks) -> Result<Self, Failure> {
        let failed = |error| port_failure(port, option, &error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let listener = listener.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (sender, received) = mpsc::channel(16);
        let app = App {
            webhooks,
            received: sender,
        };
        let router = Router::new()
            .route("/", post(receive))
            .route("/{*path}", post(receive));
        let server = axum::serve(listener, router.with_state(app));
        tokio::spawn(server.into_future());
        Ok(Self {
            address: format!("http://{address}/"),
            received,
        })
    }

    /// Its address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The next event. Events are received one at a time, in order.
    pub async fn next(&mut self) -> Option<Received> {
        self.received.recv().await
    }
}

/// A port on which a server could not listen.
pub fn port_failure(port: u16, option: &str, error: &std::io::Error) -> Failure {
    let hint = match error.kind() {
        std::io::ErrorKind::AddrInUse => format!("; choose another port with {option}"),
        _ => String::new(),
    };
    Failure::Other(format!("port {port}: {error}{hint}"))
}

/// Registers an address for all events.
pub async fn register(client: &Client, name: &str, address: &str) -> Result<(), Error> {
    let events = client.webhooks().event_types().await?;
    let webhook = WebhookSettings::new(name, address, events);
    client.webhooks().create(&webhook).await?;
    Ok(())
}

async fn receive(
    State(app): State<App>,
    delivery: Result<Delivery<Value>, WebhookError>,
) -> StatusCode {
    let delivery = match delivery {
        Ok(delivery) => delivery,
        Err(error) => {
            note(&format!("refused: {error}"));
            return error.status();
        }
    };
    let (handled, is_handled) = oneshot::channel();
    let received = Received {
        event: delivery.event,
        handled,
    };
    let _ = app.received.send(received).await;
    match is_handled.await {
        Ok(true) => StatusCode::OK,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
