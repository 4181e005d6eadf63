//! The queue of waiting calls, in order of arrival.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// The waiting calls. Each checks again at its own time, without waiting for another: a call that is not polled does
/// not check again, and must not block the calls after it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    numbers: u64,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    until: Instant,
}

/// A call that is later than this is not being polled. It is not counted until it is.
const GRACE: Duration = Duration::from_millis(100);

impl Queue {
    /// The number of calls before the one with this number, or before a new one.
    pub(super) fn before(&self, number: Option<u64>, now: Instant) -> usize {
        let is_before = |call: &&Waiting| number.is_none_or(|number| call.number < number);
        let calls = self.waiting.iter().take_while(is_before);
        calls.filter(|call| now <= call.until + GRACE).count()
    }

    /// Lets the call wait until this time. A new call gets its number.
    pub(super) fn wait(&mut self, number: &mut Option<u64>, until: Instant) {
        match number.and_then(|number| self.position(number)) {
            Some(position) => self.waiting[position].until = until,
            None => {
                *number = Some(self.numbers);
                self.waiting.push_back(Waiting {
                    number: self.numbers,
                    until,
                });
                self.numbers += 1;
            }
        }
    }

    /// Removes the call from the queue. Returns whether it was there.
    pub(super) fn leave(&mut self, number: &mut Option<u64>) -> bool {
        let position = number.take().and_then(|number| self.position(number));
        position.is_some_and(|position| self.waiting.remove(position).is_some())
    }

    fn position(&self, number: u64) -> Option<usize> {
        self.waiting
            .binary_search_by_key(&number, |call| call.number)
            .ok()
    }
}
