//! Shared code of the tests: the spec of this workspace, loaded and generated in memory.

pub mod building;
pub mod fault;
pub mod packages;
pub mod prism;
pub mod server;
pub mod wire;

use std::fs;
use std::path::{Path, PathBuf};

use xtask::codegen;
use xtask::diagnostics::{self, Finding};
use xtask::source::{self, LoadError, Spec};
use xtask::workspace;
use xtask::write::Files;

/// A path below this crate's folder.
pub fn path(below: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// Copies a folder with its content.
///
/// # Panics
///
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).unwrap();
        }
    }
}

/// `spec/`, loaded.
///
/// # Panics
///
/// It does not load. The message has the findings.
#[must_use]
pub fn load() -> Spec {
    match source::load(&workspace::spec(), "spec") {
        Ok(spec) => spec,
        Err(LoadError::CouldNotRun(why)) => failed(&why),
        Err(LoadError::Findings(findings)) => failed(&rendered(&findings)),
    }
}

/// The files of `generated/` for the current `spec`.
///
/// # Panics
///
/// It cannot be generated. The message has the findings.
#[must_use]
pub fn generate(spec: &Spec) -> Files {
    let runtime = match workspace::runtime_from(&workspace::generated()) {
        Ok(runtime) => runtime,
        Err(error) => failed(&error.to_string()),
    };
    match codegen::generate(spec, &runtime) {
        Ok(files) => files,
        Err(findings) => failed(&rendered(&findings)),
    }
}

/// Findings as the command line prints them.
#[must_use]
pub fn rendered(findings: &[Finding]) -> String {
    diagnostics::render(findings, diagnostics::Style::Plain)
}

fn failed(why: &str) -> ! {
    panic!("{why}")
}

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// So does the one of the emitted crate.
#[cfg(doctest)]
#[doc = include_str!("../../generated/README.md")]
struct EmittedReadme;
