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
        if at.file == file.file && hunks.iter().any(|hunk| hunk.shows(at.line - 1)) {
            return at;
        }
        let removed = at_base.line - 1;
        match hunks.iter().find(|hunk| hunk.base.contains(&removed)) {
            Some(hunk) => file.at_line(hunk.head.start + 1),
            None => at,
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
        .map(|step| Hunk {
            base: step.old_range(),
            head: step.new_range(),
        })
        .collect()
}
