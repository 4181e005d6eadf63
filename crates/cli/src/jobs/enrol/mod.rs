//! `enrol`: adds the users of a list to a meeting, each once, however often it is interrupted.
//!
//! A user is written to the output before the request is sent (`started`), and again with the outcome. Each row is on the
//! disk before the work goes on. So a later run knows of every user whether they are enrolled (`added`), are not
//! (`failed`, or no row), or whether that is unknown (`started`, `unknown`); of the latter it asks the service.

mod journal;
mod outcome;
mod progress;
mod resolve;
mod users;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use realtimekit::Outcome;

use crate::failure::Failure;
use crate::jobs::Context;
use crate::output::note;
use journal::{Journal, State};
use outcome::Counts;
use progress::Progress;
use users::User;

/// Add the users of a CSV file to a meeting, and write their tokens to another
///
/// The first line of USERS has the names of the columns: `custom_participant_id` is required, `name`, `preset_name` and
/// `picture` are not. The output has the columns `custom_participant_id`, `meeting_id`, `status`, `participant_id`,
/// `token` and `error`; others cannot read it.
///
/// It can be interrupted and run again with the same arguments: who is enrolled is not added again. If it is not known
/// whether somebody was added (the status is `unknown`, and the exit code 6), the next run asks the service.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The meeting
    meeting_id: String,
    /// A CSV file with the users
    users: PathBuf,
    /// The preset of users whose line has no `preset_name`
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// The CSV file that the tokens are written to
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Look up who is in the meeting already, and write a new token for them instead of adding them
    #[arg(long)]
    existing: bool,
    /// How many calls are under way at a time
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    at_once: u8,
}

/// Enrols the users.
pub async fn run(arguments: &Arguments, context: &Context<'_>) -> Result<(), Failure> {
    let users = users::read(&arguments.users, arguments.preset.as_deref())?;
    let client = &context.client;
    let mut journal = Journal::open(&arguments.out, &arguments.meeting_id)?;
    let participants = client.meeting(arguments.meeting_id.as_str()).participants();
    let mut counts = Counts::default();

    let unknown = users.iter().filter(|user| match journal.state(&user.id) {
        State::Added => false,
        State::Unknown => true,
        State::NotAdded => arguments.existing,
    });
    let unknown: Vec<&User> = unknown.collect();
    if !unknown.is_empty() {
        resolve::resolve(client, &arguments.meeting_id, &unknown, &mut journal).await?;
    }
    let (done, todo): (Vec<User>, Vec<User>) = users
        .into_iter()
        .partition(|user| journal.state(&user.id) == State::Added);
    counts.already = done.len();

    let progress = Progress::new(todo.len());
    let journal = Arc::new(Mutex::new(journal));
    let started = Arc::clone(&journal);
    let stop = Arc::new(AtomicBool::new(false));
    let is_stopped = Arc::clone(&stop);
    let ids: Vec<String> = todo.iter().map(|user| user.id.clone()).collect();
    // The first failure to write ends the list: nothing is sent that is not written down.
    let bodies = todo.into_iter().map_while(move |user| {
        if is_stopped.load(Ordering::Relaxed) {
            return None;
        }
        let mut journal = started.lock().unwrap_or_else(PoisonError::into_inner);
        journal.started(&user.id).then(|| user.body())
    });
    let mut outcomes = participants.add_many(bodies, usize::from(arguments.at_once));
    while let Some((position, outcome)) = outcomes.next().await {
        let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
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
                // Without a permission, the others fail as well. Those under way are waited for.
                stop.fetch_or(error.is_auth(), Ordering::Relaxed);
                journal.failed(id, &error.to_string())?;
                counts.failed(error);
            }
        }
        progress.one_more();
    }
    drop(outcomes);
    progress.finish();
    let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
    journal.finish()?;
    note(&counts.to_string());
    counts.result()
}
