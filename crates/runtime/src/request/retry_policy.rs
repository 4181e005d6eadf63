//! How often, and for how long, a call is sent again.

use std::time::Duration;

/// How often, and for how long, a call that failed is sent again.
///
/// Only calls that are safe to repeat are sent again:
///
/// - GET, PUT and DELETE are repeated if no connection could be made, if the connection broke, after a timeout, and on the
///   statuses 408, 429, 500, 502, 503, 504 and 520 to 530 (those of Cloudflare's edge).
/// - POST and PATCH are repeated only if it is certain that nothing happened: if no connection could be made, if the
///   service closed the connection without processing the request (over HTTP/2: GOAWAY, REFUSED_STREAM), and on 429.
///
/// `Retry-After` is obeyed. If it asks for more time than is left, the call fails at once, and
/// [`Error::retry_after`](crate::Error::retry_after) returns it; with a [`RateLimit`](crate::RateLimit) the call waits for
/// its turn instead.
///
/// The delay before a repeat is random: at most [`first_delay`](RetryPolicy::first_delay) before the first, at most twice
/// as long before the next, and so on up to [`max_delay`](RetryPolicy::max_delay).
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
    pub(crate) max_attempts: u32,
    pub(crate) max_total: Duration,
    pub(crate) first_delay: Duration,
    pub(crate) max_delay: Duration,
}

impl RetryPolicy {
    /// At most four attempts and a minute in all, with delays of at most 250 ms, 500 ms and a second between them.
    /// This is the default of a client.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max_attempts: 4,
            max_total: Duration::from_secs(60),
            first_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(8),
        }
    }

    /// One attempt and no repeat.
    #[must_use]
    pub const fn off() -> Self {
        Self::new().max_attempts(1)
    }

    /// The number of attempts in all, the first one included. Default: 4. 0 counts as 1.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// How long a call may take, with all attempts, the waits between them, and the time in which a
    /// `token_provider` of the builder fetches tokens. Default: 60 seconds.
    ///
    /// If it is shorter than `timeout`, the first attempt may take `timeout` all the same. Repeats are cut short at the end
    /// of this time, and no repeat begins with less than a tenth of it left, unless that is enough for a whole attempt.
    /// Fetching a token ends early enough to leave a tenth of the time for the attempt with the token; if it takes
    /// longer, the call fails with [`Error::Token`](crate::Error::Token). Waiting for one's turn under a
    /// [`RateLimit`](crate::RateLimit) does not count.
    #[must_use]
    pub const fn max_total(mut self, limit: Duration) -> Self {
        self.max_total = limit;
        self
    }

    /// The longest delay before the first repeat. Default: 250 milliseconds.
    #[must_use]
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The longest delay before any repeat, other than one that the service asks for. Default: 8 seconds.
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
