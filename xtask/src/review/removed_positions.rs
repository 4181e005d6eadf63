//! Positions of removed elements. A reviewer sees the lines of a diff, so the position is one of them: the line of the head
//! that follows the removed lines, or the old line if the file was removed as a whole.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::diagnostics::Position;
use crate::source::Spec;

/// The number of unchanged lines around a change that a diff shows.
const CONTEXT: usize = 3;

/// The differences between the files of two revisions, computed as they are asked for.
pub struct RemovedPositions<'a> {
    base: &'a Spec,
    head: &'a Spec,
    hunks: HashMap<String, Vec<Hunk>>,
}

/// Lines of the base, from 0, and the lines of the head that replace them.
struct Hunk {
    base: Range<usize>,
    head: Range<usize>,
    /// The line of the head, from 1, at which the removed lines are reported, and its text.
    first: usize,
    text: String,
}

impl<'a> RemovedPositions<'a> {
    /// The positions for these two revisions.
    pub fn between(base: &'a Spec, head: &'a Spec) -> Self {
        Self {
            base,
            head,
            hunks: HashMap::new(),
        }
    }

    /// The position at which to report that the element at `at_base` was removed. `at` is the nearest element in the head.
    pub fn place(&mut self, at_base: &Position, at: Position) -> Position {
        let Some(file) = self.head.later(self.base, at_base) else {
            return at_base.clone();
        };
        let hunks = self
            .hunks
            .entry(at_base.file.clone())
            .or_insert_with(|| hunks(at_base.text(), file.text()));
        // They are in order, and a large change has many.
        let line = at.line - 1;
        let near = hunks.partition_point(|hunk| hunk.head.end + CONTEXT <= line);
        if at.file == file.file && hunks.get(near).is_some_and(|hunk| hunk.shows(line)) {
            return at;
        }
        let removed = at_base.line - 1;
        let around = hunks.partition_point(|hunk| hunk.base.end <= removed);
        match hunks.get(around) {
            Some(hunk) if hunk.base.contains(&removed) => file.at_line(hunk.first, &hunk.text),
            _ => at,
        }
    }
}

impl Hunk {
    /// Whether a diff shows this line of the head.
    fn shows(&self, line: usize) -> bool {
        (self.head.start.saturating_sub(CONTEXT)..self.head.end + CONTEXT).contains(&line)
    }
}

fn hunks(base: &str, head: &str) -> Vec<Hunk> {
    let (base, head): (Vec<&str>, Vec<&str>) = (base.lines().collect(), head.lines().collect());
    capture_diff_slices(Algorithm::Histogram, &base, &head)
        .into_iter()
        .filter(|step| step.tag() != DiffTag::Equal)
        .map(|step| {
            let first = step.new_range().start.min(head.len().saturating_sub(1));
            Hunk {
                base: step.old_range(),
                head: step.new_range(),
                first: first + 1,
                text: head.get(first).copied().unwrap_or_default().to_owned(),
            }
        })
        .collect()
}
