//! `dev`: a service on this machine, to try things out without an account.

use clap::{Args, ValueEnum};
use realtimekit_fake::{FakeServer, Seed};
use tokio::process::Command;
use tokio::signal::ctrl_c;

use crate::failure::Failure;
use crate::output::{Output, note};

/// Start an in-memory service on this machine, to try things out without an account
///
/// It prints the environment variables for clients, and ends with Ctrl-C. With a command, it runs that with these variables,
/// and ends with it: `realtimekit dev --seed classroom -- realtimekit meetings list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The port; 0 for one that is free
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// What the service begins with
    #[arg(long)]
    seed: Option<Start>,
    /// A command that is run with the environment variables
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Start {
    /// A lesson that is over and one that is live
    Classroom,
}

/// Runs the service.
pub async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut builder = FakeServer::builder().port(arguments.port).follow_time();
    if let Some(Start::Classroom) = arguments.seed {
        builder = builder.seed(Seed::Classroom);
    }
    let started = builder.start().await;
    let port = arguments.port;
    let fake = started.map_err(|error| Failure::io(format!("port {port}"), &error))?;
    let Some((program, rest)) = arguments.command.split_first() else {
        let mut output = Output::new();
        for (name, value) in fake.variables() {
            output.line(&format!("export {name}={value}"))?;
        }
        output.flush()?;
        note(&format!("Listening on {}. Ctrl-C ends it.", fake.url()));
        return ctrl_c()
            .await
            .map_err(|error| Failure::io("Ctrl-C", &error));
    };
    let mut command = Command::new(program);
    command.args(rest).envs(fake.variables());
    // A profile would come before the environment.
    command.env_remove("REALTIMEKIT_PROFILE");
    let ended = command.status().await;
    let ended = ended.map_err(|error| Failure::io(program, &error))?;
    match ended.code() {
        Some(0) => Ok(()),
        code => Err(Failure::Command(
            code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
        )),
    }
}
