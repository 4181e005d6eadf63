//! The progress bar.

use std::fmt;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::rate::Rate;
use crate::output::note;

const TEMPLATE: &str = "{bar:40} {pos} of {len}, {msg}";
/// The interval between lines if there is no terminal.
const INTERVAL: Duration = Duration::from_secs(60);

/// The maximum number of calls that the client sends in a second.
const PER_SECOND: f64 = 200.0;

/// A progress bar with the rate and the remaining time. If standard error is not a terminal, a line each minute.
pub struct Progress {
    bar: ProgressBar,
    rate: Rate,
    started: Instant,
    last_line: Instant,
}

impl Progress {
    /// A bar for this number of users.
    pub fn new(users: usize, rate: Rate) -> Self {
        let bar = ProgressBar::new(users as u64);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self {
            bar,
            rate,
            started: now,
            last_line: now,
        }
    }

    /// Counts a user with an outcome.
    pub fn one_more(&mut self) {
        self.bar.inc(1);
        self.show();
    }

    /// Shows the remaining time.
    pub fn show(&mut self) {
        let (done, users) = (self.bar.position(), self.bar.length().unwrap_or_default());
        let elapsed = self.started.elapsed();
        let per_second = done as f64 / elapsed.as_secs_f64().max(0.001);
        let rest = Rest(remaining(self.rate, users, done, elapsed));
        let text = format!("{per_second:.1} a second, {rest} left");
        if self.bar.is_hidden() && self.last_line.elapsed() >= INTERVAL {
            self.last_line = Instant::now();
            note(&format!("{done} of {users}, {text}"));
        }
        self.bar.set_message(text);
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// The remaining time. With more users than calls in a period, it is the time until the last period begins; otherwise
/// it is estimated from the rate so far.
fn remaining(rate: Rate, users: u64, done: u64, elapsed: Duration) -> Option<Duration> {
    let periods = users.saturating_sub(1) / u64::from(rate.calls);
    let rest = users.saturating_sub(done) as f64;
    if periods > 0 {
        let last = rate.period.saturating_mul(u32::try_from(periods).ok()?);
        let at_least = Duration::from_secs_f64((rest / PER_SECOND).ceil());
        return Some(last.saturating_sub(elapsed).max(at_least));
    }
    let each = elapsed.as_secs_f64() / done as f64;
    Duration::try_from_secs_f64(each * rest).ok()
}

/// A time, formatted for the terminal.
struct Rest(Option<Duration>);

impl fmt::Display for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(seconds) = self.0.map(|rest| rest.as_secs()) else {
            return f.write_str("unknown time");
        };
        match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, 0, seconds) => write!(f, "{seconds} s"),
            (0, minutes, seconds) => write!(f, "{minutes} min {seconds} s"),
            (hours, minutes, _) => write!(f, "{hours} h {minutes} min"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(users: u64, done: u64, seconds: u64) -> String {
        let rate = Rate {
            calls: 3_500,
            period: Duration::from_secs(300),
        };
        Rest(remaining(rate, users, done, Duration::from_secs(seconds))).to_string()
    }

    #[test]
    fn the_remaining_time_takes_the_rate_limit_into_account() {
        // 3,500 at once, 3,500 after five minutes, the rest after ten.
        assert_eq!(shown(10_000, 1, 0), "10 min 0 s");
        assert_eq!(shown(10_000, 3_500, 18), "9 min 42 s");
        assert_eq!(shown(10_000, 7_000, 318), "4 min 42 s");
        assert_eq!(shown(10_000, 9_000, 610), "5 s");
        assert_eq!(shown(60_000, 0, 0), "1 h 25 min");
        // Fewer than the limit: the rate so far.
        assert_eq!(shown(3_500, 350, 3), "27 s");
        assert_eq!(shown(100, 0, 3), "unknown time");
    }
}
