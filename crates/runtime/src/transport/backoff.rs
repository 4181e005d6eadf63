//! The delays between the attempts of a call.

use std::time::Duration;

use tokio::time::Instant;
use tower::{
    retry::backoff::{Backoff, ExponentialBackoff, ExponentialBackoffMaker, MakeBackoff},
    util::rng::{HasherRng, Rng},
};

use crate::RetryPolicy;

/// Exponential backoff with full jitter: a random part of a delay that doubles.
pub(super) struct Delays {
    doubling: ExponentialBackoff,
    chance: HasherRng,
}

impl Delays {
    pub(super) fn new(policy: &RetryPolicy) -> Self {
        // `tower` requires a maximum above zero and not below the minimum
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

    pub(super) fn next(&mut self) -> Duration {
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

    /// The longest of many delays at each position.
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
    async fn extreme_settings_are_accepted() {
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
