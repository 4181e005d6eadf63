//! Adds users, several at a time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use realtimekit::{Client, Outcome};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::journal::{Journal, lock};
use super::outcome::Counts;
use super::progress::Progress;
use super::users::User;
use crate::failure::Failure;
use crate::output::note;
use crate::signals::Signals;

/// The maximum time to wait after Ctrl-C for requests in progress.
const PATIENCE: Duration = Duration::from_secs(5);
/// The interval in which the remaining time is shown and the output is marked as in use.
const TICK: Duration = Duration::from_secs(1);

/// The input of the run.
pub struct Work<'a> {
    /// The client.
    pub client: &'a Client,
    /// The meeting.
    pub meeting: &'a str,
    /// The number of simultaneous calls.
    pub at_once: u8,
    /// The output.
    pub journal: &'a Arc<Mutex<Journal>>,
    /// Ctrl-C.
    pub signals: Signals,
    /// The outcomes.
    pub counts: Counts,
}

/// Adds users to a meeting, and counts the outcomes.
///
/// # Errors
/// The output could not be written, or Ctrl-C was pressed.
pub async fn add(
    work: &mut Work<'_>,
    users: Vec<User>,
    mut progress: Progress,
) -> Result<(), Failure> {
    let Work {
        client,
        meeting,
        at_once,
        journal,
        signals,
        counts,
    } = work;
    let started = Arc::clone(journal);
    let stop = Arc::new(AtomicBool::new(false));
    let is_stopped = Arc::clone(&stop);
    let ids: Vec<String> = users.iter().map(|user| user.id.clone()).collect();
    // After the first write error no request is sent, because each must be in the journal first.
    let bodies = users.into_iter().map_while(move |user| {
        if is_stopped.load(Ordering::Relaxed) {
            return None;
        }
        lock(&started).started(&user.id).then(|| user.body())
    });
    let participants = client.meeting(*meeting).participants();
    let mut outcomes = participants.add_many(bodies, usize::from(*at_once));
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut end: Option<Instant> = None;
    loop {
        let next = tokio::select! {
            next = outcomes.next() => next,
            _ = ticks.tick() => {
                lock(journal).mark_in_use()?;
                progress.show();
                continue;
            }
            _ = signals.next() => {
                if end.is_some() {
                    return Err(Failure::Interrupted);
                }
                stop.store(true, Ordering::Relaxed);
                end = Some(Instant::now() + PATIENCE);
                note("waiting for the requests in progress; press Ctrl-C again to end at once");
                continue;
            }
            () = patience(end) => return Err(Failure::Interrupted),
        };
        let Some((position, outcome)) = next else {
            break;
        };
        let mut journal = lock(journal);
        let id = &ids[position];
        match outcome {
            Outcome::Done(added) => {
                counts.added += 1;
                journal.added(id, added.id.as_str(), added.token.expose())?;
            }
            Outcome::Unknown(error) => {
                counts.unknown += 1;
                journal.unknown(id, &error.to_string())?;
            }
            Outcome::NotDone(error) => {
                journal.failed(id, &error.to_string())?;
                // Requests in progress are still completed.
                stop.fetch_or(counts.failed(error), Ordering::Relaxed);
            }
        }
        progress.one_more();
    }
    progress.finish();
    match end {
        Some(_) => Err(Failure::Interrupted),
        None => Ok(()),
    }
}

async fn patience(end: Option<Instant>) {
    match end {
        Some(end) => sleep_until(end).await,
        None => std::future::pending().await,
    }
}
