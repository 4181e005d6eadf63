//! What a stage reports when it fails: the place in the document, what is wrong, and how to fix it.
//!
//! Stages use JSON pointers of the document as loaded, which every lowered node has in `x-at`. [`crate::source::Spec`]
//! turns them into file, line and column when problems become findings.

/// One thing in the document that the generator does not support.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// JSON pointer into the merged document as it was loaded.
    pub pointer: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// How to fix it.
    pub help: String,
    /// A related place: its pointer, and a label.
    pub related: Option<(String, String)>,
}

impl Problem {
    /// A problem at `pointer`.
    pub fn new(
        pointer: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
            help: help.into(),
            related: None,
        }
    }

    /// Adds a second place to the problem.
    #[must_use]
    pub fn beside(mut self, pointer: impl Into<String>, label: impl Into<String>) -> Self {
        self.related = Some((pointer.into(), label.into()));
        self
    }
}

/// All problems of a stage.
pub type Problems = Vec<Problem>;

/// `value` if there are no problems, else the problems.
pub fn unless_any<T>(problems: Problems, value: T) -> Result<T, Problems> {
    if problems.is_empty() {
        Ok(value)
    } else {
        Err(problems)
    }
}
