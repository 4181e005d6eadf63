//! Why a command failed, and with which exit code.

use std::fmt;
use std::io;
use std::process::ExitCode;

use realtimekit_runtime::Error;

/// The exit codes, as the help shows them.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    success
  1    any other failure
  2    the command, its input or the configuration is not valid; nothing was sent
  3    not found
  4    the token was not accepted, or lacks a permission
  5    the rate limit was exceeded
  6    the outcome is unknown: the request may have been carried out
  130  interrupted with Ctrl-C; the output has everything that was done

`dev -- COMMAND` ends with the exit code of the command.";

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The command, its input or the configuration is not valid. Nothing was sent.
    Usage(String),
    /// Something does not exist.
    Missing(String),
    /// A call failed.
    Call(Error),
    /// The outcome is unknown.
    Unknown(String),
    /// Anything else.
    Other(String),
    /// Ctrl-C was pressed.
    Interrupted,
    /// A child process ended with this code.
    Command(u8),
    /// The reader of the output has closed it, as with `| head`.
    OutputClosed,
}

impl Failure {
    /// An I/O error of a file, or of something else with this name.
    pub fn io(name: impl fmt::Display, error: &io::Error) -> Self {
        Self::Other(format!("{name}: {error}"))
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::OutputClosed => 0,
            Self::Command(code) => *code,
            Self::Usage(_) => 2,
            Self::Missing(_) => 3,
            Self::Unknown(_) => 6,
            Self::Other(_) => 1,
            Self::Interrupted => 130,
            Self::Call(error) if error.may_have_happened() => 6,
            Self::Call(error) if error.is_not_found() => 3,
            Self::Call(error) if error.is_auth() => 4,
            Self::Call(error) if error.is_rate_limited() => 5,
            Self::Call(Error::Config(_) | Error::InvalidRequest(_)) => 2,
            Self::Call(_) => 1,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<&Failure> for ExitCode {
    fn from(failure: &Failure) -> Self {
        Self::from(failure.code())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Missing(text) | Self::Unknown(text) | Self::Other(text) => {
                f.write_str(text)
            }
            Self::Call(error) => error.fmt(f),
            Self::Command(code) => write!(f, "the command ended with the code {code}"),
            Self::Interrupted => f.write_str("interrupted; run the same command again to go on"),
            Self::OutputClosed => f.write_str("the output is closed"),
        }
    }
}
