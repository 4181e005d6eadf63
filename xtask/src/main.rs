//! The command line of the workbench and nothing else.

use std::io::{self, IsTerminal};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result, bail};
use clap::error::ContextValue;
use clap::{Args, Parser, Subcommand};
use xtask::codegen;
use xtask::diagnostics::{self, Finding, Style};
use xtask::drift::{self, Extent};
use xtask::lock::{For, Lock};
use xtask::new_operation::{self, Wanted};
use xtask::output::{coloured, error_text, refuse_input, remove_temporary, say, tell, write_whole};
use xtask::review::report::{self, Dress, Format};
use xtask::review::revisions::{self, Missing};
use xtask::review::{self, Review, Revisions};
use xtask::review::{approvals, approve};
use xtask::source::{self, LoadError, Spec};
use xtask::text::{visible, visible_lines};
use xtask::write;
use xtask::{cargo_lock, lint, workspace};

/// Generates, checks and reviews the RealtimeKit client: spec/ describes the API, generated/ is the client made from it.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the client crate from an OpenAPI document.
    ///
    /// Reads spec/ and writes generated/ by default. The files that it writes are listed in generated-files.txt; it changes no
    /// other files. Exit code 0: the output is up to date; 1: findings in the document or, with --check, output that is out of
    /// date; 2: codegen could not run, or files that it did not write are in the way.
    Codegen(Codegen),
    /// Check an OpenAPI document.
    ///
    /// Prints each finding with its file, line and column, an excerpt, and how to fix it. Exit code 0: no findings;
    /// 1: findings; 2: lint could not run.
    Lint(Source),
    /// Add the skeleton of an operation: its path, its schemas and its examples.
    ///
    /// The parts to fill in are marked with `TODO:`, which lint reports. Existing text is not changed.
    NewOperation(NewOperation),
    /// Report what a change of the OpenAPI document breaks, on the wire and for Rust callers.
    ///
    /// Compares two revisions: with --base, the merge base of REV and HEAD with the working tree; with --from and --to, any two
    /// documents. Exit code 0: no action needed: nothing breaks, or every breaking change is approved and the version fits;
    /// 1: action needed; 2: the review could not run, or could not compare everything.
    Review(ReviewArguments),
    /// Approve breaking changes by the ids in the report of a review. Writes spec/approved.yaml.
    Approve(ApproveArguments),
    /// Report where spec/ differs from Cloudflare's own OpenAPI document.
    ///
    /// Reads a copy of that document, or of a part of it; nothing is fetched. Exit code 0: every difference is listed in
    /// deviations.yaml; 1: action needed; 2: drift could not run.
    Drift(DriftArguments),
}

#[derive(Args)]
struct NewOperation {
    #[command(flatten)]
    wanted: Wanted,
    /// The folder of the documents [default: spec/].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

#[derive(Args)]
struct DriftArguments {
    /// Cloudflare's document, YAML or JSON.
    #[arg(long, value_name = "FILE")]
    upstream: PathBuf,
    /// The file is a part of that document: what is missing in it is not reported.
    #[arg(long)]
    part: bool,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Args)]
struct ReportArguments {
    /// The format of the report.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Write the report to a file instead of the standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Args)]
struct ReviewArguments {
    /// A git revision; its merge base with HEAD is compared with spec/ in the working tree.
    #[arg(long, value_name = "REV", required_unless_present = "from", conflicts_with_all = ["from", "to"])]
    base: Option<String>,
    /// The old document: a file, or a folder of files that are merged.
    #[arg(long, value_name = "FILE|DIR", requires = "to")]
    from: Option<PathBuf>,
    /// The new document.
    #[arg(long, value_name = "FILE|DIR", requires = "from")]
    to: Option<PathBuf>,
    /// Compare the wire only: for documents that the generator cannot express.
    #[arg(long)]
    wire_only: bool,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Args)]
struct ApproveArguments {
    /// The ids of the changes, from the report of `cargo xtask review`.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Why the changes are acceptable.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who approves [default: git's user.name].
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The revision that the review compares with.
    #[arg(long, value_name = "REV", default_value = "main")]
    base: String,
}

