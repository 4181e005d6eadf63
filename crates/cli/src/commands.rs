//! The command line, its completions and its man pages.

use std::fs;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, value_parser};
use clap_complete::Shell;

use crate::failure::{EXIT_CODES, Failure};
use crate::global::Global;
use crate::jobs;
use crate::operations;
use crate::output::Output;

const NAME: &str = "realtimekit";
const CONFIGURATION: &str = "\
Configuration:
  environment  CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID, REALTIMEKIT_APP_ID, REALTIMEKIT_BASE_URL
  file         ~/.config/realtimekit/config.toml: token, account_id, app_id, base_url, output
               The environment replaces these values.
  --profile    a section [profiles.NAME] of that file; its values replace those of the environment

There is no option for the token, because it would be in the history of the shell.";

/// The whole command line.
pub fn root() -> Command {
    // The options first, because they would replace `about`.
    Global::augment_args(Command::new(NAME))
        .version(env!("CARGO_PKG_VERSION"))
        .about("Cloudflare RealtimeKit on the command line")
        .after_help(EXIT_CODES)
        .long_about(None::<&str>)
        .after_long_help(format!("{CONFIGURATION}\n\n{EXIT_CODES}"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(120)
        .subcommands(jobs::commands())
        .subcommands(operations::groups())
        .mut_subcommand("webhooks", |group| {
            group.subcommands(jobs::webhooks_commands())
        })
        .subcommand(
            Command::new("completions")
                .about("Print completions for a shell")
                .arg(
                    Arg::new("shell")
                        .required(true)
                        .value_parser(value_parser!(Shell)),
                ),
        )
        .subcommand(
            Command::new("man")
                .about("Write the man pages into a folder")
                .arg(
                    Arg::new("dir")
                        .value_name("DIR")
                        .help("The folder to write to")
                        .required(true)
                        .value_parser(value_parser!(PathBuf)),
                ),
        )
}

/// Prints completions.
pub fn completions(arguments: &ArgMatches) -> Result<(), Failure> {
    let mut script = Vec::new();
    if let Some(shell) = arguments.get_one::<Shell>("shell") {
        clap_complete::generate(*shell, &mut root(), NAME, &mut script);
    }
    let mut output = Output::new();
    output.write(&script)?;
    output.flush()
}

/// Writes man pages.
pub fn man(arguments: &ArgMatches) -> Result<(), Failure> {
    let folder = arguments
        .get_one::<PathBuf>("dir")
        .cloned()
        .unwrap_or_default();
    let written = fs::create_dir_all(&folder)
        .and_then(|()| clap_mangen::generate_to(root().disable_help_subcommand(true), &folder));
    written.map_err(|error| Failure::io(folder.display(), &error))
}
