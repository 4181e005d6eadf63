//! Loads documents from the disk: finds the files, and reads the text, values and positions of each.

use std::fs;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use serde_json::Value;

use super::error::LoadError;
use super::file::{Input, Loaded, Moved};
use super::files::is_document;
use super::read::{could_not, input, input_inside, read};
use super::spec::Spec;
use super::{external, hoist, merge, openapi_3_1, recipes};
use crate::diagnostics::{Finding, Level, sort};
use crate::openapi::{kind_of, text};
use crate::stack;

/// Files beside the documents with decisions about them.
pub(crate) const DECISIONS: [&str; 3] = [APPROVALS, DEVIATIONS, SETTINGS];

/// The list of approved breaking changes.
pub(crate) const APPROVALS: &str = "approved.yaml";

/// The levels of rules of the review, and what it leaves out.
pub(crate) const SETTINGS: &str = "review.yaml";

/// The list of intended differences from upstream.
pub(crate) const DEVIATIONS: &str = "deviations.yaml";

/// Reads the document in the file `path`, or all documents directly in the folder `path`, and merges them. `shown_as`
/// is the path in messages.
///
/// # Errors
///
/// A file cannot be read, or is not YAML, JSON or OpenAPI. Contradictions between files are not errors here:
/// [`crate::lint`] reports them.
pub fn load(path: &Path, shown_as: &str) -> Result<Spec, LoadError> {
    let inputs = gather(path, shown_as)?;
    documents(inputs)
}

/// Like [`load`], for texts in memory, by file name. Examples and recipes that they name are read from `folder`.
///
/// # Errors
///
/// As [`load`].
pub fn texts(
    folder: &Path,
    shown_as: &str,
    texts: impl IntoIterator<Item = (String, String)>,
) -> Result<Spec, LoadError> {
    let documents_only = |(name, _): &(String, String)| !DECISIONS.contains(&name.as_str());
    let texts = texts.into_iter().filter(documents_only);
    let inputs = texts.map(|(name, text)| Input {
        shown: format!("{}/{name}", shown_as.trim_end_matches('/')),
        name,
        folder: folder.to_owned(),
        bytes: text.into_bytes(),
    });
    documents(inputs.collect())
}

/// Like [`load`], for files that were read already.
pub(crate) fn documents(inputs: Vec<Input>) -> Result<Spec, LoadError> {
    let mut findings = Vec::new();
    let mut files = Vec::new();
    let mut others = Vec::new();
    for read in read_all(inputs)? {
        match read {
            Ok(file) if is_part(&file.value) => others.push(file),
            Ok(file) => {
                let before = findings.len();
                check_document(&file, &mut findings);
                if findings.len() == before {
                    files.push(file);
                }
            }
            Err(mut found) => findings.append(&mut found),
        }
    }
    if files.is_empty() {
        let others = others.iter();
        others.for_each(|file| check_document(file, &mut findings));
    }
    refuse(findings)?;
    let has_house_rules = files.iter().any(|file| has_house_rules(&file.value));
    let convert = |is_3_1: bool, value: &mut Value| match (is_3_1, has_house_rules) {
        (true, _) => openapi_3_1::as_3_0(value),
        (false, false) => openapi_3_1::within_3_0(value),
        (false, true) => {}
    };
    for file in &mut files {
        file.source.is_3_1 = is_3_1(text(&file.value, "openapi"));
    }
    let parts_are_3_1 = files.first().is_some_and(|file| file.source.is_3_1);
    let documents = files.len();
    let added = external::add(files, others, convert);
    let (mut files, unused) = added.map_err(LoadError::Findings)?;
    let mut findings = Vec::new();
    let unused = unused.iter();
    unused.for_each(|file| check_document(file, &mut findings));
    refuse(findings)?;
    for (at, file) in files.iter_mut().enumerate() {
        if at >= documents {
            file.source.is_3_1 = parts_are_3_1;
            continue;
        }
        let prefers: &[&str] = match file.source.is_3_1 {
            true => &["summary", "description"],
            false => &[],
        };
        file.source.moved = hoist::name_targets(&mut file.value, prefers);
        if file.source.is_3_1 {
            written_as_webhooks(&mut file.source.moved);
        }
    }
    let mut spec = merge::merge(files)?;
    recipes::read(&mut spec)?;
    Ok(spec)
}

/// An error if something was found.
fn refuse(mut findings: Vec<Finding>) -> Result<(), LoadError> {
    if findings.is_empty() {
        return Ok(());
    }
    sort(&mut findings);
    Err(LoadError::Findings(findings))
}

