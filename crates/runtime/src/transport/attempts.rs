//! The attempts of a call, and the time that is left for them. The retry layer of `tower`, and other crates with one, do
//! not know whether a request may have been carried out, nor how much time is left.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use tokio::time::{Instant, Sleep};

use crate::{
    Error, Operation, RetryPolicy,
    error::{Limit, Tried, retry_after::retry_after},
    request::retry_policy::is_repeated,
    transport::backoff::Delays,
};

/// The attempts of one call.
pub(crate) struct Attempts<'a> {
    policy: &'a RetryPolicy,
    operation: &'static Operation,
    /// The timeout of one attempt.
    timeout: Duration,
    /// The longest `Retry-After` of a 429 for which the rate limit waits.
    longest_turn: Duration,
    begun: Instant,
    tried: Tried,
    /// Created when the first delay is needed, which is rare.
    delays: Option<Delays>,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(
        policy: &'a RetryPolicy,
        operation: &'static Operation,
        timeout: Duration,
        longest_turn: Duration,
    ) -> Self {
        Self {
            policy,
            operation,
            timeout,
            longest_turn,
            begun: Instant::now(),
            tried: Tried::default(),
            delays: None,
        }
    }

    /// Excludes this time from the total.
    pub(crate) fn waited(&mut self, time: Duration) {
        self.begun += time;
    }

    /// Starts the first attempt, or one with a new token. Returns the attempts so far, including this one, and the
    /// timeout of this one, which is the whole `timeout` unless fetching tokens took long.
    pub(crate) fn with_new_token(&mut self) -> (Tried, Limit) {
        let left = self.left_of_whole().max(self.reserve());
        self.begin(self.limit(left))
    }

    /// Starts another attempt; `None` if too little time is left, because the delay took longer than planned.
    pub(crate) fn next(&mut self) -> Option<(Tried, Limit)> {
        let left = self.left_after(Duration::ZERO)?;
        Some(self.begin(self.limit(left)))
    }

    /// The timeout for fetching a token: that of an attempt, but enough of the total time is left for the attempt with
    /// the token.
    pub(crate) fn fetch_limit(&self) -> Limit {
        self.limit(self.left_of_whole().saturating_sub(self.reserve()))
    }

    /// A call takes no longer than `max_total`, or than `timeout` if that is longer.
    fn whole(&self) -> Duration {
        self.policy.max_total.max(self.timeout)
    }

    fn left_of_whole(&self) -> Duration {
        self.whole().saturating_sub(self.begun.elapsed())
    }

    /// The time that is reserved for the attempt with a fetched token.
    fn reserve(&self) -> Duration {
        self.timeout.min(self.whole() / 10)
    }

    /// The limit of an attempt or a fetch, if this much time is left.
    fn limit(&self, left: Duration) -> Limit {
        let whole = Limit {
            time: self.timeout,
            setting: "timeout",
        };
        whole.min(Limit {
            time: left,
            setting: "max_total",
        })
    }

    fn begin(&mut self, limit: Limit) -> (Tried, Limit) {
        self.tried.attempts += 1;
        (self.tried, limit)
    }

    /// The time for another attempt that begins after this delay; `None` if it is not enough.
    fn left_after(&self, delay: Duration) -> Option<Duration> {
        let used = self.begun.elapsed().saturating_add(delay);
        let left = self.policy.max_total.saturating_sub(used);
        let needed = self.timeout.min(self.policy.max_total / 10);
        (left > Duration::ZERO && left >= needed).then_some(left)
    }

    /// The delay before another attempt; `None` if there is none.
    pub(crate) fn again(
        &mut self,
        outcome: Result<(StatusCode, &HeaderMap), &Error>,
    ) -> Option<Sleep> {
        if self.tried.attempts >= self.policy.max_attempts || !is_repeated(self.operation, outcome)
        {
            return None;
        }
        let is_limited = matches!(outcome, Ok((StatusCode::TOO_MANY_REQUESTS, _)));
        self.tried.uncertain |= match outcome {
            Ok(_) => !is_limited,
            Err(error) => error.may_have_happened(),
        };
        let asked = match outcome {
            Ok((_, headers)) => retry_after(headers).unwrap_or_default(),
            Err(_) => Duration::ZERO,
        };
        let asked = if is_limited && asked <= self.longest_turn {
            Duration::ZERO
        } else {
            asked
        };
        let policy = self.policy;
        let delays = self.delays.get_or_insert_with(|| Delays::new(policy));
        let delay = delays.next().max(asked);
        self.left_after(delay).map(|_| tokio::time::sleep(delay))
    }
}
