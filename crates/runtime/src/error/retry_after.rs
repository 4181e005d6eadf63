//! Reads `Retry-After`.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The wait in `Retry-After`, which is in seconds or a date. A date is relative to the `Date` of the response, so that
/// a wrong local clock does not matter; without `Date` it is relative to the local clock.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // a number that is too large is a very long wait
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = date(headers, &RETRY_AFTER)?;
    let now = match date(headers, &DATE) {
        Some(now) => now,
        None => {
            let from_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            from_epoch.ok()?.as_secs().try_into().ok()?
        }
    };
    // a date in the past is no wait
    Some(Duration::from_secs(
        u64::try_from(until - now).unwrap_or_default(),
    ))
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<i64> {
    from_epoch(headers.get(name)?.to_str().ok()?)
}

/// The seconds from 1970 to a date in one of the three formats that clients must accept (RFC 9110, 5.6.7): `Sun, 06 Nov
/// 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
///
/// The date parsers of other crates accept many more formats, and make a program 100 kB larger.
fn from_epoch(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut words = text.split([' ', ',', '-']).filter(|word| !word.is_empty());
    let (_weekday, first, second) = (words.next()?, words.next()?, words.next()?);
    let (third, fourth) = (words.next()?, words.next()?);
    let (day, month, year, time) = match first.parse::<i64>() {
        Ok(day) => (day, second, third, fourth),
        Err(_) => (second.parse().ok()?, first, fourth, third),
    };
    if !matches!((words.next(), words.next()), (None | Some("GMT"), None)) {
        return None;
    }
    let month = MONTHS
        .iter()
        .zip(1..)
        .find(|(known, _)| **known == month)?
        .1;
    let year = match year.parse::<u16>().ok()?.into() {
        // two digits
        year @ 0..70 => 2000 + year,
        year @ 70..100 => 1900 + year,
        year => year,
    };
    let mut numbers = time.split(':').map(|number| number.parse::<u8>().ok());
    let (hour, minute, second) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let is_time = hour < 24 && minute < 60 && second <= 60 && numbers.next().is_none();
    let is_day = (1..=31).contains(&day);
    let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
    (is_time && is_day).then(|| days(year, month, day) * 24 * 60 * 60 + seconds)
}

/// The days from 1970-01-01 to this one in the Gregorian calendar. Years begin in March here, so that a leap day is the
/// last day of its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 9),
        month => (year, month - 3),
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(retry_after: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        super::retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates_are_read() {
        let now = Some("Sat, 21 Nov 2026 12:00:00 GMT");
        for (text, wait) in [
            ("0", Some(0)),
            ("300", Some(300)),
            (" 7 ", Some(7)),
            ("Sat, 21 Nov 2026 12:05:00 GMT", Some(300)),
            ("Sat, 21 Nov 2026 11:05:00 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Saturday, 21-Nov-26 12:05:00 GMT", Some(300)),
            ("Sat Nov 21 12:05:00 2026", Some(300)),
            ("Tue Dec  1 12:00:00 2026", Some(10 * 24 * 60 * 60)),
            ("Wed, 01 Mar 2028 12:00:00 GMT", Some(466 * 24 * 60 * 60)),
            ("Sat, 21 Nov 2026 24:05:00 GMT", None),
            ("Sat, 32 Nov 2026 12:05:00 GMT", None),
            ("Sat, 21 Now 2026 12:05:00 GMT", None),
            ("Sat, 21 Nov 2026 12:05:00 CET", None),
            ("Sat, 21 Nov 2026", None),
        ] {
            assert_eq!(read(text, now), wait, "{text:?}");
        }
    }

    #[test]
    fn a_date_counts_from_now_without_a_date_header() {
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT", None), Some(0));
        assert!(read("Tue, 01 Jan 2999 00:00:00 GMT", None) > Some(1_000_000));
    }
}
