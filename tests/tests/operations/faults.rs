//! Every operation with every fault: see `realtimekit_tests::fault`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use realtimekit::reqwest;
use realtimekit::{ClientBuilder, Error, RateLimit, RetryPolicy};
use realtimekit_tests::fault::responses::Subject;
use realtimekit_tests::fault::server::{Act, End};
use realtimekit_tests::fault::setup::{HANGS, Setup};
use realtimekit_tests::fault::table::{FAULTS, Fault, LARGEST, LIMIT};
use realtimekit_tests::fault::trial::{IN_BUFFERS, trial};
use realtimekit_tests::wire::TOKEN;

use crate::cases;

fn in_trial(builder: ClientBuilder) -> ClientBuilder {
    builder.timeout(LIMIT).max_response_size(LARGEST)
}

/// Runs a check on every operation, on all cores, each with its own setups. All mistakes together fail the test.
fn on_every_operation(
    change: impl Fn(ClientBuilder) -> ClientBuilder + Sync,
    try_it: impl Fn(&Setup, &Subject) -> Vec<String> + Sync,
) {
    let cases: Vec<_> = cases().collect();
    let chosen = chosen("OPERATION", cases.iter().map(|case| case.operation));
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let setup = Setup::new(&change).unwrap();
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if !case.operation.contains(&chosen) {
                        continue;
                    }
                    let subject = Subject::new(*case);
                    let who = format!("{} {}", subject.method, case.operation);
                    let found = try_it(&setup, &subject);
                    let found = found.into_iter().map(|what| format!("{who}, {what}"));
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The faults that are called like this; `FAULT` in the environment chooses some of them, as `OPERATION` does with
/// operations.
fn faults(like: &str) -> Vec<&'static Fault> {
    let chosen = chosen("FAULT", FAULTS.iter().map(|fault| fault.name));
    let faults = FAULTS.iter().filter(|fault| fault.name.contains(like));
    let faults: Vec<_> = faults.collect();
    assert!(!faults.is_empty(), "no fault is called like `{like}`");
    faults
        .into_iter()
        .filter(|fault| fault.name.contains(&chosen))
        .collect()
}

/// The names that an environment variable selects; at least one.
fn chosen<'n>(variable: &str, mut names: impl Iterator<Item = &'n str>) -> String {
    let chosen = std::env::var(variable).unwrap_or_default();
    assert!(
        names.any(|name| name.contains(&chosen)),
        "{variable}={chosen} chooses nothing"
    );
    chosen
}

fn subject(operation: &str) -> Subject {
    let case = cases().find(|case| case.operation == operation);
    Subject::new(case.unwrap())
}

#[test]
fn every_operation_ends_rightly_under_every_fault() {
    let faults = faults("");
    on_every_operation(in_trial, |setup, subject| {
        let well = setup.well(subject).unwrap();
        faults
            .iter()
            .flat_map(|fault| {
                let wrong = trial(setup, subject, fault, &well).into_iter();
                wrong.map(|what| format!("{}: {what}", fault.name))
            })
            .collect()
    });
}

/// With every fault, there is one attempt.
#[test]
fn nothing_is_repeated_where_that_is_switched_off() {
    let off = |builder| in_trial(builder).retry(RetryPolicy::off());
    let faults = faults("");
    on_every_operation(off, |setup, subject| {
        faults
            .iter()
            .filter_map(|fault| {
                let acts = (fault.acts)(subject);
                let least = usize::from(!acts.is_empty());
                let played = setup.play(subject, acts).unwrap();
                (played.seen.connections != least)
                    .then(|| format!("{}: {} times", fault.name, played.seen.connections))
            })
            .collect()
    });
}

/// The limits that a faulty server reports may make a client with a rate limit wait, but not panic or hang.
#[test]
fn a_client_with_a_rate_limit_ends_with_any_reported_limits() {
    let limited = |builder| in_trial(builder).rate_limit(RateLimit::default());
    let faults = faults("429");
    on_every_operation(limited, |setup, subject| {
        faults
            .iter()
            .filter_map(|fault| {
                let played = setup.play(subject, (fault.acts)(subject));
                Some(format!("{}: {}", fault.name, played.err()?))
            })
            .collect()
    });
}

type Setting = fn(ClientBuilder) -> ClientBuilder;