/// Whether a file is not a document, but may hold parts of one.
fn is_part(value: &Value) -> bool {
    value.is_object() && value.get("openapi").is_none() && value.get("swagger").is_none()
}

/// Reads the files on all cores, because parsing takes most of the time.
fn read_all(inputs: Vec<Input>) -> Result<Vec<Result<Loaded, Vec<Finding>>>, LoadError> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut rest = inputs.into_iter();
    let share = rest.len().div_ceil(cores);
    thread::scope(|scope| {
        let mut readers = Vec::new();
        while rest.len() > 0 {
            let share: Vec<Input> = rest.by_ref().take(share).collect();
            let read = move || share.into_iter().map(read).collect::<Vec<_>>();
            let reader = stack::thread().spawn_scoped(scope, read);
            let no_thread =
                |error| LoadError::CouldNotRun(format!("cannot start a thread: {error}"));
            readers.push(reader.map_err(no_thread)?);
        }
        let read = readers.into_iter().map(thread::ScopedJoinHandle::join);
        let read = read.flat_map(|read| read.unwrap_or_else(|panic| resume_unwind(panic)));
        Ok(read.collect())
    })
}

/// The files of a folder, by name, or the one file.
fn gather(path: &Path, shown_as: &str) -> Result<Vec<Input>, LoadError> {
    let about = fs::metadata(path).map_err(|error| could_not("read", shown_as, &error))?;
    if !about.is_dir() {
        return Ok(vec![input(path, shown_as.to_owned())?]);
    }
    let entries = fs::read_dir(path).map_err(|error| could_not("listed", shown_as, &error))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| could_not("listed", shown_as, &error))?;
        let file = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_decision = DECISIONS.contains(&name.as_str());
        if is_document(&file) && !name.starts_with('.') && !is_decision && !file.is_dir() {
            names.push((name, file));
        }
    }
    // By name, so that every machine reads them in the same order.
    names.sort();
    if names.is_empty() {
        return Err(LoadError::CouldNotRun(format!(
            "{shown_as} contains no document: a file that ends in .yaml, .yml or .json"
        )));
    }
    let folder = shown_as.trim_end_matches('/');
    names
        .into_iter()
        .map(|(name, file)| input_inside(&file, format!("{folder}/{name}")))
        .collect()
}

/// Checks that a file is an OpenAPI document of a supported version.
fn check_document(file: &Loaded, findings: &mut Vec<Finding>) {
    const SUPPORTED: &str = "this tool reads OpenAPI 3.0 and 3.1, for instance `openapi: 3.0.3`";
    let (pointer, message, help) = match (file.value.get("openapi"), file.value.get("swagger")) {
        (Some(Value::String(version)), _) if is_3_0(version) || is_3_1(version) => return,
        (Some(Value::String(version)), _) => (
            "/openapi",
            format!("this is an OpenAPI {version} document"),
            SUPPORTED.to_owned(),
        ),
        (Some(other), _) => (
            "/openapi",
            format!(
                "the version of OpenAPI must be a string, but this is {}",
                kind_of(other)
            ),
            format!("{SUPPORTED}; with only two numbers it needs quotes"),
        ),
        (None, Some(_)) => (
            "/swagger",
            "this is a Swagger 2.0 document".to_owned(),
            format!("{SUPPORTED}; convert the document first"),
        ),
        (None, None) => (
            "",
            "this is not an OpenAPI document: the key `openapi` is missing".to_owned(),
            SUPPORTED.to_owned(),
        ),
    };
    findings.push(Finding {
        rule: "not-openapi-3.0",
        level: Level::Error,
        message,
        help,
        pointer: pointer.to_owned(),
        position: file.source.value(pointer),
        related: Vec::new(),
    });
}

/// `x-webhooks` of a document of 3.1 is written as `webhooks`.
fn written_as_webhooks(moved: &mut Vec<Moved>) {
    for moved in moved.iter_mut() {
        if let Some(rest) = moved.from.strip_prefix("/x-webhooks/") {
            moved.from = format!("/webhooks/{rest}");
        }
    }
    moved.push(Moved {
        from: "/webhooks".to_owned(),
        to: "/x-webhooks".to_owned(),
    });
}

/// Whether house rules apply, with which every keyword must be one of OpenAPI 3.0.
fn has_house_rules(document: &Value) -> bool {
    let wanted = document.pointer("/x-client/house-rules");
    wanted.is_some_and(|wanted| wanted.as_bool() != Some(false))
}

fn is_3_1(version: &str) -> bool {
    version == "3.1" || version.starts_with("3.1.")
}

fn is_3_0(version: &str) -> bool {
    version == "3.0" || version.starts_with("3.0.")
}
