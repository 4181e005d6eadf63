//! A finding: the rule, the place, and how to fix it.

use super::position::Position;

/// The consequence of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing is generated.
    Error,
    /// It is printed, and the crate is generated.
    Warning,
}

/// Something that is wrong with the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule, `unknown-keyword`.
    pub rule: &'static str,
    /// Its level.
    pub level: Level,
    /// What is wrong, in one sentence.
    pub message: String,
    /// How to fix it.
    pub help: String,
    /// JSON pointer into the merged document; for a finding about one file alone, into that file.
    pub pointer: String,
    /// The place in the file.
    pub position: Position,
    /// Related places, such as the first of two definitions.
    pub related: Vec<Related>,
}

/// A related place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place.
    pub position: Position,
    /// A label for it.
    pub label: String,
}

impl Finding {
    /// The same finding with a second place.
    #[must_use]
    pub fn with(mut self, position: Position, label: impl Into<String>) -> Self {
        self.related.push(Related {
            position,
            label: label.into(),
        });
        self
    }

    /// The same finding as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.level = Level::Warning;
        self
    }

    /// Whether nothing can be generated.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    /// The same finding at another place.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = position;
        self
    }
}

/// The sorted findings without those that read the same: what a YAML anchor holds is in the document once for each alias.
pub(crate) fn distinct(findings: &[Finding]) -> Vec<&Finding> {
    let mut distinct: Vec<&Finding> = findings.iter().collect();
    distinct.dedup_by(|a, b| {
        (a.rule, a.level, &a.position, &a.related) == (b.rule, b.level, &b.position, &b.related)
            && (&a.message, &a.help) == (&b.message, &b.help)
    });
    distinct
}

/// Sorts by place and removes duplicates.
pub(crate) fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.position.line, f.position.column, f.rule);
        (a.position.file.as_str(), key(a), a.message.as_str()).cmp(&(
            b.position.file.as_str(),
            key(b),
            b.message.as_str(),
        ))
    });
    findings.dedup();
}
