//! What became of the users.

use std::fmt;

use realtimekit::Error;

use crate::failure::Failure;

/// How many users had each outcome.
#[derive(Debug, Default)]
pub struct Counts {
    /// Enrolled before.
    pub already: usize,
    /// Enrolled now.
    pub added: usize,
    /// Perhaps enrolled.
    pub unknown: usize,
    failed: usize,
    first_error: Option<Error>,
}

impl Counts {
    /// So many were enrolled before.
    pub fn after(already: usize) -> Self {
        Self {
            already,
            ..Self::default()
        }
    }

    /// A user was not enrolled.
    pub fn failed(&mut self, error: Error) {
        self.failed += 1;
        self.first_error.get_or_insert(error);
    }

    /// Success if all are enrolled.
    pub fn result(self) -> Result<(), Failure> {
        if self.unknown > 0 {
            return Err(Failure::Unknown(format!(
                "it is not known whether {} users were added; run the same command again, which asks the service",
                self.unknown
            )));
        }
        match self.first_error {
            Some(error) => Err(Failure::Call(error)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            already,
            added,
            unknown,
            failed,
            ..
        } = self;
        write!(
            f,
            "{added} added, {already} added before, {failed} failed, {unknown} unknown"
        )
    }
}
