//! `webhooks listen`: receives webhooks, and prints or handles them.

use std::fs;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Stdio;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use clap::Args;
use realtimekit::events::{Delivery, WebhookError, Webhooks};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::signal::ctrl_c;
use tokio::sync::{mpsc, oneshot};

use crate::failure::Failure;
use crate::global::Global;
use crate::output::clean::{json, visible};
use crate::output::secrets::hidden;
use crate::output::{Format, Output, note};
use crate::settings::Settings;

/// The variable that has the name of the event for a command.
const EVENT: &str = "REALTIMEKIT_EVENT";

/// Receive webhooks on this machine, verify them, and print them
///
/// It listens on 127.0.0.1 alone; a tunnel brings the webhooks of the service here. A delivery whose signature is not that of the
/// service is refused.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The port; 0 for one that is free
    #[arg(long, default_value_t = 8788)]
    port: u16,
    /// Run a command of the shell for each event: it has the event on its standard input, and its name in REALTIMEKIT_EVENT
    ///
    /// If the command fails, the response is 500, so that the service sends the event again.
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,
    /// A file with the public key in PEM, instead of the one that the service publishes
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

/// An event, and where to report whether it was handled.
type Received = (Value, oneshot::Sender<bool>);

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

/// Receives until Ctrl-C.
pub async fn run(
    arguments: &Arguments,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let webhooks = match &arguments.public_key {
        Some(file) => {
            let name = file.display();
            let pem = fs::read_to_string(file);
            let pem = pem.map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
            Webhooks::with_key(&pem).map_err(|error| Failure::Usage(format!("{name}: {error}")))?
        }
        None => Webhooks::new(&settings.client()?),
    };
    let at = (Ipv4Addr::LOCALHOST, arguments.port);
    let failed = |error: std::io::Error| Failure::io(format!("port {}", arguments.port), &error);
    let listener = TcpListener::bind(at).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let (received, mut events) = mpsc::channel(16);
    let app = App { webhooks, received };
    let router = Router::new()
        .route("/", post(receive))
        .route("/{*path}", post(receive));
    let server = axum::serve(listener, router.with_state(app));
    tokio::spawn(server.into_future());
    note(&format!("Listening on http://{address}/. Ctrl-C ends it."));
    let format = global.format(settings);
    let mut output = Output::new();
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            _ = ctrl_c() => None,
        };
        let Some((event, handled)) = event else {
            return Ok(());
        };
        let shown = if global.show_secrets {
            event.clone()
        } else {
            hidden(&event)
        };
        output.line(&line(&shown, format))?;
        output.flush()?;
        let is_handled = match &arguments.exec {
            Some(command) => exec(command, &event).await,
            None => true,
        };
        // Where the connection is gone, the service sends the event again.
        let _ = handled.send(is_handled);
    }
}

/// One event at a time is handled, in the order in which they come.
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
    let _ = app.received.send((delivery.event, handled)).await;
    match is_handled.await {
        Ok(true) => StatusCode::OK,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn line(event: &Value, format: Format) -> String {
    if format != Format::Table {
        return json(&event.to_string()).into_owned();
    }
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
    let parts = [
        text("/event"),
        text("/meeting/title").or(text("/meeting/id")),
        text("/participant/userDisplayName").or(text("/participant/customParticipantId")),
        text("/recording/status").or(text("/status")),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    visible(&parts.join("  ")).into_owned()
}

/// Runs a command for an event, and returns whether it succeeded.
async fn exec(command: &str, event: &Value) -> bool {
    let (shell, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let name = event
        .get("event")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let started = Command::new(shell)
        .args([flag, command])
        .env(EVENT, name)
        .stdin(Stdio::piped())
        .spawn();
    let ended = match started {
        Ok(mut child) => {
            if let Some(mut input) = child.stdin.take() {
                // A command that does not read it may succeed all the same.
                let _ = input.write_all(event.to_string().as_bytes()).await;
            }
            child.wait().await
        }
        Err(error) => Err(error),
    };
    match ended {
        Ok(status) if status.success() => true,
        Ok(status) => {
            note(&format!("the command failed: {status}"));
            false
        }
        Err(error) => {
            note(&format!("the command could not be run: {error}"));
            false
        }
    }
}
