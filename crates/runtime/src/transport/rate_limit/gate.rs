//! The limits in the headers of responses.

use std::time::Duration;

use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName},
};
use tokio::time::Instant;

use crate::error::retry_after::retry_after;

/// A gate that is closed for a time, or spaces calls out.
#[derive(Debug, Default)]
pub(super) struct Gate {
    last: Option<Instant>,
    closed_until: Option<Instant>,
    /// The interval between calls, and the time until which it applies.
    spread: Option<(Duration, Instant)>,
}

/// Calls are spread when less than this part of the quota is left: one tenth.
const PARTS: u64 = 10;

static RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
static RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

impl Gate {
    /// When the gate opens for a call that has `before` others before it; `None` if it is open.
    pub(super) fn opens(&self, now: Instant, before: usize) -> Option<Instant> {
        let intervals = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
        let spread = self.spread.filter(|(_, end)| now < *end);
        let next = self
            .last
            .zip(spread)
            .map(|(last, (interval, end))| end.min(last + interval * intervals));
        next.max(self.closed_until).filter(|opens| now < *opens)
    }

    /// Records a call.
    pub(super) fn pass(&mut self, now: Instant) {
        self.last = Some(now);
    }

    /// Records the limits that a response reports. No wait is longer than `longest`; `calls` is the quota if the response has
    /// none.
    pub(super) fn record_response(
        &mut self,
        now: Instant,
        status: StatusCode,
        headers: &HeaderMap,
        calls: u32,
        longest: Duration,
    ) {
        if status == StatusCode::TOO_MANY_REQUESTS
            && let Some(wait) = retry_after(headers)
        {
            self.close(now + wait.min(longest));
        }
        let mut is_reported = false;
        let mut spread = None;
        for (name, left, seconds) in items(headers, &RATELIMIT, b"r", b"t") {
            is_reported = true;
            let quota = items(headers, &RATELIMIT_POLICY, b"q", b"w")
                .find_map(|(policy, quota, _)| (policy == name).then_some(quota))
                .unwrap_or(u64::from(calls));
            let reset = Duration::from_secs(seconds).min(longest);
            if left == 0 {
                self.close(now + reset);
            } else if left <= quota / PARTS {
                let interval = reset / u32::try_from(left).unwrap_or(u32::MAX);
                spread = spread.max(Some((interval, now + reset)));
            }
        }
        if is_reported {
            self.spread = spread;
        }
    }

    fn close(&mut self, until: Instant) {
        self.closed_until = self.closed_until.max(Some(until));
    }
}

/// The items of a header such as `"default";r=50;t=30, "burst";r=5;t=1`: a name and two numbers each. Items in another form
/// are ignored.
fn items<'a>(
    headers: &'a HeaderMap,
    header: &HeaderName,
    first: &'a [u8],
    second: &'a [u8],
) -> impl Iterator<Item = (&'a [u8], u64, u64)> {
    let values = headers.get_all(header).into_iter();
    let items = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    items.filter_map(move |item| {
        let mut parts = item.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let name = parts.next()?;
        let (mut one, mut other) = (None, None);
        for part in parts {
            let number_of = |key| {
                let number = part.strip_prefix(key)?.strip_prefix(b"=")?;
                str::from_utf8(number).ok()?.parse().ok()
            };
            one = number_of(first).or(one);
            other = number_of(second).or(other);
        }
        Some((name, one?, other?))
    })
}
