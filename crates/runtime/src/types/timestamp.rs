//! Timestamps as the API writes them.

use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
    time::{Duration, SystemTime},
};

use jiff::{SignedDuration, civil::DateTime};

use crate::{InvalidTimestamp, types::date::kept_string};

/// A timestamp, kept as the string that the service sent.
///
/// A response with a timestamp in another form still decodes: the string is kept as it is, and
/// [`to_system_time`](Timestamp::to_system_time) returns the time if it can be parsed. A timestamp that is sent is
/// always valid: make it from a [`SystemTime`], or from an RFC 3339 string with [`str::parse`]. The features `jiff`,
/// `chrono` and `time` add `From` and `TryFrom` for the types of those crates.
///
/// Timestamps are compared, ordered and hashed by the instant that they represent: `…T10:00:00+02:00` and
/// `…T08:00:00.000Z` are equal. Strings that are not timestamps come after all timestamps, in the order of their text.
/// Comparing two different strings parses both; to sort a long list, use `sort_by_cached_key` with `to_system_time`.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// # use realtimekit_runtime::Timestamp;
/// let sent = Timestamp::from(SystemTime::UNIX_EPOCH + Duration::from_millis(1_577_470_279_117));
/// assert_eq!(sent.as_str(), "2019-12-27T18:11:19.117Z");
/// let read: Timestamp = "2019-12-27T19:11:19.117+01:00".parse()?;
/// assert_eq!(read, sent);
/// assert!(read > "2019-12-27T18:11:19Z".parse()?);
/// # Ok::<(), realtimekit_runtime::InvalidTimestamp>(())
/// ```
#[derive(Clone)]
pub struct Timestamp(String);

/// The value by which timestamps are compared.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key<'t> {
    Instant(i128),
    Text(&'t str),
}

impl Timestamp {
    /// A timestamp as in a response, valid or not: for tests. Needs the feature `test-util`.
    ///
    /// ```
    /// # use realtimekit_runtime::Timestamp;
    /// let ended_at = Timestamp::as_received("null");
    /// assert_eq!(ended_at.to_system_time(), None);
    /// ```
    #[cfg(feature = "test-util")]
    pub fn as_received(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The time, or `None` if the string is not a timestamp.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let instant = self.to_nanoseconds()?;
        let seconds = (instant.unsigned_abs() / 1_000_000_000).try_into().ok()?;
        let nanoseconds = (instant.unsigned_abs() % 1_000_000_000).try_into().ok()?;
        let from_epoch = Duration::new(seconds, nanoseconds);
        if instant < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(from_epoch)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(from_epoch)
        }
    }

    /// The nanoseconds from the beginning of 1970.
    pub(crate) fn to_nanoseconds(&self) -> Option<i128> {
        nanoseconds(&self.0)
    }

    /// In UTC, with three, six or nine digits of a second, as needed. Clamped to the years -9999 to 9999.
    pub(crate) fn from_nanoseconds(from_epoch: i128) -> Self {
        let outside = if from_epoch < 0 {
            DateTime::MIN
        } else {
            DateTime::MAX
        };
        let seconds = from_epoch.div_euclid(1_000_000_000).try_into();
        let nanoseconds = from_epoch.rem_euclid(1_000_000_000).try_into();
        let time = match (seconds, nanoseconds) {
            (Ok(seconds), Ok(nanoseconds)) => EPOCH
                .checked_add(SignedDuration::new(seconds, nanoseconds))
                .unwrap_or(outside),
            _ => outside,
        };
        let nanoseconds = time.subsec_nanosecond();
        Self(if nanoseconds % 1_000_000 == 0 {
            format!("{time:.3}Z")
        } else if nanoseconds % 1_000 == 0 {
            format!("{time:.6}Z")
        } else {
            format!("{time:.9}Z")
        })
    }

    fn key(&self) -> Key<'_> {
        match self.to_nanoseconds() {
            Some(instant) => Key::Instant(instant),
            None => Key::Text(&self.0),
        }
    }
}

