//! The arguments of the commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use xtask::new_operation::Wanted;
use xtask::review::configuration::{self, FailOn};
use xtask::review::report::Format;
use xtask::workspace;

/// Generates, checks and reviews the RealtimeKit client: spec/ describes the API, generated/ contains the client.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Generate the client crate from an OpenAPI document.
    ///
    /// Reads spec/ and writes generated/ by default. The files that it writes are listed in generated-files.txt; it changes no
    /// other files. Exit code 0: the output is up to date; 1: errors in the document or, with --check, output that is out of
    /// date; 2: codegen could not run, or it would overwrite files that it did not write.
    Codegen(Codegen),
    /// Check an OpenAPI document.
    ///
    /// Prints each finding with its file, line and column, an excerpt, and how to fix it. Exit code 0: no findings, or only
    /// warnings; 1: errors or, with --deny-warnings, warnings; 2: lint could not run.
    Lint(Lint),
    /// Add the skeleton of an operation: its path, its schemas and its examples.
    ///
    /// Placeholders begin with `TODO:`; lint reports them. Existing text is not changed.
    NewOperation(NewOperation),
    /// Report what a change of the OpenAPI document breaks, for HTTP clients and for Rust callers.
    ///
    /// With --base, compares the working tree with the merge base of REV and HEAD; with --from and --to, any two
    /// documents. Exit code 0: nothing breaks, or every breaking change is approved and the version is high enough; 1:
    /// the report has a change or a finding that needs action; 2: review could not run, or a document cannot be read.
    Review(ReviewArguments),
    /// Approve breaking changes by the ids in the report of a review. Writes spec/approved.yaml.
    Approve(ApproveArguments),
    /// Report where spec/ differs from Cloudflare's own OpenAPI document.
    ///
    /// Reads a copy of that document, or of a part of it; nothing is downloaded. Exit code 0: every difference is
    /// listed in deviations.yaml; 1: a difference is not listed, or an entry no longer applies; 2: drift could not run.
    Drift(DriftArguments),
}

#[derive(Args)]
pub struct NewOperation {
    #[command(flatten)]
    pub wanted: Wanted,
    /// The folder of the documents [default: spec/].
    #[arg(long, value_name = "DIR")]
    pub spec: Option<PathBuf>,
}

#[derive(Args)]
pub struct DriftArguments {
    /// Cloudflare's document, YAML or JSON.
    #[arg(long, value_name = "FILE")]
    pub upstream: PathBuf,
    /// FILE is only a part of Cloudflare's document: do not report what is missing in it.
    #[arg(long)]
    pub part: bool,
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub report: ReportArguments,
}

#[derive(Args)]
pub struct ReportArguments {
    /// The format of the report.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// Write the report to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args)]
pub struct ReviewArguments {
    /// Compare spec/ in the working tree with the commit where the branch began: the merge base of REV and HEAD.
    #[arg(long, value_name = "REV", required_unless_present = "from", conflicts_with_all = ["from", "to"])]
    pub base: Option<String>,
    /// The old document: a file, or a folder of files that are merged.
    #[arg(long, value_name = "FILE|DIR", requires = "to")]
    pub from: Option<PathBuf>,
    /// The new document.
    #[arg(long, value_name = "FILE|DIR", requires = "from")]
    pub to: Option<PathBuf>,
    /// Review only the effect on HTTP clients. Without it, a client is generated from each of the two documents, and
    /// their Rust APIs are compared, too.
    #[arg(long)]
    pub wire_only: bool,
    /// The levels that fail the review (exit code 1), separated by commas [default: breaking,rust-major].
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = configuration::DEFAULT, hide_default_value = true, value_name = "LEVELS")]
    pub fail_on: Vec<FailOn>,
    #[command(flatten)]
    pub report: ReportArguments,
}

#[derive(Args)]
pub struct ApproveArguments {
    /// The ids of the changes, from the report of `cargo xtask review`.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Why the changes are acceptable.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who approves [default: git's user.name].
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The revision that the review compares with.
    #[arg(long, value_name = "REV", default_value = "main")]
    pub base: String,
}

#[derive(Args)]
pub struct Source {
    /// An OpenAPI 3.0 or 3.1 document (YAML or JSON), or a folder of such files that are merged [default: spec/].
    #[arg(long, value_name = "FILE|DIR")]
    pub spec: Option<PathBuf>,
}

impl Source {
    pub fn path(&self) -> PathBuf {
        self.spec.clone().unwrap_or_else(workspace::spec)
    }
}

#[derive(Args)]
pub struct Lint {
    #[command(flatten)]
    pub source: Source,
    /// Exit with code 1 also if there are only warnings.
    #[arg(long)]
    pub deny_warnings: bool,
}

#[derive(Args)]
pub struct Codegen {
    #[command(flatten)]
    pub source: Source,
    /// The folder of the crate; your own files in it are not changed [default: generated/].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave out operations that the generator does not support, and list them. Default: refuse the document.
    #[arg(long)]
    pub skip_unsupported: bool,
    /// Write nothing; print a diff of the files that are out of date, and exit with 1 if there are any.
    #[arg(long)]
    pub check: bool,
}
