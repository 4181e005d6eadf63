//! Moments in time as the API writes them.

use std::{
    borrow::Cow,
    fmt,
    str::FromStr,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Check, NotATime, Param, text::read_text};

/// A moment in time, kept as the text that the service sent.
///
/// An answer with a moment in an odd form still decodes: the text is kept whatever it is, and
/// [`to_system_time`](Timestamp::to_system_time) says whether it can be understood. What a caller sends is checked:
/// make one from a [`SystemTime`], or from RFC 3339 text.
///
/// Two are equal when their text is. They have no order, since `…T10:00:00+02:00` comes before `…T09:00:00Z` while
/// its text does not: compare what `to_system_time` gives.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// # use realtimekit_runtime::Timestamp;
/// let sent = Timestamp::from(SystemTime::UNIX_EPOCH + Duration::from_millis(1_577_470_279_117));
/// assert_eq!(sent.as_str(), "2019-12-27T18:11:19.117Z");
/// let read: Timestamp = "2019-12-27T19:11:19.117+01:00".parse()?;
/// assert_eq!(read.to_system_time(), sent.to_system_time());
/// # Ok::<(), realtimekit_runtime::NotATime>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment, or `None` where the text is not one that can be understood.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let moment: jiff::Timestamp = self.0.parse().ok()?;
        let from_epoch = Duration::new(
            moment.as_second().unsigned_abs(),
            moment.subsec_nanosecond().unsigned_abs(),
        );
        if moment < jiff::Timestamp::UNIX_EPOCH {
            SystemTime::UNIX_EPOCH.checked_sub(from_epoch)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(from_epoch)
        }
    }
}

/// In UTC, with milliseconds. A moment outside the years -9999 to 9999 becomes the nearest one inside.
impl From<SystemTime> for Timestamp {
    fn from(moment: SystemTime) -> Self {
        let nanoseconds = match moment.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i128::try_from(after.as_nanos()).unwrap_or(i128::MAX),
            Err(before) => i128::try_from(before.duration().as_nanos()).map_or(i128::MIN, |n| -n),
        };
        let outside = if nanoseconds < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        let inside = jiff::Timestamp::from_nanosecond(nanoseconds).unwrap_or(outside);
        Self(format!("{inside:.3}"))
    }
}

impl FromStr for Timestamp {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        Self::try_from(text)
    }
}

impl TryFrom<&str> for Timestamp {
    type Error = NotATime;

    fn try_from(text: &str) -> Result<Self, NotATime> {
        if has_rfc3339_form(text) && text.parse::<jiff::Timestamp>().is_ok() {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotATime::TIMESTAMP)
        }
    }
}

/// The form of RFC 3339, which is narrower than what the parser behind it takes: it also knows other calendars'
/// notes, weeks, and hours alone. Whether day and hour exist is the parser's to say.
fn has_rfc3339_form(text: &str) -> bool {
    let digits_at = |bytes: &[u8], pattern: &[u8]| {
        bytes.len() == pattern.len()
            && bytes
                .iter()
                .zip(pattern)
                .all(|(byte, wanted)| match wanted {
                    b'0' => byte.is_ascii_digit(),
                    other => byte.eq_ignore_ascii_case(other),
                })
    };
    let Some((moment, rest)) = text.as_bytes().split_at_checked(19) else {
        return false;
    };
    if !digits_at(moment, b"0000-00-00T00:00:00") {
        return false;
    }
    let zone = match rest.strip_prefix(b".") {
        Some(fraction) => {
            let length = fraction
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if length == 0 {
                return false;
            }
            &fraction[length..]
        }
        None => rest,
    };
    digits_at(zone, b"Z") || digits_at(zone, b"+00:00") || digits_at(zone, b"-00:00")
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Timestamp").field(&self.0).finish()
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, |text| Self(text.to_owned()))
    }
}

#[doc(hidden)]
impl Param for Timestamp {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl Check for Timestamp {}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_system_time_goes_out_in_utc_with_milliseconds_and_comes_back() {
        for (moment, text) in [
            (at(0), "1970-01-01T00:00:00.000Z"),
            (at(1_577_470_279_117), "2019-12-27T18:11:19.117Z"),
            (
                SystemTime::UNIX_EPOCH - Duration::from_millis(1_500),
                "1969-12-31T23:59:58.500Z",
            ),
        ] {
            let timestamp = Timestamp::from(moment);
            assert_eq!(timestamp.as_str(), text);
            assert_eq!(timestamp.to_system_time(), Some(moment));
        }
    }

    #[test]
    fn a_moment_beyond_the_calendar_becomes_the_nearest() {
        let far = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 50);
        assert!(Timestamp::from(far).as_str().starts_with("9999-12-30T"));
    }

    #[test]
    fn what_the_service_sends_is_kept_whatever_it_is() {
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
        }
    }

    #[test]
    fn what_a_caller_writes_must_be_rfc_3339() {
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
