//! `attendance`: who was in a session, and for how long.

mod page;
mod people;

use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::jobs::{Context, session};
use crate::output::private;
use people::Attendance;

const COLUMNS: [&str; 7] = [
    "custom_participant_id",
    "name",
    "preset_name",
    "joined_at",
    "left_at",
    "minutes",
    "connections",
];

/// Show who was in a session: when they joined and left, and for how many minutes they were there
///
/// Minutes on two devices at the same time count once. `left_at` is empty for people who are still in the session.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The id of a session; with the id of a meeting, its last session is used
    #[arg(value_name = "SESSION|MEETING")]
    id: String,
    /// Write an HTML page with a timeline to this file, which other users of this machine cannot read; the page needs no network
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Shows who was there.
pub async fn run(arguments: &Arguments, context: &Context<'_>) -> Result<(), Failure> {
    let session = session::find(&context.client, &arguments.id).await?;
    let attendance = Attendance::read(&context.client, session).await?;
    if let Some(file) = &arguments.html {
        let written = private::replace(file, page::page(&attendance).as_bytes());
        return written.map_err(|error| Failure::io(file.display(), &error));
    }
    let mut printer = context.printer(&COLUMNS);
    for person in &attendance.people {
        printer.item(person.row())?;
    }
    printer.finish()
}
