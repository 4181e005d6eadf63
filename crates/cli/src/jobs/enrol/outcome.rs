//! The outcomes of the users.

use std::fmt;

use realtimekit::Error;
use realtimekit::reqwest::StatusCode;

use crate::failure::Failure;
use crate::output::note;

/// The run ends if the first users fail, this many of them.
const FIRST: usize = 20;

/// How many users had each outcome.
#[derive(Debug, Default)]
pub struct Counts {
    /// Enrolled before.
    pub already: usize,
    /// Enrolled now.
    pub added: usize,
    /// With an unknown outcome.
    pub unknown: usize,
    failed: usize,
    /// Of those that failed, the users who are in the meeting already.
    conflicts: usize,
    first_error: Option<Error>,
}

impl Counts {
    /// Counts that start with users who were enrolled before.
    pub fn after(already: usize) -> Self {
        Self {
            already,
            ..Self::default()
        }
    }

    /// Counts a user who was not enrolled. Returns whether the run should end because the others would fail, too: the
    /// permission is missing, or the first users all failed, for example because the preset does not exist. Users who
    /// are already in the meeting do not count.
    pub fn failed(&mut self, error: Error) -> bool {
        self.failed += 1;
        let is_conflict = error.status() == Some(StatusCode::CONFLICT);
        self.conflicts += usize::from(is_conflict);
        let refused = self.failed - self.conflicts;
        let is_first = self.added == 0 && refused >= FIRST;
        if is_first && refused == FIRST {
            note(&format!(
                "the first {FIRST} users failed; the others are not tried"
            ));
        }
        let is_hopeless = is_first || error.is_auth();
        self.first_error.get_or_insert(error);
        is_hopeless
    }

    /// Success if all are enrolled.
    pub fn result(self) -> Result<(), Failure> {
        if self.unknown > 0 {
            return Err(Failure::Unknown(format!(
                "it is unknown whether {} users were added; run the same command again, which looks them up in the meeting",
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
            conflicts,
            ..
        } = self;
        write!(
            f,
            "{added} added, {already} added before, {failed} failed, {unknown} unknown"
        )?;
        match conflicts {
            0 => Ok(()),
            count => write!(
                f,
                "\n{count} of those that failed are in the meeting already; --existing looks them up and writes new tokens for them"
            ),
        }
    }
}