/// Settings that make no sense may make calls fail, or wait for ever, but not panic.
#[test]
fn extreme_settings_are_accepted() {
    const NONE: Duration = Duration::ZERO;
    const EVER: Duration = Duration::MAX;
    let settings: &[(&str, Setting)] = &[
        ("next to no time", |builder| {
            builder.timeout(Duration::from_nanos(1))
        }),
        ("any time", |builder| {
            builder.timeout(EVER).connect_timeout(EVER)
        }),
        ("no response", |builder| builder.max_response_size(0)),
        ("any response", |builder| {
            builder.max_response_size(usize::MAX)
        }),
        ("no repeats", |builder| {
            builder.retry(RetryPolicy::new().max_attempts(0).max_total(NONE))
        }),
        ("any repeats", |builder| {
            let policy = RetryPolicy::new().max_attempts(9).max_total(EVER);
            builder.retry(policy.first_delay(NONE).max_delay(EVER))
        }),
        ("no calls", |builder| {
            builder.rate_limit(RateLimit::calls(0, NONE).per_second(0))
        }),
        ("any calls", |builder| {
            builder.rate_limit(RateLimit::calls(u32::MAX, EVER).per_second(u32::MAX))
        }),
    ];
    let subject = subject("get_meeting");
    let faults = faults("then right");
    for (name, change) in settings {
        let setup = Setup::new(change).unwrap();
        for fault in &faults {
            if let Err(why) = setup.play(&subject, (fault.acts)(&subject)) {
                assert_eq!(why, HANGS, "{name}, {}", fault.name);
            }
        }
    }
}

/// A connection that the server closed after a response does not count as broken, because nothing was sent over it.
#[test]
fn a_kept_connection_that_is_gone_costs_nothing() {
    on_every_operation(in_trial, |setup, subject| {
        let mut wrong = Vec::new();
        for end in [End::Close, End::Reset] {
            let acts = vec![subject.good_and_gone(end)];
            for (turn, outcome) in setup.play_twice(subject, acts).into_iter().enumerate() {
                if let Err(error) = outcome {
                    wrong.push(format!("{end:?}, call {turn}: {error:?}"));
                }
            }
            let seen = setup.seen().requests.len();
            if seen != 2 {
                wrong.push(format!("{end:?}: two calls were seen {seen} times"));
            }
        }
        wrong
    });
}

/// With default settings, the first attempt has 30 seconds, and the second the rest of a minute.
#[test]
fn a_silent_server_costs_a_minute_at_most() {
    let setup = Setup::new(|builder| builder).unwrap();
    for (operation, times, least, most) in
        [("get_meeting", 2, 59, 60), ("create_meeting", 1, 30, 30)]
    {
        let silent = vec![Act::Send(vec![], End::Never)];
        let played = setup.play(&subject(operation), silent).unwrap();
        assert!(matches!(played.outcome, Err(Error::Timeout(_))));
        assert_eq!(played.seen.requests.len(), times, "{operation}");
        let grain = Duration::from_millis(10);
        let range = Duration::from_secs(least)..=Duration::from_secs(most) + grain;
        assert!(range.contains(&played.took), "{operation}: {played:?}");
    }
}

/// With default settings, the limit is 64 MiB.
#[test]
fn an_endless_response_is_not_read_to_its_end() {
    let setup = Setup::new(|builder| builder).unwrap();
    let subject = subject("get_meeting");
    let endless: Vec<_> = FAULTS
        .iter()
        .filter(|fault| fault.name.contains("2 GB") || fault.name.contains("length or end"))
        .collect();
    assert_eq!(endless.len(), 3);
    for fault in endless {
        let mut acts = (fault.acts)(&subject);
        if let Some(Act::Flood(.., most)) = acts.first_mut() {
            *most = 128 << 20;
        }
        let played = setup.play(&subject, acts).unwrap();
        assert!(
            matches!(played.outcome, Err(Error::UnexpectedResponse(_))),
            "{played:?}"
        );
        assert!(played.seen.sent <= (64 << 20) + IN_BUFFERS, "{played:?}");
    }
}

/// An HTTP client that is handed in may follow redirects, but not with the token to another host.
#[test]
fn a_redirect_that_is_followed_carries_no_token() {
    let follows = |builder| in_trial(builder).http_client(reqwest::Client::new());
    let faults = faults("redirect");
    on_every_operation(follows, |setup, subject| {
        faults
            .iter()
            .filter_map(|fault| {
                let played = setup.play(subject, (fault.acts)(subject)).unwrap();
                let heard = played.elsewhere.requests.concat();
                let heard = String::from_utf8_lossy(&heard);
                if heard.is_empty() {
                    Some(format!("{}: it was not followed", fault.name))
                } else {
                    heard
                        .contains(TOKEN)
                        .then(|| format!("{}: the token went along", fault.name))
                }
            })
            .collect()
    });
}
