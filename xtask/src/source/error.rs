//! Why a file or a document cannot be had.

use crate::diagnostics::{Finding, Mark};

/// Why there is no document.
#[derive(Debug)]
pub enum LoadError {
    /// Something could not be read at all: say it and exit with 2.
    CouldNotRun(String),
    /// The files were read, and they are wrong: exit with 1.
    Findings(Vec<Finding>),
}

/// What is wrong in a file, where.
#[derive(Clone, Debug)]
pub(crate) struct Flaw {
    pub mark: Mark,
    pub message: String,
    pub help: &'static str,
}
