//! The time of a server, in milliseconds since 1970.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// A time in milliseconds since 1970.
pub type Millis = i64;

/// 2026-01-05T09:00:00Z, a Monday.
const START: Millis = 1_767_603_600_000;
/// 9999-01-01T00:00:00Z, at which the clock stops, because later years cannot be written as a timestamp.
const END: Millis = 253_370_764_800_000;

/// The clock of a server. It only moves if it is advanced, or if it follows the system time.
#[derive(Debug)]
pub struct Clock {
    base: Millis,
    follows: Option<Instant>,
}

impl Clock {
    /// A clock that only moves when it is advanced. It starts at 2026-01-05T09:00:00Z.
    pub fn still() -> Self {
        Self {
            base: START,
            follows: None,
        }
    }

    /// A clock that starts at the system time and does not move until [`follow`](Self::follow) is called.
    pub fn now_of_machine() -> Self {
        Self {
            base: Timestamp::now().as_millisecond(),
            follows: None,
        }
    }

    /// Lets the clock follow the system time.
    pub fn follow(&mut self) {
        self.follows = Some(Instant::now());
    }

    pub fn now(&self) -> Millis {
        let passed = self.follows.map_or(0, |since| millis(since.elapsed()));
        self.base.saturating_add(passed).min(END)
    }

    /// Sets the clock to a time. A running clock keeps running.
    pub fn set(&mut self, now: Millis) {
        self.base = now.clamp(0, END);
        self.follows = self.follows.map(|_| Instant::now());
    }

    pub fn advance(&mut self, duration: Duration) {
        self.base = self.base.saturating_add(millis(duration)).min(END);
    }

    /// Sets the clock back, before the first operation.
    pub fn rewind(&mut self, duration: Duration) {
        self.base = self.base.saturating_sub(millis(duration)).max(0);
    }
}

pub fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

/// A time in the format of responses, `2026-01-05T09:00:00.000Z`.
pub fn written(time: Millis) -> String {
    let time = Timestamp::from_millisecond(time).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{time:.3}")
}

/// Reads a time in a request.
pub fn read(text: &str) -> Option<Millis> {
    let time: Timestamp = text.parse().ok()?;
    Some(time.as_millisecond())
}

/// The minutes between two times, with fractions.
pub fn minutes(from: Millis, to: Millis) -> f64 {
    // Milliseconds up to the year 9999 are exact as a float.
    to.saturating_sub(from).max(0) as f64 / 60_000.0
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Clock, END, read, written};

    #[test]
    fn a_still_clock_moves_only_when_it_is_advanced() {
        let mut clock = Clock::still();
        assert_eq!(written(clock.now()), "2026-01-05T09:00:00.000Z");
        clock.advance(Duration::from_millis(90_500));
        assert_eq!(written(clock.now()), "2026-01-05T09:01:30.500Z");
        assert_eq!(read("2026-01-05T10:01:30.5+01:00"), Some(clock.now()));
    }

    #[test]
    fn the_clock_stops_at_the_end_of_what_can_be_written() {
        let mut clock = Clock::still();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), END);
        assert_eq!(written(clock.now()), "9999-01-01T00:00:00.000Z");
    }
}
