//! The command line of the workbench and nothing else.

mod arguments;

use std::io::{self, IsTerminal};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;
use mimalloc::MiMalloc;
use xtask::codegen::{self, Skipped};
use xtask::diagnostics::{self, Finding, Style};
use xtask::drift::{self, Documents, Extent};
use xtask::lock::{For, Lock};
use xtask::new_operation;
use xtask::output::{
    coloured, error_text, escaped, refuse_input, remove_temporary, to_stderr, to_stdout,
    write_whole,
};
use xtask::review::report::{self, Dress};
use xtask::review::revisions::{self, Missing};
use xtask::review::{self, Review, Revisions};
use xtask::review::{approvals, approve, configuration};
use xtask::source::{self, LoadError, Spec};
use xtask::text::{visible, visible_lines};
use xtask::write;
use xtask::{cargo_lock, lint, stack, workspace};

use arguments::{
    ApproveArguments, Cli, Codegen, Command, DriftArguments, Lint, NewOperation, ReportArguments,
    ReviewArguments, Source,
};

/// Documents are trees of small values, which passes copy and change: with the allocator of the system, a third of the time
/// of the generator is spent in it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The outcome of a command that could run.
enum Outcome {
    NoAction,
    ActionNeeded,
}

fn main() -> ExitCode {
    let command = Cli::try_parse()
        .unwrap_or_else(|error| escaped(error).exit())
        .command;
    let outcome = match stack::thread().spawn(move || run(command)) {
        Ok(worker) => worker.join().unwrap_or_else(|panic| resume_unwind(panic)),
        Err(error) => Err(error).context("cannot start a thread"),
    };
    match outcome {
        Ok(Outcome::NoAction) => ExitCode::SUCCESS,
        Ok(Outcome::ActionNeeded) => ExitCode::from(1),
        Err(error) => {
            to_stderr(&format!("error: {}\n", error_text(&error)));
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<Outcome> {
    match command {
        Command::Codegen(arguments) => codegen(&arguments),
        Command::Lint(arguments) => lint(&arguments),
        Command::NewOperation(arguments) => new_operation(&arguments),
        Command::Review(arguments) => review(&arguments),
        Command::Approve(arguments) => approve(&arguments),
        Command::Drift(arguments) => drift(&arguments),
    }
}

fn lint(arguments: &Lint) -> Result<Outcome> {
    let (spec, warnings) = match checked(&arguments.source)? {
        Ok(checked) => checked,
        Err(findings) => return Ok(report_findings(&findings)),
    };
    let outdated =
        codegen::outdated_recipes(&spec, &workspace::runtime_from(&workspace::generated())?);
    if !outdated.is_empty() {
        return Ok(report_findings(&outdated));
    }
    if warnings.is_empty() {
        to_stdout("no findings\n")?;
        return Ok(Outcome::NoAction);
    }
    let outcome = report_findings(&warnings);
    Ok(match arguments.deny_warnings {
        true => outcome,
        false => Outcome::NoAction,
    })
}

fn new_operation(arguments: &NewOperation) -> Result<Outcome> {
    let folder = arguments.spec.clone().unwrap_or_else(workspace::spec);
    let _lock = documents_lock(&folder)?;
    let spec = match source::load(&folder, &workspace::shown(&folder)) {
        Ok(spec) => spec,
        Err(LoadError::CouldNotRun(why)) => bail!("{why}"),
        Err(LoadError::Findings(findings)) => return Ok(report_findings(&findings)),
    };
    let printed = new_operation::write(&spec, &folder, &arguments.wanted)?;
    to_stdout(&visible_lines(&printed))?;
    Ok(Outcome::NoAction)
}

/// Locks the folder of the documents for writing, so that of two commands the later one reads the result of the earlier
/// one. Temporary files of a killed run are removed.
fn documents_lock(folder: &Path) -> Result<Option<Lock>> {
    let lock = Lock::take(folder, For::Writing, || {
        let folder = workspace::shown(folder);
        to_stderr(&format!(
            "waiting for another `cargo xtask` that writes to {}\n",
            visible(&folder)
        ));
    })?;
    if lock.is_some() {
        // The lock is taken on the target of a symbolic link.
        let folder = workspace::settled(folder)?;
        for (folder, ending) in [(&folder, ".yaml"), (&folder.join("examples"), ".json")] {
            remove_temporary(folder, ending)
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
        to_stderr(&format!(
            "waiting for another `cargo xtask codegen` that uses {folder}\n"
        ));
    };
    let purpose = match arguments.check {
        true => For::Reading,
        false => For::Writing,
    };
    // Before the document is read: of two runs, the later one has the newer document.
    let lock = Lock::take(&out, purpose, on_wait)?;
    let (mut spec, findings) = match linted(&arguments.source)? {
        Ok(linted) => linted,
        Err(findings) => return Ok(report_findings(&findings)),
    };
    let (errors, mut warnings): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(Finding::is_error);
    let runtime = workspace::runtime_from(&out)?;
    let skips = arguments.skip_unsupported;
    let generated = match codegen::generate_supported(&mut spec, &runtime, errors, skips) {
        Ok(generated) => generated,
        Err(mut findings) => {
            findings.append(&mut warnings);
            return Ok(report_findings(&findings));
        }
    };
    warnings.extend(generated.warnings);
    if !warnings.is_empty() {
        report_findings(&warnings);
    }
    report_skipped(&generated.skipped);
    let files = generated.files;
    let locked = cargo_lock::stale(&out, &files).unwrap_or_default();
    let locked = visible_lines(&locked);
    if arguments.check {
        // Another run may have made the folder meanwhile.
        let _lock = match lock {
            Some(lock) => Some(lock),
            None => Lock::take(&out, purpose, on_wait)?,
        };
        let outcome = verified(&write::plan(&out, &files)?, &files, &folder)?;
        to_stderr(&locked);
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
    for (what, names) in [("written", &plan.written), ("removed", &plan.removed)] {
        for name in names {
            to_stdout(&format!("{what} {folder}/{}\n", visible(name)))?;
        }
    }
    to_stdout(&format!(
        "{folder}: {} written, {} unchanged, {} removed\n",
        plan.written.len(),
        plan.unchanged.len(),
        plan.removed.len()
    ))?;
    to_stderr(&locked);
    Ok(Outcome::NoAction)
}

fn verified(plan: &write::Plan, files: &write::Files, folder: &str) -> Result<Outcome> {
    if plan.is_current() {
        to_stdout(&format!(
            "{folder} is up to date: {} files\n",
            plan.unchanged.len()
        ))?;
        return Ok(Outcome::NoAction);
    }
    to_stdout(&visible_lines(&plan.diff(files)))?;
    for name in &plan.removed {
        to_stderr(&format!(
            "{folder}/{} is no longer generated\n",
            visible(name)
        ));
    }
    for why in plan.reasons() {
        to_stderr(&format!("{}\n", visible(why)));
    }
    to_stderr(&format!(
        "{folder} is out of date ({} to write, {} to remove): run `cargo xtask codegen`\n",
        plan.written.len() + plan.refused.len(),
        plan.removed.len()
    ));
    Ok(Outcome::ActionNeeded)
}

fn review(arguments: &ReviewArguments) -> Result<Outcome> {
    configuration::FailOn::check(&arguments.fail_on).map_err(anyhow::Error::msg)?;
    if arguments.wire_only && arguments.fail_on == [configuration::FailOn::RustMajor] {
        bail!(
            "`--wire-only` does not assess Rust callers, so `--fail-on rust-major` would never fail"
        );
    }
    let spec = workspace::spec();
    let inputs: Vec<&Path> = match (&arguments.from, &arguments.to) {
        (Some(from), Some(to)) => vec![from, to],
        _ => vec![&spec],
    };
    let lists = [approvals::FILE, configuration::FILE];
    refuse_output(&arguments.report, &inputs, &lists)?;
    let revisions = match (&arguments.base, &arguments.from, &arguments.to) {
        (Some(revision), _, _) => revisions::of_history(revision),
        (None, Some(from), Some(to)) => revisions::of_files(from, to),
        _ => bail!("name what is compared: --base, or --from and --to"),
    };
    let revisions = revisions.map(|mut revisions| {
        let configuration = &mut revisions.head.configuration;
        configuration.fail_on.clone_from(&arguments.fail_on);
        revisions
    });
    if let Ok(Revisions { base, head, .. }) = &revisions {
        refuse_read(
            &arguments.report,
            base.spec.paths().chain(head.spec.paths()),
        )?;
    }
    let review = match revisions {
        Ok(Revisions { base, head, .. }) if arguments.wire_only => {
            review::review_wire(&base, &head)
        }
        Ok(Revisions { base, head, kept }) => review::review(&base, &head, kept.as_ref()),
        Err(Missing::CouldNotRun(error)) => return Err(error),
        Err(Missing::Findings(findings)) => return incomplete(&findings, &arguments.report),
    };
    let mut review = match review {
        Ok(review) => review,
        Err(finding) => return incomplete(&[*finding], &arguments.report),
    };
    if arguments.from.is_some() {
        review.subject = review::Subject::Documents;
    }
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
    let printed = approve::approve(&review, &spec, &arguments.ids, &arguments.reason, &by)?;
    to_stdout(&visible_lines(&printed))?;
    Ok(Outcome::NoAction)
}

/// Refuses an output file that is an input of the comparison. `lists` are files that are read beside the inputs.
fn refuse_output(report: &ReportArguments, inputs: &[&Path], lists: &[&str]) -> Result<()> {
    match &report.output {
        Some(output) => refuse_input(output, inputs, lists),
        None => Ok(()),
    }
}

/// Refuses an output file that was read, including files that a document only refers to.
fn refuse_read(report: &ReportArguments, read: impl Iterator<Item = PathBuf>) -> Result<()> {
    let read: Vec<PathBuf> = read.collect();
    let read: Vec<&Path> = read.iter().map(PathBuf::as_path).collect();
    refuse_output(report, &read, &[])
}

/// Writes the report. The outcome is the exit code.
fn published(review: &Review, arguments: &ReportArguments) -> Result<Outcome> {
    publish(review, arguments)?;
    Ok(if review.needs_action() {
        Outcome::ActionNeeded
    } else {
        Outcome::NoAction
    })
}

/// Documents that cannot be read are not compared at all.
fn incomplete(findings: &[Finding], arguments: &ReportArguments) -> Result<Outcome> {
    to_stdout(&report::render_findings(findings, arguments.format))?;
    bail_incomplete(findings)
}

fn bail_incomplete(findings: &[Finding]) -> Result<Outcome> {
    report_findings(findings);
    bail!("nothing was compared: fix the findings above first")
}

fn drift(arguments: &DriftArguments) -> Result<Outcome> {
    let path = arguments.source.path();
    let inputs = [arguments.upstream.as_path(), &path];
    refuse_output(&arguments.report, &inputs, &[drift::FILE])?;
    let extent = if arguments.part {
        Extent::Part
    } else {
        Extent::Whole
    };
    let review = match Documents::load(&arguments.upstream, &path) {
        Ok(documents) => {
            refuse_read(&arguments.report, documents.paths())?;
            documents.compare(extent)
        }
        Err(error) => Err(error),
    };
    let review = match review {
        Ok(review) => review,
        Err(LoadError::CouldNotRun(why)) => bail!("{why}"),
        Err(LoadError::Findings(findings)) => return incomplete(&findings, &arguments.report),
    };
    published(&review, &arguments.report)
}

fn publish(review: &Review, arguments: &ReportArguments) -> Result<()> {
    let ReportArguments { format, output } = arguments;
    let (is_printed, stdout) = (output.is_none(), io::stdout());
    let dress = Dress {
        colours: is_printed && coloured(&stdout),
        width: if is_printed && stdout.is_terminal() {
            textwrap::termwidth()
        } else {
            120
        },
    };
    let text = report::render(review, *format, dress);
    match output {
        None => to_stdout(&text),
        Some(path) => write_whole(path, &text)
            .with_context(|| format!("cannot write the report to {}", path.display())),
    }
}

/// A document with findings about it.
type Linted = (Spec, Vec<Finding>);

/// Loads and lints a document. The error has the findings because of which it cannot be read.
fn linted(source: &Source) -> Result<Result<Linted, Vec<Finding>>> {
    let path = source.path();
    let spec = match source::load(&path, &workspace::shown(&path)) {
        Ok(spec) => spec,
        Err(LoadError::CouldNotRun(why)) => bail!("{why}"),
        Err(LoadError::Findings(findings)) => return Ok(Err(findings)),
    };
    let findings = lint::lint(&spec);
    Ok(Ok((spec, findings)))
}

/// The same for a document that must have no errors.
fn checked(source: &Source) -> Result<Result<Linted, Vec<Finding>>> {
    Ok(linted(source)?.and_then(
        |(spec, findings)| match findings.iter().any(Finding::is_error) {
            true => Err(findings),
            false => Ok((spec, findings)),
        },
    ))
}

/// Prints the operations that are left out, each with its findings.
fn report_skipped(skipped: &[Skipped]) {
    if skipped.is_empty() {
        return;
    }
    for operation in skipped {
        to_stderr(&format!("left out: {}\n", visible(&operation.line())));
    }
    let operations = match skipped.len() {
        1 => "1 operation is".to_owned(),
        count => format!("{count} operations are"),
    };
    to_stderr(&format!("{operations} left out of the crate\n"));
}

fn report_findings(findings: &[Finding]) -> Outcome {
    let style = if coloured(&io::stderr()) {
        Style::Coloured
    } else {
        Style::Plain
    };
    to_stderr(&diagnostics::render(findings, style));
    Outcome::ActionNeeded
}
