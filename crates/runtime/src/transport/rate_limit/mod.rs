//! The rate limit: calls wait so that the service does not respond with 429.

mod gate;
mod queue;
#[cfg(test)]
mod tests;

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::RateScope;
use gate::Gate;
use queue::Queue;
use reqwest::{StatusCode, header::HeaderMap};
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

/// The maximum number of calls of a client in a period. Further calls wait, so that the service does not respond with
/// 429.
///
/// The default is [Cloudflare's limit](https://developers.cloudflare.com/fundamentals/api/reference/limits/): 1,200
/// calls in five minutes, and 200 in one second. After more calls it responds with 429 for five minutes, so the limit
/// is kept in every window of five minutes.
///
/// Limits of the service for some operations only, such as 1,000 calls about recordings in 50 seconds, are kept as
/// well.
///
/// RealtimeKit's own page allows 3,500 calls in five minutes, but counts them towards Cloudflare's limit, which is
/// lower. The default is the lower one. A limit that is too low makes calls wait; one that is too high blocks all calls
/// with the token, to every API of Cloudflare, for five minutes. Use [`calls`](Self::calls) if your token is allowed
/// more.
///
/// The service reports in its headers `Ratelimit` and `Ratelimit-Policy` how many calls are left, including those of
/// other users of the token. When a tenth or less is left, calls are spread over the remaining time. When no call is
/// left, or a 429 response has `Retry-After`, all calls wait, at most for the period of the limit.
///
/// All clones of a client share a rate limit, and calls are sent in the order in which they were awaited. A call that
/// is dropped while it waits, or that is not polled, does not delay others.
///
/// ```
/// # use realtimekit_runtime::{Client, RateLimit};
/// use std::time::Duration;
///
/// let client = Client::builder()
///     .base_url("https://api.example.com")
///     .token("t")
///     .rate_limit(RateLimit::default())
///     .build()?;
/// // the limit in the documentation of RealtimeKit
/// let more = RateLimit::calls(3_500, Duration::from_secs(300));
/// # let _ = (client, more);
/// # Ok::<(), realtimekit_runtime::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    calls: u32,
    time: Duration,
    per_second: u32,
}

impl RateLimit {
    /// Allows `calls` calls in each window of `time`, and at most 200 in one second. 0 calls count as 1. A time of 0
    /// counts as a millisecond, and a time of more than a year as a year.
    #[must_use]
    pub const fn calls(calls: u32, time: Duration) -> Self {
        Self {
            calls,
            time,
            per_second: 200,
        }
    }

    /// Allows at most `calls` calls in one second. 0 counts as 1.
    #[must_use]
    pub const fn per_second(mut self, calls: u32) -> Self {
        self.per_second = calls;
        self
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::calls(1_200, Duration::from_secs(300))
    }
}

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Lets calls through at the rate of the limit.
pub(crate) struct RateLimiter {
    rate_limit: RateLimit,
    turns: Mutex<Turns>,
    /// The limiters of the scopes that have had a call.
    scopes: Mutex<Vec<(&'static RateScope, Arc<RateLimiter>)>>,
    /// Wakes the calls that wait when one of them is dropped.
    moved_up: Notify,
}

/// The calls that were sent, and the limits that the service reports.
struct Turns {
    queue: Queue,
    gate: Gate,
    time: Window,
    second: Window,
}

impl RateLimiter {
    pub(crate) fn new(rate_limit: RateLimit) -> Self {
        let rate_limit = RateLimit {
            // a time too far in the future cannot be represented
            time: rate_limit.time.clamp(Duration::from_millis(1), YEAR),
            ..rate_limit
        };
        let turns = Turns {
            queue: Queue::default(),
            gate: Gate::default(),
            time: Window::new(rate_limit.calls, rate_limit.time),
            second: Window::new(rate_limit.per_second, Duration::from_secs(1)),
        };
        Self {
            rate_limit,
            turns: Mutex::new(turns),
            scopes: Mutex::default(),
            moved_up: Notify::new(),
        }
    }

