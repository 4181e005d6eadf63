//! The schedule of changes at later times.

use std::collections::BTreeMap;

use super::clock::Millis;

/// A scheduled change. Whether it still applies is decided when it is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// The session ends if nobody is in it.
    SessionEnd(String),
    /// A requested recording starts to run.
    RecordingStart(String),
    /// A recording reaches its maximum length.
    RecordingEnd(String),
    /// The files of a recording are uploaded.
    RecordingUpload(String),
    /// The session of a livestream is live.
    LivestreamStart(String),
    /// A livestream without a meeting can be streamed to.
    LivestreamIdle(String),
    /// The summary of a session is ready.
    Summary(String),
}

/// Everything that is due later, the earliest first.
#[derive(Debug, Default)]
pub struct Schedule {
    tasks: BTreeMap<(Millis, u64), Due>,
    /// The number of changes that were added. It orders changes at the same time.
    added: u64,
}

impl Schedule {
    pub fn add(&mut self, at: Millis, due: Due) {
        self.added += 1;
        self.tasks.insert((at, self.added), due);
    }

    /// Removes and returns the first one that is due, with its time.
    pub fn next(&mut self, now: Millis) -> Option<(Millis, Due)> {
        let first = self.tasks.first_entry()?;
        let at = first.key().0;
        (at <= now).then(|| (at, first.remove()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Due, Schedule};

    #[test]
    fn due_changes_are_returned_in_the_order_of_time() {
        let mut schedule = Schedule::default();
        for (at, id) in [(3, "c"), (1, "a"), (2, "b"), (1, "a2")] {
            schedule.add(at, Due::SessionEnd(id.to_owned()));
        }
        let mut found = Vec::new();
        while let Some((at, due)) = schedule.next(2) {
            found.push((at, due));
        }
        let expected = [(1, "a"), (1, "a2"), (2, "b")];
        assert_eq!(
            found,
            expected.map(|(at, id)| (at, Due::SessionEnd(id.to_owned())))
        );
    }
}
