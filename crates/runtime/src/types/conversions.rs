//! Conversions between [`Timestamp`] and [`Date`] and the types of other crates, each with the feature of its crate's
//! name.
//!
//! Timestamps are converted without loss, up to nanoseconds. A conversion to another crate's type can fail, because the
//! service may have sent a string that is not a timestamp, or one that the type cannot have: `jiff::Timestamp` ends a day
//! before the year 10000. A conversion to [`Date`] can fail, because it supports the years 0 to 9999
//! only.

use crate::{Date, InvalidTimestamp, Timestamp};

/// Converts a value and a reference to another crate's type.
macro_rules! into {
    ($($from:ident => $to:ty: $convert:expr, $error:ident;)*) => {$(
        impl TryFrom<&$from> for $to {
            type Error = InvalidTimestamp;

            fn try_from(from: &$from) -> Result<Self, InvalidTimestamp> {
                let convert: fn(&$from) -> Option<$to> = $convert;
                convert(from).ok_or(InvalidTimestamp::$error)
            }
        }

        impl TryFrom<$from> for $to {
            type Error = InvalidTimestamp;

            fn try_from(from: $from) -> Result<Self, InvalidTimestamp> {
                Self::try_from(&from)
            }
        }
    )*};
}

/// Converts another crate's type for a day.
macro_rules! day_from {
    ($from:ty: $convert:expr) => {
        impl TryFrom<$from> for Date {
            type Error = InvalidTimestamp;

            fn try_from(from: $from) -> Result<Self, InvalidTimestamp> {
                let convert: fn($from) -> Result<Date, InvalidTimestamp> = $convert;
                convert(from)
            }
        }
    };
}

fn day(
    year: i32,
    month: impl TryInto<u8>,
    day: impl TryInto<u8>,
) -> Result<Date, InvalidTimestamp> {
    match (year.try_into(), month.try_into(), day.try_into()) {
        (Ok(year), Ok(month), Ok(day)) => Date::from_ymd(year, month, day),
        _ => Err(InvalidTimestamp::DATE),
    }
}

#[cfg(feature = "jiff")]
mod of_jiff {
    use super::*;

    /// In UTC, and exact.
    impl From<jiff::Timestamp> for Timestamp {
        fn from(time: jiff::Timestamp) -> Self {
            Self::from_nanoseconds(time.as_nanosecond())
        }
    }

    day_from!(jiff::civil::Date: |date| day(date.year().into(), date.month(), date.day()));

    into! {
        Timestamp => jiff::Timestamp: |time| {
            jiff::Timestamp::from_nanosecond(time.to_nanoseconds()?).ok()
        }, TIMESTAMP;
        Date => jiff::civil::Date: |date| date.as_str().parse().ok().filter(|_| date.to_ymd().is_some()), DATE;
    }
}

#[cfg(feature = "chrono")]
mod of_chrono {
    use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};

    use super::*;

    /// In UTC, and exact. A time outside the years -9999 to 9999 becomes the nearest one inside.
    impl<Tz: TimeZone> From<DateTime<Tz>> for Timestamp {
        fn from(time: DateTime<Tz>) -> Self {
            let seconds = i128::from(time.timestamp()) * 1_000_000_000;
            Self::from_nanoseconds(seconds + i128::from(time.timestamp_subsec_nanos()))
        }
    }

    day_from!(NaiveDate: |date| day(date.year(), date.month(), date.day()));

    into! {
        Timestamp => DateTime<Utc>: |time| {
            let nanoseconds = time.to_nanoseconds()?;
            let seconds = nanoseconds.div_euclid(1_000_000_000).try_into().ok()?;
            DateTime::from_timestamp(seconds, nanoseconds.rem_euclid(1_000_000_000).try_into().ok()?)
        }, TIMESTAMP;
        Date => NaiveDate: |date| {
            let (year, month, day) = date.to_ymd()?;
            NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
        }, DATE;
    }
}

