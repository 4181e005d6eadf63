//! Pacing: calls wait for their turn instead of running into the service's limits.

mod gate;
#[cfg(test)]
mod tests;

use std::{
    convert::Infallible,
    fmt,
    future::{Ready, poll_fn, ready},
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use gate::Gate;
use tokio::{
    runtime::{Handle, Id},
    sync,
    time::{Instant, sleep_until},
};
use tower::{
    Service,
    limit::{RateLimit, rate::Rate},
};

use crate::send::Answer;

/// How many calls a client may make, so that it waits where it would otherwise be turned away.
///
/// The default is what [Cloudflare allows](https://developers.cloudflare.com/fundamentals/api/reference/limits/):
/// 1,200 calls in five minutes and 200 in one second. Whoever makes more is turned away for five minutes, so the limit
/// is kept for any five minutes, wherever they begin: a sixth of the calls is given out in each fifth of the time.
/// That is 200 calls at once, and 1,000 in five minutes in the long run.
///
/// The service also says in its headers `Ratelimit` and `Ratelimit-Policy` how many calls are left, other users of the
/// token counted in. When that is a tenth or less, the calls are spread over the time that is left; when nothing is
/// left, or an answer 429 says when to come back, all calls wait, though never longer than the time of the limit.
///
/// A pace is shared by all clones of a client. A call that is dropped while it waits leaves its place to the next.
///
/// ```
/// use std::time::Duration;
/// use realtimekit_runtime::{Client, Pace};
///
/// let client = Client::builder()
///     .base_url("https://api.example.com")
///     .token("t")
///     .pace(Pace::default())
///     .build()?;
/// // what a page of RealtimeKit's own says
/// let more = Pace::calls(3_500, Duration::from_secs(300));
/// # let _ = (client, more);
/// # Ok::<(), realtimekit_runtime::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    calls: u32,
    time: Duration,
    per_second: u32,
}

impl Pace {
    /// So many calls in this time, and at most 200 in one second. No calls at all count as one, no time as a
    /// millisecond, and more than a year as a year.
    #[must_use]
    pub const fn calls(calls: u32, time: Duration) -> Self {
        Self {
            calls,
            time,
            per_second: 200,
        }
    }

    /// At most so many calls in one second; 0 counts as 1.
    #[must_use]
    pub const fn per_second(mut self, calls: u32) -> Self {
        self.per_second = calls;
        self
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::calls(1_200, Duration::from_secs(300))
    }
}

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Gives calls their turn.
pub(crate) struct Pacer {
    pace: Pace,
    gate: Mutex<Gate>,
    /// Whoever holds it is next; the others wait in the order in which they came.
    queue: sync::Mutex<Option<Limiter>>,
}

/// Made at the first call, since a limiter has a timer in it, and timers belong to a Tokio runtime.
struct Limiter {
    runtime: Id,
    limit: RateLimit<RateLimit<Turn>>,
}

impl Pacer {
    pub(crate) fn new(pace: Pace) -> Self {
        Self {
            // a moment that is too far off cannot be told
            pace: Pace {
                time: pace.time.min(YEAR),
                ..pace
            },
            gate: Mutex::default(),
            queue: sync::Mutex::default(),
        }
    }

    /// Waits for a turn; gives back how long. Dropped before that, it takes none.
    pub(crate) async fn turn(&self) -> Duration {
        let begun = Instant::now();
        let mut queue = self.queue.lock().await;
        let runtime = Handle::current().id();
        let limiter = match queue.take() {
            Some(limiter) if limiter.runtime == runtime => queue.insert(limiter),
            _ => queue.insert(Limiter {
                runtime,
                limit: self.pace.limit(),
            }),
        };
        let Ok(()) = poll_fn(|context| limiter.limit.poll_ready(context)).await;
        // asked anew after each wait, for an answer may have shut the gate in the meantime
        while let Some(opens) = self.opens() {
            sleep_until(opens).await;
        }
        let Ok(()) = limiter.limit.call(()).into_inner();
        self.gate().pass(Instant::now());
        begun.elapsed()
    }

    /// The longest wait that is obeyed.
    pub(crate) fn longest_wait(&self) -> Duration {
        self.pace.time
    }

    fn opens(&self) -> Option<Instant> {
        self.gate().opens(Instant::now())
    }

    /// Takes in what an answer says of the limits.
    pub(crate) fn heed(&self, answer: &Answer) {
        let Pace { calls, time, .. } = self.pace;
        self.gate().heed(Instant::now(), answer, calls, time);
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        // nothing can panic while it is held
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pace.fmt(f)
    }
}

impl Pace {
    /// The limiter gives out a number of calls in windows that begin when they will. So that no stretch of time, which
    /// can touch one window more than fit into it, sees more calls than are allowed, a window is a fifth of the time
    /// and has a sixth of the calls; where these are few, each call has a window of its own.
    fn limit(&self) -> RateLimit<RateLimit<Turn>> {
        let calls = self.calls.max(1);
        let windows = if calls < 30 { (calls - 1).max(1) } else { 5 };
        let (share, window) = match calls {
            1 => (1, self.time),
            _ => (calls / (windows + 1), self.time / windows),
        };
        let rate = |calls: u32, window: Duration| {
            // the limiter takes neither no calls nor no time
            Rate::new(
                u64::from(calls.max(1)),
                window.max(Duration::from_millis(1)),
            )
        };
        // half of them, for the same reason as above
        let a_second = rate(self.per_second / 2, Duration::from_secs(1));
        RateLimit::new(RateLimit::new(Turn, a_second), rate(share, window))
    }
}

/// What is limited: taking one's turn, which is done at once.
struct Turn;

impl Service<()> for Turn {
    type Response = ();
    type Error = Infallible;
    type Future = Ready<Result<(), Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, (): ()) -> Self::Future {
        ready(Ok(()))
    }
}
