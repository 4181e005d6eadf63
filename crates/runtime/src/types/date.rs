//! Calendar days as the API writes them.

use std::{cmp::Ordering, error::Error, fmt};

/// Methods and conversions that dates and timestamps share: the received string is kept, and `TryFrom<&str>` reads a
/// valid one. The second argument is the field of `Formats` that checks the format.
macro_rules! kept_string {
    ($name:ident, $is_valid:ident) => {
        impl $name {
            /// The string as it was received.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidTimestamp;

            fn from_str(text: &str) -> Result<Self, $crate::InvalidTimestamp> {
                Self::try_from(text)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // The service may send any string.
                $crate::types::object::debug_variant(f, stringify!($name), &self.0)
            }
        }

        $crate::__text!($name, |text| {
            $crate::types::unknown::time(text, |formats| formats.$is_valid);
            Self(text.to_owned())
        });
    };
}
pub(crate) use kept_string;

/// A calendar day, `YYYY-MM-DD`, kept as the string that the service sent.
///
/// Days are ordered by the calendar; strings that are not a day come after all days, in the order of their text. The
/// features `jiff`, `chrono` and `time` add `TryFrom` for the types of those crates.
///
/// ```
/// # use realtimekit_runtime::Date;
/// let day: Date = "2019-12-27".parse()?;
/// assert_eq!(day.to_ymd(), Some((2019, 12, 27)));
/// assert_eq!(Date::from_ymd(2019, 12, 27)?, day);
/// assert!(Date::from_ymd(2019, 12, 31)? > day);
/// assert!(Date::from_ymd(2019, 2, 29).is_err());
/// # Ok::<(), realtimekit_runtime::InvalidTimestamp>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date(String);

impl Date {
    /// A day by its year (0 to 9999), month and day of the month, both counted from 1.
    ///
    /// # Errors
    /// The day does not exist.
    pub fn from_ymd(year: u16, month: u8, day: u8) -> Result<Self, InvalidTimestamp> {
        Self::try_from(format!("{year:04}-{month:02}-{day:02}").as_str())
    }

    /// A day as in a response, valid or not: for tests. Needs the feature `test-util`.
    ///
    /// ```
    /// # use realtimekit_runtime::Date;
    /// assert_eq!(Date::as_received("yesterday").to_ymd(), None);
    /// ```
    #[cfg(feature = "test-util")]
    pub fn as_received(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Year, month and day of the month, or `None` where the string is not a day.
    pub fn to_ymd(&self) -> Option<(u16, u8, u8)> {
        understand(&self.0)
    }
}

fn understand(text: &str) -> Option<(u16, u8, u8)> {
    // the parser would also accept `20191227` and annotations in brackets
    let in_form = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    let day: jiff::civil::Date = if in_form {
        text.parse().ok()?
    } else {
        return None;
    };
    Some((
        day.year().try_into().ok()?,
        day.month().try_into().ok()?,
        day.day().try_into().ok()?,
    ))
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        // Valid days have only one form, so their text has the same order.
        let key = |date: &Self| date.to_ymd().is_none();
        (key(self), &self.0).cmp(&(key(other), &other.0))
    }
}

impl TryFrom<&str> for Date {
    type Error = InvalidTimestamp;

    fn try_from(text: &str) -> Result<Self, InvalidTimestamp> {
        understand(text)
            .map(|_| Self(text.to_owned()))
            .ok_or(InvalidTimestamp::DATE)
    }
}

kept_string!(Date, is_date);

/// A string that is not a valid [`Timestamp`](crate::Timestamp) or [`Date`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTimestamp(&'static str);

impl InvalidTimestamp {
    pub(crate) const TIMESTAMP: Self = Self(
        "not a timestamp; write it in the format of RFC 3339, such as 2019-12-27T18:11:19.117Z",
    );
    pub(crate) const DATE: Self =
        Self("not a date; write it as year-month-day, such as 2019-12-27");
}

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for InvalidTimestamp {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsing_accepts_dates_only() {
        assert_eq!(
            "2024-02-29".parse::<Date>().unwrap().to_ymd(),
            Some((2024, 2, 29))
        );
        for bad in [
            "",
            "20191227",
            "2019-2-9",
            "2019-02-29",
            "2019-12-27T00:00:00Z",
            "-019-12-27",
            "2019-é-27",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
        assert!(Date::from_ymd(10_000, 1, 1).is_err());
    }

    #[test]
    fn dates_are_ordered_with_invalid_ones_last() {
        let in_order = [
            "0000-01-01",
            "2019-12-27",
            "2020-01-01",
            "",
            "2019-2-1",
            "yesterday",
        ];
        let in_order = in_order.map(|text| Date(text.to_owned()));
        assert!(in_order.is_sorted_by(|a, b| a < b), "{in_order:?}");
    }

    #[test]
    fn any_string_of_a_response_is_kept() {
        let day: Date = serde_json::from_str("\"yesterday\"").unwrap();
        assert_eq!((day.as_str(), day.to_ymd()), ("yesterday", None));
        assert_eq!(format!("{day:?}"), "Date(\"yesterday\")");
        let day: Date = serde_json::from_str("\"password: s3cr3t\"").unwrap();
        assert_eq!(format!("{day:?}"), "Date(\"password: [redacted]\")");
    }
}