/// In UTC, and exact: with three, six or nine digits of a second, as needed. A time outside the years -9999 to 9999
/// becomes the nearest one inside.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self::from_nanoseconds(match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i128::try_from(after.as_nanos()).unwrap_or(i128::MAX),
            Err(before) => i128::try_from(before.duration().as_nanos()).map_or(i128::MIN, |n| -n),
        })
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.key() == other.key()
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.0 == other.0 {
            return Ordering::Equal;
        }
        self.key().cmp(&other.key())
    }
}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl TryFrom<&str> for Timestamp {
    type Error = InvalidTimestamp;

    fn try_from(text: &str) -> Result<Self, InvalidTimestamp> {
        if rfc3339(text).is_some() && nanoseconds(text).is_some() {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidTimestamp::TIMESTAMP)
        }
    }
}

const EPOCH: DateTime = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);

/// The nanoseconds from the beginning of 1970 to a time.
fn nanoseconds(text: &str) -> Option<i128> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant.as_nanosecond());
    }
    // The parser knows neither the last hours of the year 9999 nor more than nine digits of a second.
    let (time, fraction, zone) = rfc3339(text)?;
    let time: DateTime = time.parse().ok()?;
    let digits = fraction.chars().chain("000000000".chars()).take(9);
    let fraction: i128 = digits.collect::<String>().parse().ok()?;
    let offset: i128 = match zone.split_at_checked(1)? {
        (sign, offset) if !offset.is_empty() => {
            let (hours, minutes) = offset.split_once(':')?;
            let (hours, minutes): (i128, i128) = (hours.parse().ok()?, minutes.parse().ok()?);
            let minutes = (hours < 24 && minutes < 60).then_some(60 * hours + minutes)?;
            if sign == "-" { -minutes } else { minutes }
        }
        _ => 0,
    };
    let from_epoch = time.duration_since(EPOCH).as_nanos();
    Some(from_epoch + fraction - offset * 60_000_000_000)
}

/// Splits a string in the format of RFC 3339 into the time, the digits of the fraction of a second, and the offset. The
/// parser also accepts annotations of other calendars, weeks, and hours alone. It checks that the day and the hour
/// exist.
fn rfc3339(text: &str) -> Option<(&str, &str, &str)> {
    let has_form = |text: &str, form: &[u8]| {
        let bytes = text.as_bytes();
        let mut pairs = bytes.iter().zip(form);
        bytes.len() == form.len()
            && pairs.all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                other => byte.eq_ignore_ascii_case(other),
            })
    };
    let (time, rest) = text.split_at_checked(19)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            rest.split_at_checked(length).filter(|_| length > 0)?
        }
        None => ("", rest),
    };
    let is_zone = |form: &[u8]| has_form(zone, form);
    let is_it = has_form(time, b"0000-00-00T00:00:00")
        && (is_zone(b"Z") || is_zone(b"+00:00") || is_zone(b"-00:00"));
    is_it.then_some((time, fraction, zone))
}