    /// Waits until the call may be sent, and returns how long that took. If the future is dropped before, the call is
    /// not counted. It holds no lock while it waits, because a waiting call may not be polled for a while and must not
    /// block others.
    pub(crate) async fn turn(&self) -> Duration {
        let begun = Instant::now();
        let mut place = Place {
            rate_limiter: self,
            number: None,
        };
        loop {
            let moved_up = self.moved_up.notified();
            let now = Instant::now();
            let next = self.turns().take_or_wait(&mut place.number, now);
            let Some(next) = next else {
                return now - begun;
            };
            // check again after either
            let _ = timeout_at(next, moved_up).await;
        }
    }

    /// The limiter for calls of a scope. It does not use the limits in responses, which apply to all calls.
    pub(crate) fn of_scope(&self, scope: &'static RateScope) -> Arc<Self> {
        // nothing can panic while it is held
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, limiter)) = scopes.iter().find(|(known, _)| *known == scope) {
            return Arc::clone(limiter);
        }
        let limit = RateLimit::calls(scope.calls, Duration::from_secs(scope.seconds));
        let limiter = Arc::new(Self::new(limit.per_second(u32::MAX)));
        scopes.push((scope, Arc::clone(&limiter)));
        limiter
    }

    /// Records the limits that a response reports.
    pub(crate) fn record_response(&self, status: StatusCode, headers: &HeaderMap) {
        let RateLimit { calls, time, .. } = self.rate_limit;
        let now = Instant::now();
        self.turns()
            .gate
            .record_response(now, status, headers, calls, time);
    }

    /// The longest time that a call waits.
    pub(crate) fn longest_wait(&self) -> Duration {
        self.rate_limit.time
    }

    fn turns(&self) -> MutexGuard<'_, Turns> {
        // nothing can panic while it is held
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rate_limit.fmt(f)
    }
}

/// The place of a call in the queue. It is removed on drop.
struct Place<'a> {
    rate_limiter: &'a RateLimiter,
    number: Option<u64>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.number.is_some() && self.rate_limiter.turns().queue.leave(&mut self.number) {
            self.rate_limiter.moved_up.notify_waiters();
        }
    }
}

impl Turns {
    /// Takes a turn, or returns when the call of this number may get one, behind the calls before it.
    fn take_or_wait(&mut self, number: &mut Option<u64>, now: Instant) -> Option<Instant> {
        let before = self.queue.before(*number, now);
        let next = self
            .time
            .opens(now, before)
            .max(self.second.opens(now, before))
            .max(self.gate.opens(now, before));
        match next {
            Some(time) => self.queue.wait(number, time),
            None => {
                self.queue.leave(number);
                self.time.pass(now);
                self.second.pass(now);
                self.gate.pass(now);
            }
        }
        next
    }
}

/// A sliding window: at most `calls` calls in any `time`. It keeps the times of the last calls.
///
/// Why not a crate: crates for rate limits use fixed windows, which allow twice as many calls in a window that begins in the
/// middle of one; or they space all calls out, although the service allows a burst. In some, a waiting call also holds a
/// queue or a timer, and blocks all others if it is not polled.
struct Window {
    calls: usize,
    time: Duration,
    passed: VecDeque<Instant>,
}

impl Window {
    fn new(calls: u32, time: Duration) -> Self {
        Self {
            calls: usize::try_from(calls.max(1)).unwrap_or(usize::MAX),
            time,
            passed: VecDeque::new(),
        }
    }

    /// When there is room for a call behind `before` others, or `None` if there is room now.
    fn opens(&mut self, now: Instant, before: usize) -> Option<Instant> {
        while self
            .passed
            .front()
            .is_some_and(|first| *first + self.time <= now)
        {
            self.passed.pop_front();
        }
        let over = (self.passed.len() + before).checked_sub(self.calls)?;
        let rounds = u32::try_from(over / self.calls).unwrap_or(u32::MAX);
        // the call that makes room has passed, or could do so now
        let made_by = self.passed.get(over % self.calls).copied();
        Some(made_by.unwrap_or(now) + self.time * rounds.saturating_add(1))
    }

    fn pass(&mut self, now: Instant) {
        self.passed.push_back(now);
    }
}
