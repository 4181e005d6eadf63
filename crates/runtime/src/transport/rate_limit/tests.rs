//! Pacing, on a clock that is stopped and moves on only when everybody waits.

use std::{
    future::{Future, poll_fn},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use reqwest::{StatusCode, header::HeaderMap};
use tokio::time::{Instant, advance};

use super::{Pace, Pacer};

/// Takes in a response with this status and these headers.
fn responded(pacer: &Pacer, status: u16, headers: &[(&'static str, &str)]) {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    pacer.record_response(StatusCode::from_u16(status).unwrap(), &map);
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// When so many calls in a row have their turns.
async fn turns(pacer: &Pacer, calls: usize) -> Vec<Instant> {
    let mut turns = Vec::new();
    for _ in 0..calls {
        pacer.turn().await;
        turns.push(Instant::now());
    }
    turns
}

/// The most turns in any stretch of this length.
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
async fn no_stretch_of_time_sees_more_calls_than_are_allowed() {
    let pace = |calls| Pace::calls(calls, seconds(10));
    for (pace, calls, time) in [
        (Pace::default(), 1_200, seconds(300)),
        (Pace::calls(3_500, seconds(300)), 3_500, seconds(300)),
        (pace(10), 10, seconds(10)),
        (pace(2), 2, seconds(10)),
        (pace(1), 1, seconds(10)),
        (pace(0), 1, seconds(10)),
    ] {
        let pacer = Pacer::new(pace.clone());
        // not from the beginning of a window
        let _ = turns(&pacer, 1).await;
        advance(time / 7).await;
        let turns = turns(&pacer, 3 * calls).await;
        assert_eq!(most(&turns, time), calls, "{pace:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_second_sees_more_calls_than_are_allowed() {
    let pacer = Pacer::new(Pace::calls(100_000, seconds(300)));
    let most = most(&turns(&pacer, 2_000).await, seconds(1));
    assert_eq!(most, 200);
    let slow = Pacer::new(Pace::calls(100_000, seconds(300)).per_second(0));
    assert_eq!(self::most(&turns(&slow, 5).await, seconds(1)), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_gives_up_takes_no_turn_from_the_others() {
    let pacer = Arc::new(Pacer::new(Pace::calls(1, seconds(10))));
    pacer.turn().await;
    let begun = Instant::now();
    let waiting = |pacer: &Arc<Pacer>| {
        let pacer = Arc::clone(pacer);
        tokio::spawn(async move {
            pacer.turn().await;
            Instant::now()
        })
    };
    let first = waiting(&pacer);
    tokio::task::yield_now().await;
    let second = waiting(&pacer);
    tokio::task::yield_now().await;
    let third = waiting(&pacer);
    tokio::task::yield_now().await;
    first.abort();
    second.abort();
    assert_eq!(third.await.unwrap() - begun, seconds(10));
    assert_eq!(pacer.turn().await, seconds(10));
}

#[tokio::test(start_paused = true)]
async fn turns_come_in_the_order_in_which_they_were_asked_for() {
    let spread = [("ratelimit", r#""default";r=1;t=3"#)];
    for (pace, said) in [
        (Pace::calls(10, seconds(1)), [].as_slice()),
        (Pace::calls(30, seconds(7)).per_second(4), &[]),
        (Pace::calls(10, seconds(1)), &spread),
    ] {
        let pacer = Pacer::new(pace.clone());
        responded(&pacer, 200, said);
        let mut calls: Vec<_> = (0..100).map(|_| Box::pin(pacer.turn())).collect();
        let mut turns = vec![None; 100];
        let mut asked = false;
        let all = poll_fn(|context| {
            let mut poll = |call: usize| {
                if turns[call].is_none() && calls[call].as_mut().poll(context).is_ready() {
                    turns[call] = Some(Instant::now());
                }
            };
            // they ask in their order, and are driven the other way round
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
        assert!(turns.is_sorted(), "{pace:?}: {turns:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn when_nothing_is_left_all_wait_until_there_is() {
    for (status, headers) in [
        (200, vec![("ratelimit", r#""default";r=0;t=30"#)]),
        (
            200,
            vec![("ratelimit", r#""burst";r=90;t=3, "default";r=0;t=30"#)],
        ),
        (429, vec![("retry-after", "30")]),
    ] {
        let pacer = Pacer::new(Pace::default());
        responded(&pacer, status, &headers);
        assert_eq!(pacer.turn().await, seconds(30), "{headers:?}");
        assert_eq!(pacer.turn().await, seconds(0), "{headers:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_little_is_spread() {
    let pacer = Pacer::new(Pace::default());
    let policy = (
        "ratelimit-policy",
        r#""burst";q=50;w=60, "default";q=100;w=60"#,
    );
    responded(
        &pacer,
        200,
        &[("ratelimit", r#""default";r=11;t=30"#), policy],
    );
    assert_eq!(
        most(&turns(&pacer, 5).await, seconds(1)),
        5,
        "that is enough"
    );
    responded(
        &pacer,
        200,
        &[("ratelimit", r#""default";r=10;t=30"#), policy],
    );
    let begun = Instant::now();
    let waits: Vec<_> = turns(&pacer, 12)
        .await
        .iter()
        .map(|turn| (*turn - begun).as_secs())
        .collect();
    assert_eq!(waits, [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 30, 30]);
    // a window that has begun anew is told by the next answer
    responded(
        &pacer,
        200,
        &[("ratelimit", r#""default";r=1;t=30"#), policy],
    );
    responded(
        &pacer,
        200,
        &[("ratelimit", r#""default";r=99;t=30"#), policy],
    );
    assert_eq!(pacer.turn().await, seconds(0));
}

#[tokio::test(start_paused = true)]
async fn no_answer_makes_calls_wait_longer_than_the_limit_lasts() {
    let longest = seconds(300);
    for (status, name, value) in [
        (429, "retry-after", "18446744073709551615"),
        (200, "ratelimit", r#""default";r=0;t=18446744073709551615"#),
        (200, "ratelimit", r#""default";r=1;t=18446744073709551615"#),
    ] {
        let pacer = Pacer::new(Pace::default());
        pacer.turn().await;
        responded(&pacer, status, &[(name, value)]);
        assert_eq!(pacer.turn().await, longest, "{value}");
    }
    for odd in [
        "",
        ";;;",
        "r=0;t=9",
        r#""default";r=-1;t=x"#,
        r#""a";r=0"#,
        "\"a\";t=1,,r",
    ] {
        let pacer = Pacer::new(Pace::default());
        responded(&pacer, 200, &[("ratelimit", odd)]);
        assert_eq!(pacer.turn().await, seconds(0), "{odd}");
    }
}

/// What waits may be kept by somebody who does other things first.
#[tokio::test(start_paused = true)]
async fn a_call_that_waits_and_is_not_driven_stops_nobody() {
    let pacer = Pacer::new(Pace::default());
    responded(&pacer, 200, &[("ratelimit", r#""default";r=0;t=1"#)]);
    let mut kept = Box::pin(pacer.turn());
    let first = poll_fn(|context| Poll::Ready(kept.as_mut().poll(context))).await;
    assert!(first.is_pending());
    assert_eq!(pacer.turn().await, seconds(1));
    kept.await;

    // where there is room for one it costs one turn, and no more
    let pacer = Pacer::new(Pace::calls(1, seconds(10)));
    pacer.turn().await;
    let mut kept = Box::pin(pacer.turn());
    let first = poll_fn(|context| Poll::Ready(kept.as_mut().poll(context))).await;
    assert!(first.is_pending());
    assert_eq!(pacer.turn().await, seconds(20));
    assert_eq!(pacer.turn().await, seconds(10));
    kept.await;
}

#[test]
fn a_pace_outlives_the_runtime_in_which_it_began() {
    let pacer = Pacer::new(Pace::calls(1, seconds(1)));
    for _ in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(turns(&pacer, 2));
    }
}
