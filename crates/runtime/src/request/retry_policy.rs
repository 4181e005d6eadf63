//! Which calls are repeated, how often, and for how long.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};

use crate::{Error, Operation};

/// How often, and for how long, a failed call is repeated.
///
/// Only calls that are safe to repeat are repeated:
///
/// - GET, PUT and DELETE are repeated if no connection could be made, if the connection broke, after a timeout, and on the
///   statuses 408, 429, 500, 502, 503, 504 and 520 to 530 (those of Cloudflare's edge).
/// - POST and PATCH are only repeated if they were certainly not carried out: if no connection could be made, if the
///   service closed the connection without processing the request (over HTTP/2: GOAWAY, REFUSED_STREAM), and on 429.
///
/// `Retry-After` is followed. If it asks for more time than is left, the call fails at once, and
/// [`Error::retry_after`](crate::Error::retry_after) returns the time. With a [`RateLimit`](crate::RateLimit), the call
/// waits instead.
///
/// The delay before a retry is random: at most [`first_delay`](RetryPolicy::first_delay) before the first retry, at
/// most twice as long before the next, and so on up to [`max_delay`](RetryPolicy::max_delay).
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
    /// At most four attempts and 60 seconds in all, with delays of at most 250 ms, 500 ms and 1 s between them. This is
    /// the default of a client.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max_attempts: 4,
            max_total: Duration::from_secs(60),
            first_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(8),
        }
    }

    /// One attempt and no retry.
    #[must_use]
    pub const fn off() -> Self {
        Self::new().max_attempts(1)
    }

    /// Sets the maximum number of attempts, including the first. Default: 4. 0 counts as 1.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the maximum duration of a call with all attempts, the delays between them, and the time in which a
    /// `token_provider` fetches tokens. Default: 60 seconds.
    ///
    /// If it is shorter than `timeout`, the first attempt still has the whole `timeout`. Retries end at this limit, and
    /// none begins if less than a tenth of it is left, unless that is enough for a whole attempt. Fetching a token must
    /// leave a tenth of the time for the attempt with the token; if it takes longer, the call fails with
    /// [`Error::Token`](crate::Error::Token). Waiting for a [`RateLimit`](crate::RateLimit) does not count.
    #[must_use]
    pub const fn max_total(mut self, limit: Duration) -> Self {
        self.max_total = limit;
        self
    }

    /// Sets the maximum delay before the first retry. Default: 250 milliseconds.
    #[must_use]
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// Sets the maximum delay before any retry, unless the service asks for a longer one. Default: 8 seconds.
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

/// Whether a call with this outcome can be repeated safely, and a retry may help.
pub(crate) fn is_repeated(
    operation: &Operation,
    outcome: Result<(StatusCode, &HeaderMap), &Error>,
) -> bool {
    let is_harmless = operation.can_be_repeated();
    match outcome {
        Ok((status, _)) => match status.as_u16() {
            429 => true,
            // 520 to 530 are from Cloudflare's edge. A retry does not help after 501, 505 and similar statuses.
            408 | 500 | 502..=504 | 520..=530 => is_harmless,
            _ => false,
        },
        Err(error @ (Error::Connect(_) | Error::Timeout(_) | Error::Interrupted(_))) => {
            is_harmless || !error.may_have_happened()
        }
        Err(_) => false,
    }
}