#[derive(Args)]
struct Source {
    /// An OpenAPI 3.0 document (YAML or JSON), or a folder of such files that are merged [default: spec/].
    #[arg(long, value_name = "FILE|DIR")]
    spec: Option<PathBuf>,
}

impl Source {
    fn path(&self) -> PathBuf {
        self.spec.clone().unwrap_or_else(workspace::spec)
    }
}

#[derive(Args)]
struct Codegen {
    #[command(flatten)]
    source: Source,
    /// The folder of the crate; your own files in it are not changed [default: generated/].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; print a diff of the files that are out of date, and exit with 1 if there are any.
    #[arg(long)]
    check: bool,
}

/// The outcome of a command that could run.
enum Outcome {
    NoAction,
    ActionNeeded,
}

/// Schemas may refer to one another thousands of times in a row; following them takes as many stack frames.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let command = Cli::try_parse()
        .unwrap_or_else(|error| escaped(error).exit())
        .command;
    let worker = thread::Builder::new().stack_size(STACK);
    let outcome = match worker.spawn(move || run(command)) {
        Ok(worker) => worker.join().unwrap_or_else(|panic| resume_unwind(panic)),
        Err(error) => Err(error).context("cannot start a thread"),
    };
    match outcome {
        Ok(Outcome::NoAction) => ExitCode::SUCCESS,
        Ok(Outcome::ActionNeeded) => ExitCode::from(1),
        Err(error) => {
            tell(&format!("error: {}\n", error_text(&error)));
            ExitCode::from(2)
        }
    }
}

