//! Times in milliseconds, and their formats.

use std::time::{Duration, SystemTime};

use realtimekit::Timestamp;

/// A day in milliseconds.
pub const DAY: i64 = 24 * 60 * 60 * 1000;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A timestamp in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// Converts a timestamp; `None` if it is not a valid time.
    pub fn of(timestamp: &Timestamp) -> Option<Self> {
        let time = timestamp.to_system_time()?;
        let after = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        i64::try_from(after.as_millis()).ok().map(Self)
    }

    /// This number of minutes later.
    pub fn plus_minutes(self, minutes: f64) -> Self {
        // Casts of floats saturate.
        Self(self.0.saturating_add((minutes * 60_000.0) as i64))
    }

    /// `2026-03-02T10:00:04Z`.
    pub fn text(self) -> String {
        let seconds = u64::try_from(self.0 / 1000).unwrap_or_default();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let text = Timestamp::from(time).to_string();
        text.replace(".000Z", "Z")
    }

    /// `2026-03-02 10:00:04`, in UTC.
    pub fn day_and_clock(self) -> String {
        let text = self.text();
        let parts = text.get(..10).zip(text.get(11..19));
        parts.map_or(String::new(), |(day, clock)| format!("{day} {clock}"))
    }

    /// The day of the month in UTC, `2 Mar`.
    pub fn date(self) -> String {
        let text = self.text();
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<usize>().ok();
        let month = number(5, 7).and_then(|month| MONTHS.get(month.checked_sub(1)?));
        let day = number(8, 10).zip(month);
        day.map_or(String::new(), |(day, month)| format!("{day} {month}"))
    }

    /// The number of the day in UTC, counted from the beginning of 1970.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// The time of the day in UTC, `10:00`.
    pub fn clock(self) -> String {
        self.text().get(11..16).unwrap_or_default().to_owned()
    }

    /// The time of the day with seconds, `10:00:04`.
    pub fn clock_with_seconds(self) -> String {
        self.text().get(11..19).unwrap_or_default().to_owned()
    }
}

/// The minutes that are in at least one of these intervals.
pub fn minutes_in(intervals: &[(UnixMillis, UnixMillis)]) -> f64 {
    let mut sorted = intervals.to_vec();
    sorted.sort_unstable();
    let mut end = UnixMillis(i64::MIN);
    let mut milliseconds = 0;
    for (from, to) in sorted {
        let from = from.max(end);
        if to > from {
            milliseconds += to.0 - from.0;
            end = to;
        }
    }
    milliseconds as f64 / 60_000.0
}

/// Rounds a number of minutes for display.
pub fn rounded(minutes: f64) -> f64 {
    (minutes * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_on_two_devices_counts_once() {
        let minute = |from: i64, to: i64| (UnixMillis(from * 60_000), UnixMillis(to * 60_000));
        assert_eq!(minutes_in(&[]), 0.0);
        assert_eq!(minutes_in(&[minute(0, 10), minute(20, 25)]), 15.0);
        assert_eq!(
            minutes_in(&[minute(5, 25), minute(0, 10), minute(6, 7), minute(25, 25)]),
            25.0
        );
        assert_eq!(minutes_in(&[minute(10, 0)]), 0.0);
    }

    #[test]
    fn a_time_is_written_as_a_timestamp() {
        let timestamp: Timestamp = "2026-03-02T10:00:04.500Z".parse().unwrap();
        let at = UnixMillis::of(&timestamp).unwrap();
        assert_eq!(at.text(), "2026-03-02T10:00:04Z");
        assert_eq!(at.date(), "2 Mar");
        assert_eq!(at.plus_minutes(1.5).text(), "2026-03-02T10:01:34Z");
    }
}
