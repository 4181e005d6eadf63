//! What the service's own headers say of the limits.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use tokio::time::Instant;

use crate::send::Answer;

/// A gate that is shut for a while, or lets calls through at a distance.
#[derive(Debug, Default)]
pub(super) struct Gate {
    last: Option<Instant>,
    shut_until: Option<Instant>,
    /// The distance between calls, and until when it is kept.
    spread: Option<(Duration, Instant)>,
}

/// Of so many parts of a quota the last one is little.
const PARTS: u64 = 10;

impl Gate {
    /// When the gate opens, or `None` where it is open.
    pub(super) fn opens(&self, now: Instant) -> Option<Instant> {
        let spread = self.spread.filter(|(_, end)| now < *end);
        let next = self
            .last
            .zip(spread)
            .map(|(last, (distance, _))| last + distance);
        next.max(self.shut_until).filter(|opens| now < *opens)
    }

    /// A call goes through.
    pub(super) fn pass(&mut self, now: Instant) {
        self.last = Some(now);
    }

    /// Takes in what an answer says. No wait is longer than `longest`; `calls` is the quota where the answer names none.
    pub(super) fn heed(&mut self, now: Instant, answer: &Answer, calls: u32, longest: Duration) {
        if answer.status == StatusCode::TOO_MANY_REQUESTS
            && let Some(wait) = answer.retry_after()
        {
            self.shut(now + wait.min(longest));
        }
        let headers = &answer.headers;
        let mut said = false;
        let mut spread = None;
        for (name, left, seconds) in items(headers, "ratelimit", "r", "t") {
            said = true;
            let quota = items(headers, "ratelimit-policy", "q", "w")
                .find_map(|(policy, quota, _)| (policy == name).then_some(quota))
                .unwrap_or(u64::from(calls));
            let reset = Duration::from_secs(seconds).min(longest);
            if left == 0 {
                self.shut(now + reset);
            } else if left <= quota / PARTS {
                let distance = reset / u32::try_from(left).unwrap_or(u32::MAX);
                spread = spread.max(Some((distance, now + reset)));
            }
        }
        if said {
            self.spread = spread;
        }
    }

    fn shut(&mut self, until: Instant) {
        self.shut_until = self.shut_until.max(Some(until));
    }
}

/// The items of a header such as `"default";r=50;t=30, "burst";r=5;t=1`: a name and two numbers each. What is in
/// another form is passed over.
fn items<'a>(
    headers: &'a HeaderMap,
    header: &str,
    first: &'a str,
    second: &'a str,
) -> impl Iterator<Item = (&'a str, u64, u64)> {
    let values = headers.get_all(header).into_iter();
    let items = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    items.filter_map(move |item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next()?;
        let (mut one, mut other) = (None, None);
        for (key, value) in parts.filter_map(|part| part.split_once('=')) {
            if key == first {
                one = value.parse().ok();
            } else if key == second {
                other = value.parse().ok();
            }
        }
        Some((name, one?, other?))
    })
}
