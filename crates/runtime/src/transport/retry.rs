//! When a call is sent again, and how long is waited before that.

use std::time::Duration;

use reqwest::StatusCode;
use tokio::time::{Instant, Sleep};
use tower::{
    retry::backoff::{Backoff, ExponentialBackoff, ExponentialBackoffMaker, MakeBackoff},
    util::rng::{HasherRng, Rng},
};

use crate::{
    Error, Method,
    error::{Limit, Tried},
    transport::rate_limit::Pacer,
    transport::send::Answer,
};

/// How often, and for how long, a call that failed is sent again.
///
/// What is sent again can do no harm: calls that read (GET), replace (PUT) or delete are repeated when no connection
/// could be made, when the connection broke, when the time ran out, and on the statuses 408, 429, 500, 502, 503, 504
/// and 520 to 530, which are those of Cloudflare's edge. Calls that add or change something (POST, PATCH) are repeated
/// only where it is known that nothing happened: when no connection could be made, when the service closed the
/// connection without processing the request (over HTTP/2: GOAWAY, REFUSED_STREAM), and on 429. A `Retry-After` of the
/// service is obeyed; where it asks for more time than is left, the call fails at once and [`Error::retry_after`]
/// returns it; under a [`Pace`](crate::Pace) it waits for its turn instead.
///
/// Before each repeat a random time is waited: at most [`first_delay`](RetryPolicy::first_delay) before the first,
/// at most twice as long before the next, and so on up to [`max_delay`](RetryPolicy::max_delay).
///
/// ```
/// # use realtimekit_runtime::{Client, RetryPolicy};
/// use std::time::Duration;
///
/// let client = Client::builder()
///     .base_url("https://api.example.com")
///     .token("t")
///     .retry(RetryPolicy::new().max_attempts(6).max_total(Duration::from_secs(120)))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), realtimekit_runtime::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    max_total: Duration,
    first_delay: Duration,
    max_delay: Duration,
}

