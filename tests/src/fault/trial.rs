//! One operation and one fault: makes the call and checks its outcome.

use std::error::Error as _;
use std::fmt::Write as _;

use realtimekit::Error;

use super::SECRET;
use super::responses::{RAY, Subject};
use super::server::Act;
use super::setup::{Played, Setup};
use super::table::{Ends, Fault, LARGEST, Wanted};
use crate::wire::TOKEN;

/// Data that is sent and not read stays in the buffers of the two sockets.
pub const IN_BUFFERS: u64 = 16 * 1024 * 1024;

type Outcome = Result<String, Error>;

/// Makes the call and checks its outcome; `well` is the result without a fault.
#[must_use]
pub fn trial(setup: &Setup, subject: &Subject, fault: &Fault, well: &str) -> Vec<String> {
    let acts = (fault.acts)(subject);
    let reads = !matches!(acts.as_slice(), [] | [Act::ResetUnread]);
    let is_lost = acts.is_empty();
    let wanted = (fault.wanted)(subject);
    let played = match setup.play(subject, acts) {
        Ok(played) => played,
        Err(why) => return vec![why],
    };
    let Played { took, seen, .. } = &played;
    let wanted = Wanted {
        happened: wanted.happened && subject.method != "GET",
        ..wanted
    };
    let mut wrong = check_end(&played.outcome, &wanted, well);
    let mut check = |is_right: bool, what: String| {
        if !is_right {
            wrong.push(what);
        }
    };

    let times = if reads {
        seen.requests.len()
    } else {
        seen.connections
    };
    check(
        is_lost || times == wanted.seen && seen.connections == wanted.seen,
        format!("seen {times} times, not {}", wanted.seen),
    );
    check(
        seen.requests.windows(2).all(|two| two[0] == two[1]),
        format!("other bytes the second time: {seen:?}"),
    );
    check(
        seen.sent <= LARGEST as u64 + IN_BUFFERS,
        format!("took {} bytes", seen.sent),
    );
    check(
        (wanted.least..=wanted.most).contains(took),
        format!("took {took:?}, not {:?} to {:?}", wanted.least, wanted.most),
    );

    check(
        played.elsewhere.connections == 0,
        "another host heard of it".to_owned(),
    );
    wrong
}

/// Checks the end of a call, and returns the mistakes.
fn check_end(outcome: &Outcome, wanted: &Wanted, well: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let fits = match (outcome, &wanted.ends) {
        (Ok(value), Ends::Well) => value == well,
        (Ok(value), Ends::WellWith(word)) => value.contains(word),
        (Ok(value), Ends::WithNothing) => {
            value == "[]" || value.contains("items: []") || !value.contains("Some(")
        }
        (Err(Error::Decode(mismatch)), Ends::Decode(path)) => mismatch.path() == path,
        (Err(error), Ends::Badly(name)) => name_of(error) == *name,
        _ => false,
    };
    let text = printed(outcome);
    if !fits {
        let ended = format!("{outcome:?}");
        wrong.push(format!("ended otherwise than {:?}: {ended}", wanted.ends));
    }
    for secret in [TOKEN, SECRET] {
        if text.contains(secret) {
            wrong.push(format!("prints a secret: {text}"));
        }
    }
    if let Err(error) = outcome {
        wrong.extend(check_error(error, wanted));
    }
    wrong
}

fn check_error(error: &Error, wanted: &Wanted) -> Vec<String> {
    let mut wrong = Vec::new();
    let status = error.status().map(|status| status.as_u16());
    if wanted.status.is_some() {
        if status != wanted.status {
            wrong.push(format!("has {status:?}, not {:?}", wanted.status));
        }
        if error.ray_id() != Some(RAY) {
            wrong.push(format!("has lost the ray: {:?}", error.ray_id()));
        }
    }
    if error.attempts() as usize != wanted.seen {
        wrong.push(format!(
            "reports {} attempts, not {}",
            error.attempts(),
            wanted.seen
        ));
    }
    if error.retry_after() != wanted.retry_after {
        wrong.push(format!("asks to wait {:?}", error.retry_after()));
    }
    let checks = [
        (
            "may have happened",
            error.may_have_happened(),
            wanted.happened,
        ),
        (
            "is a bad request",
            error.is_bad_request(),
            wanted.status == Some(400),
        ),
        (
            "is a server error",
            error.is_server_error(),
            wanted.status >= Some(500),
        ),
        (
            "is a timeout",
            error.is_timeout(),
            name_of(error) == "Timeout",
        ),
        (
            "is rate limited",
            error.is_rate_limited(),
            wanted.status == Some(429),
        ),
        (
            "is not found",
            error.is_not_found(),
            wanted.status == Some(404) && name_of(error) == "Api",
        ),
    ];
    for (what, is, should) in checks {
        if is != should {
            wrong.push(format!("it {what}: {is}, not {should}"));
        }
    }
    wrong
}

/// The name of the error's variant.
fn name_of(error: &Error) -> &'static str {
    match error {
        Error::Config(_) => "Config",
        Error::InvalidRequest(_) => "InvalidRequest",
        Error::Connect(_) => "Connect",
        Error::Timeout(_) => "Timeout",
        Error::Interrupted(_) => "Interrupted",
        Error::Api(_) => "Api",
        Error::UnexpectedResponse(_) => "UnexpectedResponse",
        Error::Decode(_) => "Decode",
        _ => "of tomorrow",
    }
}

/// Everything that can be printed: the value, or the text of the error, its parts, and the same of every cause.
fn printed(outcome: &Outcome) -> String {
    let error = match outcome {
        Ok(value) => return value.clone(),
        Err(error) => error,
    };
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, "\n{error}\n{error:?}\n{error:#?}");
        cause = error.source();
    }
    text
}
