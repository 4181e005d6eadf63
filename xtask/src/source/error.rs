//! Why a file or a document cannot be read.

use crate::diagnostics::{Finding, Mark};

/// Why there is no document.
#[derive(Debug)]
pub enum LoadError {
    /// Something could not be read at all: print the message and exit with 2.
    CouldNotRun(String),
    /// The files were read and have errors: exit with 1.
    Findings(Vec<Finding>),
}

/// An error in a file, with its place.
#[derive(Clone, Debug)]
pub(crate) struct Flaw {
    pub mark: Mark,
    pub message: String,
    pub help: &'static str,
}
