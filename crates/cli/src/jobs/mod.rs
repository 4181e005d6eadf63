//! Commands that make several calls, for people who run meetings.

mod attendance;
mod ban;
mod close;
mod context;
mod dev;
mod enrol;
mod export;
mod quality;
mod session;
mod watch;
mod webhooks;

use clap::{ArgMatches, Args, Command, FromArgMatches};

use crate::failure::Failure;
use crate::global::Global;
use crate::settings::Settings;
pub use context::Context;

/// The commands.
pub fn commands() -> Vec<Command> {
    vec![
        attendance::Arguments::augment_args(Command::new("attendance")),
        ban::Arguments::augment_args(Command::new("ban")),
        close::Arguments::augment_args(Command::new("close")),
        dev::Arguments::augment_args(Command::new("dev")),
        enrol::Arguments::augment_args(Command::new("enrol")),
        export::Arguments::augment_args(Command::new("export")),
        quality::Arguments::augment_args(Command::new("quality")),
        watch::Arguments::augment_args(Command::new("watch")),
    ]
}

/// The commands of `webhooks`, beside those of the operations.
pub fn webhooks_commands() -> [Command; 2] {
    use webhooks::{listen, trigger};

    [
        listen::Arguments::augment_args(Command::new("listen")),
        trigger::Arguments::augment_args(Command::new("trigger")),
    ]
}

/// Runs one of the commands of `webhooks`, if it has this name.
pub async fn webhooks(
    name: &str,
    matches: &ArgMatches,
    global: &Global,
    settings: &Settings,
) -> Option<Result<(), Failure>> {
    let run = async {
        match name {
            "listen" => webhooks::listen::run(&read(matches)?, global, settings).await,
            _ => webhooks::trigger::run(&read(matches)?, global, settings).await,
        }
    };
    match name {
        "listen" | "trigger" => Some(run.await),
        _ => None,
    }
}

/// Runs `dev`, which needs no settings.
pub async fn dev(matches: &ArgMatches, global: &Global) -> Result<(), Failure> {
    dev::run(&read(matches)?, global).await
}

/// Runs a job.
pub async fn run(
    name: &str,
    matches: &ArgMatches,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let context = Context::new(global, settings)?;
    match name {
        "attendance" => attendance::run(&read(matches)?, &context).await,
        "ban" => ban::run(&read(matches)?, &context).await,
        "close" => close::run(&read(matches)?, &context).await,
        "enrol" => enrol::run(&read(matches)?, &context).await,
        "export" => export::run(&read(matches)?, &context).await,
        "quality" => quality::run(&read(matches)?, &context).await,
        "watch" => watch::run(&read(matches)?, &context).await,
        other => Err(Failure::Usage(format!("no such command: {other}"))),
    }
}

fn read<A: FromArgMatches>(matches: &ArgMatches) -> Result<A, Failure> {
    A::from_arg_matches(matches).map_err(|error| Failure::Usage(error.to_string()))
}
