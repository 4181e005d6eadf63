//! What a response says about when to come back.

use std::time::{Duration, SystemTime};

use jiff::{Timestamp, civil::DateTime, fmt::rfc2822, tz::TimeZone};
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The wait that `Retry-After` asks for, in seconds or until a date. A date counts from the response's own `Date`, so
/// that a clock that is wrong does no harm; where there is none, from now.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // what no number can hold is longer than anybody waits
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = date(headers, &RETRY_AFTER)?;
    let now = match date(headers, &DATE) {
        Some(now) => now,
        None => {
            let from_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            Timestamp::from_second(from_epoch.ok()?.as_secs().try_into().ok()?).ok()?
        }
    };
    // a date that has passed asks for no wait
    Some(until.duration_since(now).try_into().unwrap_or_default())
}

/// The forms of a date that servers no longer send and clients have to read (RFC 9110, 5.6.7).
const OLD_FORMS: [&str; 2] = ["%A, %d-%b-%y %T GMT", "%a %b %e %T %Y"];

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<Timestamp> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let old = |form| {
        Some(
            DateTime::strptime(form, text)
                .ok()?
                .to_zoned(TimeZone::UTC)
                .ok()?
                .timestamp(),
        )
    };
    let new = rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    new.or_else(|| OLD_FORMS.iter().find_map(old))
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
        ] {
            assert_eq!(read(text, now), wait, "{text:?}");
        }
    }

    #[test]
    fn without_a_date_of_its_own_now_counts() {
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT", None), Some(0));
        assert!(read("Tue, 01 Jan 2999 00:00:00 GMT", None) > Some(1_000_000));
    }
}
