//! The calls that wait for their turn, in the order in which they came.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// The calls that wait. Each comes back by itself at its moment, and nobody waits for another: a call that nobody drives
/// does not come back, and must not stop those behind it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    numbers: u64,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    moment: Instant,
}

/// A call that comes back later than this is not driven, and is not counted until it does.
const GRACE: Duration = Duration::from_millis(100);

impl Queue {
    /// How many calls are before the one of this number, or before a new one.
    pub(super) fn before(&self, number: Option<u64>, now: Instant) -> usize {
        let is_before = |call: &&Waiting| number.is_none_or(|number| call.number < number);
        let calls = self.waiting.iter().take_while(is_before);
        calls.filter(|call| now <= call.moment + GRACE).count()
    }

    /// The call waits until this moment; a new one gets its number.
    pub(super) fn wait(&mut self, number: &mut Option<u64>, moment: Instant) {
        match number.and_then(|number| self.position(number)) {
            Some(position) => self.waiting[position].moment = moment,
            None => {
                *number = Some(self.numbers);
                self.waiting.push_back(Waiting {
                    number: self.numbers,
                    moment,
                });
                self.numbers += 1;
            }
        }
    }

    /// The call waits no longer. Whether it did.
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
