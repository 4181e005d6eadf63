//! The rate limit, with a paused clock that only advances when all tasks wait.

use std::{
    future::{Future, poll_fn},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use reqwest::{StatusCode, header::HeaderMap};
use tokio::time::{Instant, advance};

use super::{RateLimit, RateLimiter};
use crate::RateScope;

/// Records a response with this status and these headers.
fn responded(rate_limiter: &RateLimiter, status: u16, headers: &[(&'static str, &str)]) {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    rate_limiter.record_response(StatusCode::from_u16(status).unwrap(), &map);
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// The times at which this many consecutive calls are sent.
async fn turns(rate_limiter: &RateLimiter, calls: usize) -> Vec<Instant> {
    let mut turns = Vec::new();
    for _ in 0..calls {
        rate_limiter.turn().await;
        turns.push(Instant::now());
    }
    turns
}

/// The largest number of calls in any period of this length.
fn most(turns: &[Instant], stretch: Duration) -> usize {
    let within = |(begin, turn): (usize, &Instant)| {
        turns[begin..].partition_point(|other| *other < *turn + stretch)
    };
    turns
        .iter()
        .enumerate()
        .map(within)
        .max()
        .unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn the_limit_is_kept_in_every_window() {
    let rate_limit = |calls| RateLimit::calls(calls, seconds(10));
    for (rate_limit, calls, time) in [
        (RateLimit::default(), 1_200, seconds(300)),
        (RateLimit::calls(3_500, seconds(300)), 3_500, seconds(300)),
        (rate_limit(10), 10, seconds(10)),
        (rate_limit(2), 2, seconds(10)),
        (rate_limit(1), 1, seconds(10)),
        (rate_limit(0), 1, seconds(10)),
    ] {
        let rate_limiter = RateLimiter::new(rate_limit.clone());
        // not from the beginning of a window
        let _ = turns(&rate_limiter, 1).await;
        advance(time / 7).await;
        let turns = turns(&rate_limiter, 3 * calls).await;
        assert_eq!(most(&turns, time), calls, "{rate_limit:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_limit_per_second_is_kept() {
    let rate_limiter = RateLimiter::new(RateLimit::calls(100_000, seconds(300)));
    let most = most(&turns(&rate_limiter, 2_000).await, seconds(1));
    assert_eq!(most, 200);
    let slow = RateLimiter::new(RateLimit::calls(100_000, seconds(300)).per_second(0));
    assert_eq!(self::most(&turns(&slow, 5).await, seconds(1)), 1);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_takes_no_turn_from_the_others() {
    let rate_limiter = Arc::new(RateLimiter::new(RateLimit::calls(1, seconds(10))));
    rate_limiter.turn().await;
    let begun = Instant::now();
    let waiting = |rate_limiter: &Arc<RateLimiter>| {
        let rate_limiter = Arc::clone(rate_limiter);
        tokio::spawn(async move {
            rate_limiter.turn().await;
            Instant::now()
        })
    };
    let first = waiting(&rate_limiter);
    tokio::task::yield_now().await;
    let second = waiting(&rate_limiter);
    tokio::task::yield_now().await;
    let third = waiting(&rate_limiter);
    tokio::task::yield_now().await;
    first.abort();
    second.abort();
    assert_eq!(third.await.unwrap() - begun, seconds(10));
    assert_eq!(rate_limiter.turn().await, seconds(10));
}

#[tokio::test(start_paused = true)]
async fn calls_are_sent_in_order() {
    let spread = [("ratelimit", r#""default";r=1;t=3"#)];
    for (rate_limit, headers) in [
        (RateLimit::calls(10, seconds(1)), [].as_slice()),
        (RateLimit::calls(30, seconds(7)).per_second(4), &[]),
        (RateLimit::calls(10, seconds(1)), &spread),
    ] {
        let rate_limiter = RateLimiter::new(rate_limit.clone());
        responded(&rate_limiter, 200, headers);
        let mut calls: Vec<_> = (0..100).map(|_| Box::pin(rate_limiter.turn())).collect();
        let mut turns = vec![None; 100];
        let mut asked = false;
        let all = poll_fn(|context| {
            let mut poll = |call: usize| {
                if turns[call].is_none() && calls[call].as_mut().poll(context).is_ready() {
                    turns[call] = Some(Instant::now());
                }
            };
            // they wait in this order, and are polled in the reverse order
            if asked {
                (0..100).rev().for_each(&mut poll);
            } else {
                (0..100).for_each(&mut poll);
            }
            asked = true;
            if turns.contains(&None) {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        });
        all.await;
        assert!(turns.is_sorted(), "{rate_limit:?}: {turns:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_exhausted_limit_makes_calls_wait_for_the_next_window() {
    for (status, headers) in [
        (200, vec![("ratelimit", r#""default";r=0;t=30"#)]),
        (
            200,
            vec![("ratelimit", r#""burst";r=90;t=3, "default";r=0;t=30"#)],
        ),
        (429, vec![("retry-after", "30")]),
    ] {
        let rate_limiter = RateLimiter::new(RateLimit::default());
        responded(&rate_limiter, status, &headers);
        assert_eq!(rate_limiter.turn().await, seconds(30), "{headers:?}");
        assert_eq!(rate_limiter.turn().await, seconds(0), "{headers:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn few_remaining_calls_are_spread_over_the_window() {
    let rate_limiter = RateLimiter::new(RateLimit::default());
    let policy = (
        "ratelimit-policy",
        r#""burst";q=50;w=60, "default";q=100;w=60"#,
    );
    responded(
        &rate_limiter,
        200,
        &[("ratelimit", r#""default";r=11;t=30"#), policy],
    );
    assert_eq!(
        most(&turns(&rate_limiter, 5).await, seconds(1)),
        5,
        "that is enough"
    );
    responded(
        &rate_limiter,
        200,
        &[("ratelimit", r#""default";r=10;t=30"#), policy],
    );
    let begun = Instant::now();
    let waits: Vec<_> = turns(&rate_limiter, 12)
        .await
        .iter()
        .map(|turn| (*turn - begun).as_secs())
        .collect();
    assert_eq!(waits, [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 30, 30]);
    // the next response reports a new window
    responded(
        &rate_limiter,
        200,
        &[("ratelimit", r#""default";r=1;t=30"#), policy],
    );
    responded(
        &rate_limiter,
        200,
        &[("ratelimit", r#""default";r=99;t=30"#), policy],
    );
    assert_eq!(rate_limiter.turn().await, seconds(0));
}

#[tokio::test(start_paused = true)]
async fn no_response_extends_the_wait_beyond_the_window() {
    let longest = seconds(300);
    for (status, name, value) in [
        (429, "retry-after", "18446744073709551615"),
        (200, "ratelimit", r#""default";r=0;t=18446744073709551615"#),
        (200, "ratelimit", r#""default";r=1;t=18446744073709551615"#),
    ] {
        let rate_limiter = RateLimiter::new(RateLimit::default());
        rate_limiter.turn().await;
        responded(&rate_limiter, status, &[(name, value)]);
        assert_eq!(rate_limiter.turn().await, longest, "{value}");
    }
    for malformed in [
        "",
        ";;;",
        "r=0;t=9",
        r#""default";r=-1;t=x"#,
        r#""a";r=0"#,
        "\"a\";t=1,,r",
    ] {
        let rate_limiter = RateLimiter::new(RateLimit::default());
        responded(&rate_limiter, 200, &[("ratelimit", malformed)]);
        assert_eq!(rate_limiter.turn().await, seconds(0), "{malformed}");
    }
}

/// A program may create a call, do other work, and poll the call later.
#[tokio::test(start_paused = true)]
async fn a_waiting_call_that_is_not_polled_blocks_no_other() {
    let rate_limiter = RateLimiter::new(RateLimit::default());
    responded(&rate_limiter, 200, &[("ratelimit", r#""default";r=0;t=1"#)]);
    let mut kept = Box::pin(rate_limiter.turn());
    let first = poll_fn(|context| Poll::Ready(kept.as_mut().poll(context))).await;
    assert!(first.is_pending());
    assert_eq!(rate_limiter.turn().await, seconds(1));
    kept.await;

    // where there is room for one it costs one turn, and no more
    let rate_limiter = RateLimiter::new(RateLimit::calls(1, seconds(10)));
    rate_limiter.turn().await;
    let mut kept = Box::pin(rate_limiter.turn());
    let first = poll_fn(|context| Poll::Ready(kept.as_mut().poll(context))).await;
    assert!(first.is_pending());
    assert_eq!(rate_limiter.turn().await, seconds(20));
    assert_eq!(rate_limiter.turn().await, seconds(10));
    kept.await;
}

#[test]
fn a_rate_limit_outlives_its_first_runtime() {
    let rate_limiter = RateLimiter::new(RateLimit::calls(1, seconds(1)));
    for _ in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(turns(&rate_limiter, 2));
    }
}

static RECORDINGS: RateScope = RateScope {
    name: "recordings",
    calls: 3,
    seconds: 50,
};

#[tokio::test(start_paused = true)]
async fn calls_of_a_scope_share_a_separate_limit() {
    let rate_limiter = RateLimiter::new(RateLimit::default());
    let begun = Instant::now();
    for _ in 0..3 {
        rate_limiter.of_scope(&RECORDINGS).turn().await;
    }
    // other calls do not wait for it
    rate_limiter.turn().await;
    assert_eq!(begun.elapsed(), Duration::ZERO);
    rate_limiter.of_scope(&RECORDINGS).turn().await;
    assert_eq!(begun.elapsed(), seconds(50));
}
