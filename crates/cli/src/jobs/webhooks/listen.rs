//! `webhooks listen`: receives webhooks, and prints or handles them.

use std::path::PathBuf;
use std::process::Stdio;

use clap::Args;
use realtimekit::events::Webhooks;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::receiver::Receiver;
use super::shown::line;
use crate::failure::Failure;
use crate::global::Global;
use crate::input::{self, MEBIBYTE};
use crate::output::{Output, note};
use crate::settings::Settings;
use crate::signals::Signals;

/// The variable that has the name of the event for a command.
const EVENT: &str = "REALTIMEKIT_EVENT";

/// Receive webhooks on this machine, verify them, and print them
///
/// Listens on 127.0.0.1 only: to receive webhooks of the service, run a tunnel that forwards them to this port. Deliveries without a valid signature
/// of the service are refused. If REALTIMEKIT_BASE_URL is an in-memory server on this machine, its key is used.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The port; 0 for a free one
    #[arg(long, default_value_t = 8788)]
    port: u16,
    /// A shell command to run for each event, with the event on standard input and its name in REALTIMEKIT_EVENT
    ///
    /// If the command fails, the response is 500, so that the service sends the event again.
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,
    /// A file with the public key in PEM, instead of the one that the service publishes
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

/// Receives until Ctrl-C.
pub async fn run(
    arguments: &Arguments,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let webhooks = webhooks(arguments, settings)?;
    let mut signals = Signals::new()?;
    let mut receiver = Receiver::start(arguments.port, "--port", webhooks).await?;
    note(&format!(
        "Listening on {}. Ctrl-C ends it.",
        receiver.address()
    ));
    let format = global.format(settings);
    let mut output = Output::new();
    loop {
        let received = tokio::select! {
            received = receiver.next() => received,
            _ = signals.next() => None,
        };
        let Some(received) = received else {
            return Ok(());
        };
        output.line(&line(&received.event, format, global.show_secrets))?;
        output.flush()?;
        let is_handled = match &arguments.exec {
            Some(command) => tokio::select! {
                is_handled = exec(command, &received.event) => is_handled,
                // The command is stopped, and the service sends the event again.
                _ = signals.next() => return Ok(()),
            },
            None => true,
        };
        received.respond(is_handled);
    }
}

fn webhooks(arguments: &Arguments, settings: &Settings) -> Result<Webhooks, Failure> {
    if let Some(file) = &arguments.public_key {
        let name = file.display();
        let pem = input::file(file, MEBIBYTE);
        let pem = pem.map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
        return Webhooks::with_key(&pem)
            .map_err(|error| Failure::Usage(format!("{name}: {error}")));
    }
    let webhooks = Webhooks::new(&settings.client()?);
    let Some(origin) = settings.loopback() else {
        return Ok(webhooks);
    };
    let url = format!("{origin}/.well-known/webhooks.json");
    webhooks
        .key_url(&url)
        .map_err(|error| Failure::Usage(error.to_string()))
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
        .kill_on_drop(true)
        .spawn();
    let ended = match started {
        Ok(mut child) => {
            if let Some(mut input) = child.stdin.take() {
                // A command may succeed without reading its input.
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
