//! The program `realtimekit-fake`.

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum, error::ContextValue};
use realtimekit_fake::{FakeServer, Seed};

/// An in-memory server with the REST API of Cloudflare RealtimeKit
#[derive(Parser)]
#[command(name = "realtimekit-fake", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a server on this machine, and print the environment variables for clients
    Serve {
        /// The port to listen on; 0 selects a free one
        #[arg(long, default_value_t = 8787)]
        port: u16,
        /// The initial data of the server
        #[arg(long)]
        seed: Option<Start>,
        /// Start the clock at 2026-01-05T09:00:00Z; only POST /_fake/advance moves it
        #[arg(long)]
        manual_clock: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Start {
    /// A lesson that has ended and one that is live
    Classroom,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve {
        port,
        seed,
        manual_clock,
    } = Arguments::try_parse()
        .unwrap_or_else(|error| escaped(error).exit())
        .command;
    let mut builder = FakeServer::builder().port(port);
    if !manual_clock {
        builder = builder.follow_time();
    }
    if let Some(Start::Classroom) = seed {
        builder = builder.seed(Seed::Classroom);
    }
    let fake = match builder.start().await {
        Ok(fake) => fake,
        Err(error) => {
            eprintln!("the server cannot listen on port {port}: {error}");
            return ExitCode::FAILURE;
        }
    };
    for (name, value) in fake.variables() {
        println!("export {name}={value}");
    }
    eprintln!("Listening on {}. Ctrl-C stops it.", fake.url());
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Ctrl-C cannot be received: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Escapes control characters of the argument in an error.
fn escaped(mut error: clap::Error) -> clap::Error {
    let context = error.context();
    let context: Vec<_> = context.map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in context {
        if let ContextValue::String(text) = value {
            let shown = text.escape_debug().to_string();
            error.insert(kind, ContextValue::String(shown));
        }
    }
    error
}