/// The error with the arguments in it as text: they may hold control characters.
fn escaped(mut error: clap::Error) -> clap::Error {
    let shown = |text: &String| visible(text).into_owned();
    let context: Vec<_> = error
        .context()
        .map(|(kind, value)| (kind, value.clone()))
        .collect();
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

fn run(command: Command) -> Result<Outcome> {
    match command {
        Command::Codegen(arguments) => codegen(&arguments),
        Command::Lint(source) => lint(&source),
        Command::NewOperation(arguments) => new_operation(&arguments),
        Command::Review(arguments) => review(&arguments),
        Command::Approve(arguments) => approve(&arguments),
        Command::Drift(arguments) => drift(&arguments),
    }
}

fn lint(source: &Source) -> Result<Outcome> {
    let spec = match checked(source)? {
        Ok(spec) => spec,
        Err(findings) => return Ok(report_findings(&findings)),
    };
    let outdated =
        codegen::outdated_recipes(&spec, &workspace::runtime_from(&workspace::generated())?);
    if !outdated.is_empty() {
        return Ok(report_findings(&outdated));
    }
    say("no findings\n")?;
    Ok(Outcome::NoAction)
}

fn new_operation(arguments: &NewOperation) -> Result<Outcome> {
    let folder = arguments.spec.clone().unwrap_or_else(workspace::spec);
    let _lock = documents_lock(&folder)?;
    let spec = match source::load(&folder, &workspace::shown(&folder)) {
        Ok(spec) => spec,
        Err(LoadError::CouldNotRun(why)) => bail!("{why}"),
        Err(LoadError::Findings(findings)) => return Ok(report_findings(&findings)),
    };
    let said = new_operation::write(&spec, &folder, &arguments.wanted)?;
    say(&visible_lines(&said))?;
    Ok(Outcome::NoAction)
}

/// Locks the folder of the documents for writing: of two commands that add to it, the later one reads what the earlier one
/// wrote. What a killed run left there is removed.
fn documents_lock(folder: &Path) -> Result<Option<Lock>> {
    let lock = Lock::take(folder, For::Writing, || {
        let folder = workspace::shown(folder);
        tell(&format!(
            "waiting for another `cargo xtask` that writes to {}\n",
            visible(&folder)
        ));
    })?;
    if lock.is_some() {
        for folder in [folder, &folder.join("examples")] {
            remove_temporary(folder)
                .with_context(|| format!("cannot clean {}", folder.display()))?;
        }
    }
    Ok(lock)
}

fn codegen(arguments: &Codegen) -> Result<Outcome> {
    let given = arguments.out.clone().unwrap_or_else(workspace::generated);
    let (folder, out) = (workspace::shown(&given), workspace::settled(&given)?);
    let folder = visible(&folder);
    let on_wait = || {
        tell(&format!(
            "waiting for another `cargo xtask codegen` that uses {folder}\n"
        ));
    };
    let purpose = match arguments.check {
        true => For::Reading,
        false => For::Writing,
    };
    // Before the document is read: of two runs, the later one has the newer document.
    let lock = Lock::take(&out, purpose, on_wait)?;
    let spec = match checked(&arguments.source)? {
        Ok(spec) => spec,
        Err(findings) => return Ok(report_findings(&findings)),
    };
    let files = match codegen::generate(&spec, &workspace::runtime_from(&out)?) {
        Ok(files) => files,
        Err(findings) => return Ok(report_findings(&findings)),
    };
    let locked = cargo_lock::stale(&out, &files).unwrap_or_default();
    let locked = visible_lines(&locked);
    if arguments.check {
        // Another run may have made the folder meanwhile.
        let _lock = match lock {
            Some(lock) => Some(lock),
            None => Lock::take(&out, purpose, on_wait)?,
        };
        let outcome = verified(&write::plan(&out, &files)?, &folder)?;
        tell(&locked);
        return Ok(match locked.is_empty() {
            true => outcome,
            false => Outcome::ActionNeeded,
        });
    }
    let lock = match lock {
        Some(lock) => lock,
        None => Lock::make(&out, on_wait)?,
    };
    let plan = write::write(&out, &files, &lock)?;
    for (what, names) in [
        ("written", &plan.written),
        ("unchanged", &plan.unchanged),
        ("removed", &plan.removed),
    ] {
        for name in names {
            say(&format!("{what:<9} {folder}/{}\n", visible(name)))?;
        }
    }
    say(&format!(
        "{folder}: {} written, {} unchanged, {} removed\n",
        plan.written.len(),
        plan.unchanged.len(),
        plan.removed.len()
    ))?;
    tell(&locked);
    Ok(Outcome::NoAction)
}

fn verified(plan: &write::Plan, folder: &str) -> Result<Outcome> {
    if plan.is_current() {
        say(&format!(
            "{folder} is up to date: {} files\n",
            plan.unchanged.len()
        ))?;
        return Ok(Outcome::NoAction);
    }
    say(&visible_lines(&plan.diff))?;
    for name in &plan.removed {
        tell(&format!(
            "{folder}/{} is no longer generated\n",
            visible(name)
        ));
    }
    for why in plan.reasons() {
        tell(&format!("{}\n", visible(why)));
    }
    tell(&format!(
        "{folder} is out of date ({} to write, {} to remove): run `cargo xtask codegen`\n",
        plan.written.len() + plan.refused.len(),
        plan.removed.len()
    ));
    Ok(Outcome::ActionNeeded)
}

fn review(arguments: &ReviewArguments) -> Result<Outcome> {
    let spec = workspace::spec();
    let inputs: Vec<&Path> = match (&arguments.from, &arguments.to) {
        (Some(from), Some(to)) => vec![from, to],
        _ => vec![&spec],
    };
    refuse_output(&arguments.report, &inputs, approvals::FILE)?;
    let revisions = match (&arguments.base, &arguments.from, &arguments.to) {
        (Some(revision), _, _) => revisions::of_history(revision),
        (None, Some(from), Some(to)) => revisions::of_files(from, to),
        _ => bail!("name what is compared: --base, or --from and --to"),
    };
    let review = match revisions {
        Ok(Revisions { base, head, .. }) if arguments.wire_only => {
            review::review_wire(&base, &head)
        }
        Ok(Revisions { base, head, kept }) => review::review(&base, &head, kept.as_ref()),
        Err(Missing::CouldNotRun(error)) => return Err(error),
        Err(Missing::Findings(findings)) => return incomplete(&findings, &arguments.report),
    };
    let review = match review {
        Ok(review) => review,
        Err(finding) => return incomplete(&[*finding], &arguments.report),
    };
    published(&review, &arguments.report)
}

fn approve(arguments: &ApproveArguments) -> Result<Outcome> {
    let by = match &arguments.by {
        Some(by) => by.clone(),
        None => {
            revisions::user_name()?.context("git has no user.name: say who approves with `--by`")?
        }
    };
    let spec = workspace::spec();
    let _lock = documents_lock(&spec)?;
    let review = match revisions::of_history(&arguments.base) {
        Ok(Revisions { base, head, kept }) => review::review(&base, &head, kept.as_ref()),
        Err(Missing::CouldNotRun(error)) => return Err(error),
        Err(Missing::Findings(findings)) => return bail_incomplete(&findings),
    };
    let review = match review {
        Ok(review) if review.without_rust.is_empty() => review,
        Ok(review) => return bail_incomplete(&review.without_rust),
        Err(finding) => return bail_incomplete(&[*finding]),
    };
    let said = approve::approve(&review, &spec, &arguments.ids, &arguments.reason, &by)?;
    say(&visible_lines(&said))?;
    Ok(Outcome::NoAction)
}

/// Refuses a report in the place of what is compared; `list` is read beside it.
fn refuse_output(report: &ReportArguments, inputs: &[&Path], list: &str) -> Result<()> {
    match &report.output {
        Some(output) => refuse_input(output, inputs, &[list]),
        None => Ok(()),
    }
}

/// Writes the report. The outcome is the exit code.
fn published(review: &Review, arguments: &ReportArguments) -> Result<Outcome> {
    publish(review, arguments)?;
    if !review.without_rust.is_empty() {
        return incomplete(&review.without_rust, arguments);
    }
    Ok(if review.needs_action() {
        Outcome::ActionNeeded
    } else {
        Outcome::NoAction
    })
}

/// A review that could not compare everything must not pass for a clean one.
fn incomplete(findings: &[Finding], arguments: &ReportArguments) -> Result<Outcome> {
    say(&report::render_findings(findings, arguments.format))?;
    bail_incomplete(findings)
}

fn bail_incomplete(findings: &[Finding]) -> Result<Outcome> {
    report_findings(findings);
    bail!("not everything can be compared: fix the findings above first")
}

fn drift(arguments: &DriftArguments) -> Result<Outcome> {
    let path = arguments.source.path();
    let inputs = [arguments.upstream.as_path(), &path];
    refuse_output(&arguments.report, &inputs, drift::FILE)?;
    let extent = if arguments.part {
        Extent::Part
    } else {
        Extent::Whole
    };
    let review = match drift::of_files(&arguments.upstream, extent, &path) {
        Ok(review) => review,
        Err(LoadError::CouldNotRun(why)) => bail!("{why}"),
        Err(LoadError::Findings(findings)) => return incomplete(&findings, &arguments.report),
    };
    published(&review, &arguments.report)
}

fn publish(review: &Review, arguments: &ReportArguments) -> Result<()> {
    let ReportArguments { format, output } = arguments;
    let (said, stdout) = (output.is_none(), io::stdout());
    let dress = Dress {
        colours: said && coloured(&stdout),
        width: if said && stdout.is_terminal() {
            textwrap::termwidth()
        } else {
            120
        },
    };
    let text = report::render(review, *format, dress);
    match output {
        None => say(&text),
        Some(path) => write_whole(path, &text)
            .with_context(|| format!("cannot write the report to {}", path.display())),
    }
}

/// Loads and lints: the document, or what is wrong with it.
fn checked(source: &Source) -> Result<Result<Spec, Vec<Finding>>> {
    let path = source.path();
    let spec = match source::load(&path, &workspace::shown(&path)) {
        Ok(spec) => spec,
        Err(LoadError::CouldNotRun(why)) => bail!("{why}"),
        Err(LoadError::Findings(findings)) => return Ok(Err(findings)),
    };
    let findings = lint::lint(&spec);
    Ok(if findings.is_empty() {
        Ok(spec)
    } else {
        Err(findings)
    })
}

fn report_findings(findings: &[Finding]) -> Outcome {
    let style = if coloured(&io::stderr()) {
        Style::Coloured
    } else {
        Style::Plain
    };
    tell(&diagnostics::render(findings, style));
    Outcome::ActionNeeded
}
