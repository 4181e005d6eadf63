//! The program `realtimekit`: Cloudflare RealtimeKit on the command line.
//!
//! Each folder imports from those below it in this list, and from no other:
//!
//! - `jobs/`: commands that make many calls.
//! - `operations/`: the commands of the operations.
//! - `page/`: pages of HTML.
//! - `settings/`: environment and configuration file.
//! - `output/`: tables, JSON, CSV; secrets and hostile text are kept out of it.
//! - `description/`: the API description, from which the commands of the operations are made.

mod commands;
mod confirm;
mod description;
mod failure;
mod global;
mod input;
mod jobs;
mod operations;
mod output;
mod page;
mod settings;
mod signals;
mod time;

use std::env;
use std::process::ExitCode;

use clap::{ArgMatches, FromArgMatches, error::ContextValue};

use failure::Failure;
use global::Global;
use output::{clean::visible, note, without_secrets, without_token, without_tokens};
use settings::Settings;

fn main() -> ExitCode {
    settings::hide_token_of_environment();
    let matches = match commands::root().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return refused(error),
    };
    match run(&matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, Failure::OutputClosed) {
                // A token may have been typed in the place of a file or an id.
                let arguments = arguments();
                let arguments = arguments.iter().map(String::as_str);
                note(&without_tokens(&format!("error: {failure}"), arguments));
            }
            ExitCode::from(&failure)
        }
    }
}

/// Prints the help, or why the arguments are not valid. A token, or a name that somebody chose, may be in a wrong place.
fn refused(error: clap::Error) -> ExitCode {
    let error = escaped(error);
    let message = error.render().to_string();
    let mut typed = arguments();
    // As they are in the message.
    typed.extend(
        arguments()
            .iter()
            .map(|argument| visible(argument).into_owned()),
    );
    let shown = without_secrets(&message, typed.iter().map(String::as_str));
    let shown = without_token(&shown).into_owned();
    if !error.use_stderr() || shown == message {
        error.exit();
    }
    note(shown.trim_end());
    ExitCode::from(&Failure::Usage(shown))
}

/// Escapes the arguments in the error.
fn escaped(mut error: clap::Error) -> clap::Error {
    let shown = |text: &String| visible(text).into_owned();
    let context = error.context();
    let context: Vec<_> = context.map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in context {
        let value = match value {
            ContextValue::String(text) => ContextValue::String(shown(&text)),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(shown).collect())
            }
            _ => continue,
        };
        error.insert(kind, value);
    }
    error
}

fn arguments() -> Vec<String> {
    let arguments = env::args_os().skip(1);
    arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
}

fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let Some((name, arguments)) = matches.subcommand() else {
        return Err(Failure::Usage("no command".to_owned()));
    };
    match name {
        "completions" => return commands::completions(arguments),
        "man" => return commands::man(arguments),
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::io("the runtime", &error))?;
    if name == "dev" {
        let global = read_global(arguments)?;
        return runtime.block_on(jobs::dev(arguments, &global));
    }
    let (command, arguments) = match arguments.subcommand() {
        Some((command, arguments)) => (Some(command), arguments),
        None => (None, arguments),
    };
    let global = read_global(arguments)?;
    let settings = Settings::load(global.profile.as_deref())?;
    runtime.block_on(async {
        let Some(command) = command else {
            return jobs::run(name, arguments, &global, &settings).await;
        };
        if name == "webhooks"
            && let Some(result) = jobs::webhooks(command, arguments, &global, &settings).await
        {
            return result;
        }
        operations::run(name, command, arguments, &global, &settings).await
    })
}

fn read_global(arguments: &ArgMatches) -> Result<Global, Failure> {
    let global = Global::from_arg_matches(arguments);
    global.map_err(|error| Failure::Usage(error.to_string()))
}
