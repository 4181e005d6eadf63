//! Reads one file: its text, values and positions.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::error::{Flaw, LoadError};
use super::file::{Input, Loaded, Source};
use super::{duplicate_keys, files, json, yaml};
use crate::diagnostics::{Finding, Level, Mark, Position};

/// Why `shown` cannot be read or listed.
pub(super) fn could_not(what: &str, shown: &str, error: &io::Error) -> LoadError {
    LoadError::CouldNotRun(format!("{shown} cannot be {what}: {error}"))
}

/// Reads the file that the user named.
pub(crate) fn input(path: &Path, shown: String) -> Result<Input, LoadError> {
    let bytes = files::bytes(path);
    named(path, shown, bytes)
}

/// Reads a file that must be inside its folder.
pub(crate) fn input_inside(path: &Path, shown: String) -> Result<Input, LoadError> {
    let bytes = files::bytes_inside(path.parent().unwrap_or(Path::new("")), path);
    named(path, shown, bytes)
}

fn named(path: &Path, shown: String, bytes: io::Result<Vec<u8>>) -> Result<Input, LoadError> {
    let bytes = bytes.map_err(|error| could_not("read", &shown, &error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Input {
        name: name.into_owned(),
        folder: path.parent().unwrap_or(Path::new("")).to_owned(),
        shown,
        bytes,
    })
}

/// Text, values and positions of one file.
pub(crate) fn read(input: Input) -> Result<Loaded, Vec<Finding>> {
    let (text, broken) = decode(input.bytes);
    let text: Arc<str> = text.into();
    let finding = |rule, flaw: Flaw| Finding {
        rule,
        level: Level::Error,
        message: flaw.message,
        help: flaw.help.to_owned(),
        pointer: String::new(),
        position: Position::new(&input.shown, &text, flaw.mark),
        related: Vec::new(),
    };
    if let Some(flaw) = broken {
        return Err(vec![finding("encoding", flaw)]);
    }
    if text.trim().is_empty() {
        let flaw = Flaw {
            mark: Mark::START,
            message: "this file is empty".to_owned(),
            help: "write an OpenAPI 3.0 document into it, or remove it",
        };
        return Err(vec![finding("syntax", flaw)]);
    }
    let is_json = input.name.to_ascii_lowercase().ends_with(".json");
    let parsed = if is_json {
        json::read(&text)
    } else {
        yaml::read(&text)
    };
    let (value, tree) = match parsed {
        Ok(parsed) => parsed,
        Err(flaw) => return Err(vec![finding("syntax", flaw)]),
    };
    let twice = duplicate_keys::findings(&input.shown, &text, &tree);
    if !twice.is_empty() {
        return Err(twice);
    }
    let stem = match input.name.rsplit_once('.') {
        Some((stem, _)) => stem.to_owned(),
        None => input.name.clone(),
    };
    let source = Source {
        shown: input.shown,
        name: input.name,
        stem,
        folder: input.folder,
        text,
        tree,
        is_3_1: false,
        moved: Vec::new(),
    };
    Ok(Loaded { source, value })
}

/// The text without a byte order mark, and the first place that is not UTF-8.
pub(crate) fn decode(bytes: Vec<u8>) -> (String, Option<Flaw>) {
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{feff}') {
            Some(rest) => (rest.to_owned(), None),
            None => (text, None),
        },
        Err(error) => {
            let end = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let good = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
            let line = good.matches('\n').count() + 1;
            let column = good.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let flaw = Flaw {
                mark: Mark {
                    line: u32::try_from(line).unwrap_or(u32::MAX),
                    column: u32::try_from(column).unwrap_or(u32::MAX),
                    length: 1,
                },
                message: "this file is not UTF-8".to_owned(),
                help: "save it as UTF-8",
            };
            (String::from_utf8_lossy(bytes).into_owned(), Some(flaw))
        }
    }
}