#[cfg(feature = "time")]
mod of_time {
    use time::OffsetDateTime;

    use super::*;

    /// In UTC, and exact. A time outside the years -9999 to 9999 becomes the nearest one inside.
    impl From<OffsetDateTime> for Timestamp {
        fn from(time: OffsetDateTime) -> Self {
            Self::from_nanoseconds(time.unix_timestamp_nanos())
        }
    }

    day_from!(time::Date: |date| day(date.year(), u8::from(date.month()), date.day()));

    into! {
        Timestamp => OffsetDateTime: |time| {
            OffsetDateTime::from_unix_timestamp_nanos(time.to_nanoseconds()?).ok()
        }, TIMESTAMP;
        Date => time::Date: |date| {
            let (year, month, day) = date.to_ymd()?;
            time::Date::from_calendar_date(year.into(), month.try_into().ok()?, day).ok()
        }, DATE;
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn read(text: &str) -> Timestamp {
        serde_json::from_value(text.into()).unwrap()
    }

    const TIMES: [&str; 5] = [
        "1969-12-31T23:59:58.500Z",
        "1970-01-01T00:00:00.000Z",
        "2019-12-27T18:11:19.117Z",
        "2026-11-28T15:47:33.123456Z",
        "9999-12-30T22:00:00.999999999Z",
    ];

    /// Every timestamp is unchanged after both conversions, and an invalid one is an error.
    fn round_trips<T>()
    where
        T: for<'t> TryFrom<&'t Timestamp, Error = InvalidTimestamp> + Into<Timestamp> + Debug,
    {
        for text in TIMES {
            let there = T::try_from(&read(text)).unwrap();
            assert_eq!(there.into().as_str(), text);
        }
        let elsewhere = T::try_from(&read("2019-12-27T19:11:19.117+01:00")).unwrap();
        assert_eq!(elsewhere.into().as_str(), TIMES[2]);
        for text in ["", "null", "2019-12-27", "1577470279"] {
            assert_eq!(
                T::try_from(&read(text)).unwrap_err(),
                InvalidTimestamp::TIMESTAMP
            );
        }
    }

    fn days_go_both_ways<T>()
    where
        T: for<'t> TryFrom<&'t Date, Error = InvalidTimestamp>
            + TryInto<Date, Error = InvalidTimestamp>
            + Debug,
    {
        for text in ["0000-01-01", "2024-02-29", "9999-12-31"] {
            let there = T::try_from(&text.parse().unwrap()).unwrap();
            assert_eq!(there.try_into().unwrap().as_str(), text);
        }
        for text in ["", "2024-02-30", "20240229"] {
            let date: Date = serde_json::from_value(text.into()).unwrap();
            assert_eq!(
                T::try_from(&date).unwrap_err(),
                InvalidTimestamp::DATE,
                "{text}"
            );
        }
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn jiff() {
        round_trips::<jiff::Timestamp>();
        days_go_both_ways::<jiff::civil::Date>();
        assert_eq!(
            Date::try_from(jiff::civil::date(-1, 1, 1)).unwrap_err(),
            InvalidTimestamp::DATE
        );
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn chrono() {
        use chrono::{DateTime, NaiveDate, Utc};

        round_trips::<DateTime<Utc>>();
        days_go_both_ways::<NaiveDate>();
        assert_eq!(
            Timestamp::from(DateTime::<Utc>::MAX_UTC),
            read("9999-12-31T23:59:59.999999999Z")
        );
        assert_eq!(
            Date::try_from(NaiveDate::MAX).unwrap_err(),
            InvalidTimestamp::DATE
        );
    }

    #[cfg(feature = "time")]
    #[test]
    fn time() {
        round_trips::<time::OffsetDateTime>();
        days_go_both_ways::<time::Date>();
        assert_eq!(
            Date::try_from(time::Date::MIN).unwrap_err(),
            InvalidTimestamp::DATE
        );
    }
}
