//! `dev`: an in-memory server on this machine, without an account.

use std::process::ExitStatus;

use clap::{Args, ValueEnum};
use realtimekit_fake::{FakeServer, Seed};
use tokio::process::{Child, Command};

use super::webhooks::{Receiver, line, port_failure, register};
use crate::failure::Failure;
use crate::global::Global;
use crate::output::{Format, Output, note};
use crate::signals::{Signal, Signals};

/// Start an in-memory server on this machine, to try things out without an account
///
/// Prints the environment variables for clients, then the events of the server. It also starts a listener, which receives
/// and verifies them as `webhooks listen` does. Ctrl-C ends the server and the listener. With a command, runs the command with these
/// variables, prints the events on standard error, and ends when the command ends:
/// `realtimekit dev --seed classroom -- realtimekit meetings list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The port of the server; 0 for a free one
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// The port of the listener for webhooks; 0 for a free one
    #[arg(long, value_name = "PORT", default_value_t = 8788)]
    webhook_port: u16,
    /// The initial data of the server
    #[arg(long)]
    seed: Option<Start>,
    /// A command to run with the environment variables
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Start {
    /// A lesson that has ended and one that is live
    Classroom,
}

/// Runs the server.
pub async fn run(arguments: &Arguments, global: &Global) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let mut builder = FakeServer::builder().port(arguments.port).follow_time();
    if let Some(Start::Classroom) = arguments.seed {
        builder = builder.seed(Seed::Classroom);
    }
    let started = builder.start().await;
    let fake = started.map_err(|error| port_failure(arguments.port, "--port", &error))?;
    let webhooks = fake.webhooks();
    let webhooks = webhooks.map_err(|error| Failure::Other(error.to_string()))?;
    let port = arguments.webhook_port;
    let mut receiver = Receiver::start(port, "--webhook-port", webhooks).await?;
    register(&fake.client(), "realtimekit dev", receiver.address()).await?;
    let shown = |event: &serde_json::Value| {
        let format = global.wanted_format().unwrap_or(Format::Table);
        line(event, format, global.show_secrets)
    };
    if !arguments.command.is_empty() {
        let mut child = spawn(&arguments.command, &fake)?;
        loop {
            tokio::select! {
                ended = child.wait() => {
                    let ended = ended.map_err(|error| Failure::io("the command", &error))?;
                    return result(ended);
                }
                Some(received) = receiver.next() => {
                    note(&shown(&received.event));
                    received.respond(true);
                }
                signal = signals.next() => forward(signal, &child),
            }
        }
    }
    let mut output = Output::new();
    for (name, value) in fake.variables() {
        output.line(&format!("export {name}={value}"))?;
    }
    output.flush()?;
    note(&format!(
        "Listening on {}, and for its webhooks on {}. Ctrl-C ends both.",
        fake.url(),
        receiver.address()
    ));
    loop {
        tokio::select! {
            Some(received) = receiver.next() => {
                let printed = output.line(&shown(&received.event)).and_then(|()| output.flush());
                received.respond(true);
                printed?;
            }
            _ = signals.next() => return Ok(()),
        }
    }
}

fn spawn(command: &[String], fake: &FakeServer) -> Result<Child, Failure> {
    let (program, rest) = command.split_first().unzip();
    let program = program.map_or("", String::as_str);
    Command::new(program)
        .args(rest.unwrap_or_default())
        .envs(fake.variables())
        // A profile would come before the environment.
        .env_remove("REALTIMEKIT_PROFILE")
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| Failure::io(program, &error))
}

/// Ctrl-C is not forwarded, because the command gets it from the terminal and may handle it, as a shell does. Other
/// signals reach only this process.
#[cfg(unix)]
fn forward(signal: Signal, child: &Child) {
    use rustix::process::{Pid, Signal as Sent, kill_process};

    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let (Signal::Terminate, Some(id)) = (signal, id.and_then(Pid::from_raw)) {
        // It may have ended by now.
        let _ = kill_process(id, Sent::TERM);
    }
}

#[cfg(not(unix))]
fn forward(_signal: Signal, _child: &Child) {}

/// The exit code of the command. As in a shell, it is 128 and the number of the signal that ended it.
fn result(ended: ExitStatus) -> Result<(), Failure> {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&ended);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    let code = ended.code().or(signal.map(|signal| 128 + signal));
    match code {
        Some(0) => Ok(()),
        code => Err(Failure::Command(
            code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
        )),
    }
}
