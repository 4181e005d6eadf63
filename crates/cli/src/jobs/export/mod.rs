//! `export`: everything about a session in a folder, before the service deletes it.

mod download;
mod files;
mod folder;
mod recordings;

use std::path::PathBuf;

use clap::Args;
use realtimekit::types::{SessionStatus, TranscriptFormat};

use crate::failure::Failure;
use crate::jobs::{Context, session};
use crate::output::note;
use files::Export;

/// Write everything about a session into a folder: participants, chat, transcript, summary and recordings
///
/// The folder has checksums in SHA256SUMS. When the command is run again, files that are complete are not downloaded again,
/// and the download of a recording continues where it was interrupted. Only you can read the files.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The id of a session; with the id of a meeting, its last session is used
    #[arg(value_name = "SESSION|MEETING")]
    id: String,
    /// The folder to write to
    dir: PathBuf,
    /// The format of the transcript
    #[arg(long, value_name = "FORMAT", default_value = "csv", value_parser = ["csv", "json", "srt", "vtt"])]
    transcript_format: String,
}

/// Exports the session.
pub async fn run(arguments: &Arguments, context: &Context<'_>) -> Result<(), Failure> {
    let session = session::find(&context.client, &arguments.id).await?;
    if session.status == SessionStatus::Live {
        note("the session is still live; run the command again after it has ended");
    }
    let mut export = Export::new(context, &arguments.dir)?;
    export.details(&session).await?;
    let at = context.client.session(&session.id);
    let chat = at.chat().await.map(|it| it.chat_download_url);
    export.linked("chat.csv", chat).await?;
    let format = TranscriptFormat::from(arguments.transcript_format.to_uppercase());
    let transcript = at.transcript().format(format).await;
    let name = format!("transcript.{}", arguments.transcript_format);
    export
        .linked(&name, transcript.map(|it| it.transcript_download_url))
        .await?;
    let summary = at.summary().await.map(|it| it.summary_download_url);
    export.linked("summary.txt", summary).await?;
    recordings::export(&mut export, &session).await?;
    export.finish()
}
