//! A rate limit as an argument.

use std::str::FromStr;
use std::time::Duration;

use realtimekit::RateLimit;

/// A number of calls in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The calls.
    pub calls: u32,
    /// The period.
    pub period: Duration,
}

impl From<Rate> for RateLimit {
    fn from(rate: Rate) -> Self {
        Self::calls(rate.calls, rate.period)
    }
}

impl FromStr for Rate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (calls, seconds) = text.split_once('/')?;
            let calls = calls.parse().ok().filter(|calls| *calls > 0)?;
            let seconds = seconds.parse().ok().filter(|seconds| *seconds > 0)?;
            Some(Self {
                calls,
                period: Duration::from_secs(seconds),
            })
        };
        read().ok_or("it must be two numbers above 0, calls and seconds, as in 1200/300")
    }
}