impl RetryPolicy {
    /// At most four attempts and a minute in all, with delays of at most 250 ms, 500 ms and a second between them.
    /// This is what a client does unless it is told otherwise.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max_attempts: 4,
            max_total: Duration::from_secs(60),
            first_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(8),
        }
    }

    /// One attempt, whatever comes of it.
    #[must_use]
    pub const fn off() -> Self {
        Self::new().max_attempts(1)
    }

    /// How many attempts there are in all, the first one included; 0 counts as 1.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// How long a call may take with all its attempts. The first attempt has its whole
    /// `timeout`; repeats are cut short at the end of this time. None begins with less
    /// than a tenth of it left, unless that is enough for a whole attempt: what cannot be answered in time would only
    /// make a clear refusal unclear. The time that is left counts when the attempt begins, after the wait before it,
    /// however long that took. Waiting for one's turn under a [`Pace`](crate::Pace) does not count.
    #[must_use]
    pub const fn max_total(mut self, limit: Duration) -> Self {
        self.max_total = limit;
        self
    }

    /// The longest wait before the first repeat.
    #[must_use]
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The longest wait before any repeat, other than one that the service asks for.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// The attempts of one call.
pub(crate) struct Attempts<'a> {
    policy: &'a RetryPolicy,
    method: Method,
    /// How long one attempt may take.
    timeout: Duration,
    /// The longest wait, asked for by a 429, that is waited before a turn.
    pace: Duration,
    begun: Instant,
    tried: Tried,
    /// Made when the first delay is needed, which is seldom.
    delays: Option<Delays>,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(
        policy: &'a RetryPolicy,
        method: Method,
        timeout: Duration,
        pacer: Option<&Pacer>,
    ) -> Self {
        Self {
            policy,
            method,
            timeout,
            pace: pacer.map(Pacer::longest_wait).unwrap_or_default(),
            begun: Instant::now(),
            tried: Tried::default(),
            delays: None,
        }
    }

    /// Time that does not count.
    pub(crate) fn waited(&mut self, time: Duration) {
        self.begun += time;
    }

    /// Begins the first attempt: what has been tried with this one, and the time that this one may take.
    pub(crate) fn first(&mut self) -> (Tried, Limit) {
        self.begin(Limit {
            time: self.timeout,
            setting: "timeout",
        })
    }

    /// Begins another attempt, or gives `None` where too little time is left for one, since the wait before it took longer
    /// than it should.
    pub(crate) fn next(&mut self) -> Option<(Tried, Limit)> {
        let whole = Limit {
            time: self.timeout,
            setting: "timeout",
        };
        let left = Limit {
            time: self.left_after(Duration::ZERO)?,
            setting: "max_total",
        };
        Some(self.begin(whole.min(left)))
    }

    fn begin(&mut self, limit: Limit) -> (Tried, Limit) {
        self.tried.attempts += 1;
        (self.tried, limit)
    }

    /// The time for another attempt that begins after this delay, or `None` where it is not enough for one.
    fn left_after(&self, delay: Duration) -> Option<Duration> {
        let used = self.begun.elapsed().saturating_add(delay);
        let left = self.policy.max_total.saturating_sub(used);
        let needed = self.timeout.min(self.policy.max_total / 10);
        (left > Duration::ZERO && left >= needed).then_some(left)
    }

    /// The wait before another attempt, or `None` where there is to be none.
    pub(crate) fn again(&mut self, outcome: &Result<Answer, Error>) -> Option<Sleep> {
        if self.tried.attempts >= self.policy.max_attempts || !is_repeated(self.method, outcome) {
            return None;
        }
        let is_limited =
            matches!(outcome, Ok(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS);
        self.tried.uncertain |= match outcome {
            Ok(_) => !is_limited,
            Err(error) => error.may_have_happened(),
        };
        let asked = match outcome {
            Ok(answer) => answer.retry_after().unwrap_or_default(),
            Err(_) => Duration::ZERO,
        };
        let asked = if is_limited && asked <= self.pace {
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

/// Whether a call that ended like this is worth another attempt that can do no harm.
fn is_repeated(method: Method, outcome: &Result<Answer, Error>) -> bool {
    let is_harmless = method.can_be_repeated();
    match outcome {
        Ok(answer) => match answer.status.as_u16() {
            429 => true,
            // 520 to 530 are those of Cloudflare's edge. Another attempt changes nothing about 501, 505 and the like.
            408 | 500 | 502..=504 | 520..=530 => is_harmless,
            _ => false,
        },
        Err(error @ (Error::Connect(_) | Error::Timeout(_) | Error::Interrupted(_))) => {
            is_harmless || !error.may_have_happened()
        }
        Err(_) => false,
    }
}

/// Exponential backoff with full jitter: a random part of a time that doubles.
struct Delays {
    doubling: ExponentialBackoff,
    chance: HasherRng,
}

impl Delays {
    fn new(policy: &RetryPolicy) -> Self {
        // the maker wants a longest delay above zero, and not below the first
        let longest = policy.max_delay.max(Duration::from_nanos(1));
        let first = policy.first_delay.min(longest);
        let doubling = ExponentialBackoffMaker::new(first, longest, 0.0, HasherRng::new())
            .unwrap_or_default()
            .make_backoff();
        Self {
            doubling,
            chance: HasherRng::new(),
        }
    }

    fn next(&mut self) -> Duration {
        let longest = self
            .doubling
            .next_backoff()
            .deadline()
            .saturating_duration_since(Instant::now());
        longest.mul_f64(self.chance.next_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest of many delays at each place.
    async fn longest(policy: &RetryPolicy) -> Vec<u128> {
        let mut longest = vec![Duration::ZERO; 8];
        for _ in 0..500 {
            let mut delays = Delays::new(policy);
            for longest in &mut longest {
                *longest = delays.next().max(*longest);
            }
        }
        longest.iter().map(Duration::as_millis).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn delays_double_up_to_the_longest_and_any_part_of_them_is_waited() {
        let longest = longest(&RetryPolicy::new()).await;
        let bounds = [250, 500, 1000, 2000, 4000, 8000, 8000, 8000];
        for (longest, bound) in longest.iter().zip(bounds) {
            assert!(
                (bound * 9 / 10..=bound).contains(longest),
                "{longest} of {bound}"
            );
        }
        let mut delays = Delays::new(&RetryPolicy::new());
        let least = (0..5_000).map(|_| delays.next()).min();
        assert!(least < Some(Duration::from_millis(80)), "{least:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn odd_settings_do_no_harm() {
        let none = RetryPolicy::new()
            .first_delay(Duration::ZERO)
            .max_delay(Duration::ZERO);
        assert_eq!(Delays::new(&none).next(), Duration::ZERO);
        let endless = RetryPolicy::new()
            .first_delay(Duration::MAX)
            .max_delay(Duration::from_secs(3));
        assert!(Delays::new(&endless).next() <= Duration::from_secs(3));
    }
}
