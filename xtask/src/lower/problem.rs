//! What a stage reports when it fails: where in the document, what, and how to fix it.
//!
//! A stage knows JSON pointers of the document as it was written (every lowered node carries its own in `x-at`); the
//! file, line and column come from [`crate::source::Spec`] when the problems leave the generator as findings.

/// One thing in the document that the generator cannot express.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// JSON pointer into the merged document as it was loaded.
    pub pointer: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// A second place that belongs to it: its pointer, and a label.
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

    /// The same problem with a second place.
    #[must_use]
    pub fn beside(mut self, pointer: impl Into<String>, label: impl Into<String>) -> Self {
        self.related = Some((pointer.into(), label.into()));
        self
    }
}

/// All problems that a stage found.
pub type Problems = Vec<Problem>;

/// `value` if nothing was found, else what was found.
pub fn unless_any<T>(problems: Problems, value: T) -> Result<T, Problems> {
    if problems.is_empty() {
        Ok(value)
    } else {
        Err(problems)
    }
}
