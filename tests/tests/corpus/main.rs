//! The corpus: small documents with the structures of public ones, each with calls of the client that is generated from
//! it.
//!
//! `tests/corpus/NAME/openapi.yaml` is a document. `calls.rs` beside it has the tests of its client: the expected
//! requests and responses, over a real socket. All clients are built in one target folder, and all tests run as one
//! program. `CORPUS=name,name` selects documents during development.
//!
//! A `calls.rs` uses `super::client`, the generated crate, and `start!`, which starts a server with the given responses
//! and a client for it. See `tests/corpus/README.md`.

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use realtimekit_tests::{building, path, rendered};
use xtask::codegen;
use xtask::diagnostics::Finding;
use xtask::source::{self, LoadError};
use xtask::write;
use xtask::{lint, workspace};

/// The documents with this name, or all.
fn names() -> Vec<String> {
    let chosen = std::env::var("CORPUS").unwrap_or_default();
    let entries = fs::read_dir(path("corpus")).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    let mut names: Vec<String> = folders
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| chosen.is_empty() || chosen.split(',').any(|wanted| wanted == name))
        .collect();
    names.sort();
    names
}

/// Generates the crate of a document into `out`, and returns the name of its package.
fn generate(name: &str, out: &Path) -> Result<String, Vec<Finding>> {
    let document = path("corpus").join(name).join("openapi.yaml");
    let spec = match source::load(&document, &format!("{name}.yaml")) {
        Ok(spec) => spec,
        Err(LoadError::Findings(findings)) => return Err(findings),
        Err(LoadError::CouldNotRun(why)) => panic!("{name}: {why}"),
    };
    let (errors, warnings): (Vec<_>, Vec<_>) =
        lint::lint(&spec).into_iter().partition(Finding::is_error);
    if !errors.is_empty() {
        return Err(errors);
    }
    if listed(&warnings) != fs::read_to_string(warnings_of(name)).unwrap_or_default() {
        return Err(warnings);
    }
    let lock = xtask::lock::Lock::make(out, || {}).unwrap();
    let files = codegen::generate(&spec, &workspace::runtime_from(out).unwrap())?;
    write::write(out, &files, &lock).unwrap();
    let manifest: toml_edit::DocumentMut = fs::read_to_string(out.join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    Ok(manifest["package"]["name"].as_str().unwrap().to_owned())
}

/// The warnings of a document, each with its line and its rule, as `warnings.txt` beside the document has them.
fn listed(warnings: &[Finding]) -> String {
    let lines = warnings
        .iter()
        .map(|warning| format!("{} {}\n", warning.position.line, warning.rule));
    lines.collect()
}

fn warnings_of(name: &str) -> PathBuf {
    path("corpus").join(name).join("warnings.txt")
}

/// Whether a file of calls has a test.
fn has_tests(calls: &Path) -> bool {
    fs::read_to_string(calls).is_ok_and(|calls| calls.contains("#[tokio::test]"))
}

#[test]
fn every_document_is_generated_built_and_called() {
    let folder = building::kept_folder("corpus").unwrap();
    let mut failures = Vec::new();
    let mut clients = Vec::new();
    for name in names() {
        let calls = path("corpus").join(&name).join("calls.rs");
        if !has_tests(&calls) {
            failures.push(format!("{name}: `calls.rs` has no `#[tokio::test]`"));
            continue;
        }
        match generate(&name, &folder.join("clients").join(&name)) {
            Ok(package) => clients.push(program::Client {
                name,
                package,
                calls,
            }),
            Err(findings) => failures.push(format!("{name}:\n{}", rendered(&findings))),
        }
    }
    if let Err(more) = program::run(&folder.join("calls"), &clients) {
        failures.extend(more);
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

#[test]
fn a_document_without_tests_fails() {
    let folder = tempfile::tempdir().unwrap();
    let calls = folder.path().join("calls.rs");
    assert!(!has_tests(&calls));
    fs::write(&calls, "// no tests").unwrap();
    assert!(!has_tests(&calls));
    fs::write(&calls, "#[tokio::test]\nasync fn it_is_read() {}").unwrap();
    assert!(has_tests(&calls));
}