kept_string!(Timestamp, is_timestamp);

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn at(milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_system_time_round_trips_in_utc() {
        for (at, text) in [
            (at(0), "1970-01-01T00:00:00.000Z"),
            (at(1_577_470_279_117), "2019-12-27T18:11:19.117Z"),
            (
                SystemTime::UNIX_EPOCH - Duration::from_millis(1_500),
                "1969-12-31T23:59:58.500Z",
            ),
            (
                at(0) + Duration::from_micros(1),
                "1970-01-01T00:00:00.000001Z",
            ),
            (
                at(0) - Duration::from_nanos(100),
                "1969-12-31T23:59:59.999999900Z",
            ),
        ] {
            let timestamp = Timestamp::from(at);
            assert_eq!(timestamp.as_str(), text);
            assert_eq!(timestamp.to_system_time(), Some(at));
        }
    }

    fn read(text: &str) -> Timestamp {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn timestamps_are_ordered_by_time_with_invalid_ones_last() {
        let in_order = [
            "-009999-01-02T01:59:59Z",
            "1969-12-31T23:59:59.999Z",
            "2026-01-01T10:00:00+02:00",
            "2026-01-01T09:00:00Z",
            "",
            "null",
        ]
        .map(read);
        for (place, one) in in_order.iter().enumerate() {
            for (other_place, other) in in_order.iter().enumerate() {
                assert_eq!(one.cmp(other), place.cmp(&other_place), "{one} {other}");
                assert_eq!(one == other, place == other_place, "{one} {other}");
            }
        }
    }

    #[test]
    fn equal_times_are_equal_and_have_one_hash() {
        let spellings = [
            "2026-01-01T08:00:00Z",
            "2026-01-01T08:00:00.000Z",
            "2026-01-01 08:00:00z",
            "2026-01-01T10:00:00+02:00",
        ]
        .map(read);
        for one in &spellings {
            assert_eq!(one, &spellings[0]);
            assert_eq!(one.cmp(&spellings[0]), Ordering::Equal);
        }
        assert_eq!(HashSet::from(spellings).len(), 1);
        assert_ne!(read("null"), read("NULL"));
    }

    #[test]
    fn a_time_beyond_the_calendar_becomes_the_nearest() {
        let far = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 50);
        let last = Timestamp::from(far);
        assert_eq!(last.as_str(), "9999-12-31T23:59:59.999999999Z");
        assert_eq!(Timestamp::from(last.to_system_time().unwrap()), last);
    }

    #[test]
    fn the_last_hours_of_the_calendar_and_long_fractions_are_times() {
        let never = read("9999-12-31T23:59:59Z");
        assert_eq!(never, read("9999-12-31T22:59:59.0000000000-01:00"));
        assert_eq!(never, "9999-12-31t23:59:59.000+00:00".parse().unwrap());
        let seconds = never
            .to_system_time()
            .unwrap()
            .duration_since(SystemTime::UNIX_EPOCH);
        assert_eq!(seconds.unwrap(), Duration::from_secs(253_402_300_799));
        let long = read("2024-01-01T00:00:00.1234567890Z");
        assert!(long < read("2030-01-01T00:00:00Z"));
        assert_eq!(long, read("2024-01-01T00:00:00.123456789Z"));
        assert!(read("9999-12-31T23:59:59.9999999Z") > never);
        for bad in [
            "9999-12-31T24:00:00Z",
            "9999-12-31T23:59:59+24:00",
            "9999-12-32T23:59:59.0000000000Z",
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad}");
            assert_eq!(read(bad).to_system_time(), None);
        }
    }

    #[test]
    fn any_string_of_a_response_is_kept() {
        for (json, text, known) in [
            (
                r#""2023-04-14 04:46:55.608944Z""#,
                "2023-04-14 04:46:55.608944Z",
                true,
            ),
            (r#""null""#, "null", false),
            (r#""""#, "", false),
            ("1577470279", "1577470279", false),
        ] {
            let timestamp: Timestamp = serde_json::from_str(json).unwrap();
            assert_eq!(timestamp.as_str(), text);
            assert_eq!(timestamp.to_system_time().is_some(), known, "{text}");
            assert_eq!(format!("{timestamp:?}"), format!("Timestamp({text:?})"));
        }
        let secret = read("https://h/a?sig=s3cr3t");
        assert_eq!(
            format!("{secret:?}"),
            "Timestamp(\"https://h/a?[redacted]\")"
        );
    }

    #[test]
    fn parsing_accepts_rfc_3339_only() {
        for good in [
            "2019-12-27T18:11:19Z",
            "2019-12-27t18:11:19.1z",
            "2019-12-27T18:11:19.117-05:30",
        ] {
            assert_eq!(Timestamp::try_from(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "2019-12-27",
            "2019-12-27 18:11:19Z",
            "2019-12-27T18:11Z",
            "2019-12-27T18:11:19",
            "2019-12-27T18:11:19.Z",
            "2019-12-27T18:11:19+0100",
            "2019-13-27T18:11:19Z",
            "2019-02-29T18:11:19Z",
            "2019-12-27T18:11:19Z[Europe/Paris]",
            "2019-12-27T18:11:1\u{e9}Z",
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad}");
        }
    }
}
