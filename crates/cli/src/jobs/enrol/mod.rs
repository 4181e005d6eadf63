//! `enrol`: adds the users of a list to a meeting, each once, however often it is interrupted.
//!
//! A row is written for each user before the request is sent (`started`), and again with the outcome. Each row is on
//! the disk before the run continues. So a later run knows whether a user is enrolled (`added`), is not enrolled
//! (`failed`, or no row), or whether the outcome is unknown (`started`, `unknown`). It looks up the latter in the
//! meeting.
//!
//! A user who is not found may still be added, because the service may carry out a request after its sender was killed.
//! So these users come last, and are looked up repeatedly until the request had enough time (`--settle`). Only then are
//! they added.

mod add;
mod journal;
mod outcome;
mod progress;
mod rate;
mod resolve;
mod users;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::failure::Failure;
use crate::jobs::Context;
use crate::output::note;
use crate::signals::Signals;
use add::Work;
use clap::Args;
use journal::{Journal, State, lock};
use outcome::Counts;
use progress::Progress;
use rate::Rate;
use users::User;

/// Add the users of a CSV file to a meeting, and write their tokens to another file
///
/// The first line of USERS has the names of the columns: `custom_participant_id` is required; `name`, `preset_name` and
/// `picture` are optional. The file of --out has the columns `custom_participant_id`, `meeting_id`, `status`,
/// `participant_id`, `token` and `error`. Other users of this machine cannot read it.
///
/// The command can be interrupted and run again with the same arguments: users who were added are not added again. If it
/// is unknown whether a user was added (the status is `unknown`, and the exit code 6), the next run looks the user up in the
/// meeting.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The id of the meeting
    meeting_id: String,
    /// A CSV file with the users
    users: PathBuf,
    /// The preset of users whose line has no `preset_name`
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// The CSV file for the tokens
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Also look for users who were added to the meeting in another way, and write a new token for them
    #[arg(long)]
    existing: bool,
    /// The number of simultaneous calls
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    at_once: u8,
    /// The rate limit of your token, as CALLS/SECONDS
    ///
    /// The default is the general limit of Cloudflare's API. The documentation of RealtimeKit has a higher one, 3500/300,
    /// which may be too high for Cloudflare's API. After too many calls, Cloudflare refuses all calls with the token for five minutes.
    #[arg(long, value_name = "CALLS/SECONDS", default_value = "1200/300")]
    rate_limit: Rate,
    /// How many seconds to wait after an interrupted run before a request that got no response is sent again
    ///
    /// An interrupted run may have sent requests without reading the responses. Until this time has passed, the
    /// next run only looks for the users of these requests in the meeting. If a user has not appeared by then, it sends the
    /// request again.
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    settle: u64,
}

/// Enrols the users.
pub async fn run(arguments: &Arguments, context: &Context<'_>) -> Result<(), Failure> {
    let users = users::read(&arguments.users, arguments.preset.as_deref())?;
    let client = context
        .settings
        .limited_client(arguments.rate_limit.into())?;
    let meeting = arguments.meeting_id.as_str();
    let journal = Journal::open(&arguments.out, meeting)?;
    let total = users.len();
    let settled = journal.last_use() + Duration::from_secs(arguments.settle);

    let (unknown, known): (Vec<User>, Vec<User>) =
        users
            .into_iter()
            .partition(|user| match journal.state(&user.id) {
                State::Added => false,
                State::Unknown => true,
                State::NotAdded => arguments.existing,
            });
    let journal = Arc::new(Mutex::new(journal));
    let mut missing = Vec::new();
    if !unknown.is_empty() {
        missing = resolve::resolve(&client, meeting, unknown, &journal).await?;
    }
    // For the other missing users, no request was sent.
    let (doubtful, missing): (Vec<User>, Vec<User>) = missing.into_iter().partition(|user| {
        lock(&journal).state(&user.id) == State::Unknown && SystemTime::now() < settled
    });
    let new = known
        .into_iter()
        .filter(|user| lock(&journal).state(&user.id) != State::Added);
    let todo: Vec<User> = missing.into_iter().chain(new).collect();

    let counts = Counts::after(total - todo.len() - doubtful.len());
    let mut work = Work {
        client: &client,
        meeting,
        at_once: arguments.at_once,
        journal: &journal,
        signals: Signals::new()?,
        counts,
    };
    let ended = enrol(&mut work, todo, doubtful, settled, arguments.rate_limit).await;
    let counts = work.counts;
    lock(&journal).finish()?;
    note(&counts.to_string());
    ended?;
    counts.result()
}

async fn enrol(
    work: &mut Work<'_>,
    todo: Vec<User>,
    doubtful: Vec<User>,
    settled: SystemTime,
    rate: Rate,
) -> Result<(), Failure> {
    let progress = |users: &[User]| Progress::new(users.len(), rate);
    let shown = progress(&todo);
    add::add(work, todo, shown).await?;
    let count = doubtful.len();
    let missing = settle(work, doubtful, settled).await?;
    work.counts.already += count - missing.len();
    let shown = progress(&missing);
    add::add(work, missing, shown).await
}

/// Looks up users who may still be added by an interrupted run, until all are in the meeting or the time is over.
/// Returns those who are not in the meeting.
async fn settle(
    work: &mut Work<'_>,
    mut users: Vec<User>,
    settled: SystemTime,
) -> Result<Vec<User>, Failure> {
    let mut pause = Duration::from_secs(1);
    let rest = || {
        settled
            .duration_since(SystemTime::now())
            .unwrap_or_default()
    };
    if !users.is_empty() {
        note(&format!(
            "the last run was killed before it knew whether {} users were added; looking them up for {} s (--settle), and only then adding those who are missing",
            users.len(),
            rest().as_secs() + 1
        ));
    }
    while !users.is_empty() {
        let left = rest();
        let look = async {
            tokio::time::sleep(left.min(pause)).await;
            resolve::resolve(work.client, work.meeting, users, work.journal).await
        };
        users = tokio::select! {
            missing = look => missing?,
            _ = work.signals.next() => return Err(Failure::Interrupted),
        };
        if left.is_zero() {
            break;
        }
        pause *= 2;
    }
    Ok(users)
}
