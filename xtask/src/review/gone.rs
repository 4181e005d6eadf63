//! The place of what is gone. A reviewer sees the lines that a diff touches, so it is put there: at the line of the head
//! that follows the removed ones, or in the old file, where that was removed as a whole.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::diagnostics::Position;
use crate::source::Spec;

/// Lines around a change that a diff shows, too.
const CONTEXT: usize = 3;

/// The differences between the files of two revisions, computed as they are asked for.
pub struct Gone<'a> {
    base: &'a Spec,
    head: &'a Spec,
    hunks: HashMap<String, Vec<Hunk>>,
}

/// Lines of the base, from 0, and the lines of the head that replace them.
struct Hunk {
    base: Range<usize>,
    head: Range<usize>,
}

impl<'a> Gone<'a> {
    /// Between these two.
    pub fn between(base: &'a Spec, head: &'a Spec) -> Self {
        Self {
            base,
            head,
            hunks: HashMap::new(),
        }
    }

    /// Where to show that what was written at `at_base` is gone; `at` is what the head has left of it.
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
