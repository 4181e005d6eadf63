//! The options of every command.

use clap::Args;

use crate::output::Format;
use crate::settings::Settings;

/// The options of every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// The profile in the configuration file
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "REALTIMEKIT_PROFILE",
        hide_env_values = true
    )]
    pub profile: Option<String>,
    /// The output format; default: table
    #[arg(long, short, global = true, value_name = "FORMAT")]
    output: Option<Format>,
    /// The columns of tables and CSV, separated by commas; `a.b` is a nested field
    #[arg(long, global = true, value_name = "NAMES", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    /// Print tokens, stream keys and signed URLs, which are redacted by default
    #[arg(long, global = true)]
    pub show_secrets: bool,
}

impl Global {
    /// The format of the output.
    pub fn format(&self, settings: &Settings) -> Format {
        let wanted = self.output.or(settings.output);
        wanted.unwrap_or(Format::Table)
    }

    /// The format that the option `--output` sets.
    pub fn wanted_format(&self) -> Option<Format> {
        self.output
    }

    /// The columns that the option `--columns` sets.
    pub fn columns(&self) -> Option<&[String]> {
        self.columns.as_deref()
    }
}
