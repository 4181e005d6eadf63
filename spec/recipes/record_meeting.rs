//! Recording a meeting: starts a recording, stops it, and downloads the file before its URL expires.
//!
//! RealtimeKit deletes the file after 7 days, and its URL expires earlier. So this downloads the file as soon as it is
//! uploaded, from a URL that was just fetched. With a `storage_config`, the service uploads the file to your own storage
//! instead.
//!
//! ```console
//! $ cargo run --example record_meeting -- MEETING_ID 60 meeting.mp4
//! ```

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::time::Duration;

use realtimekit::types::{MeetingId, Recording, RecordingId, RecordingStatus, StartRecording};
use realtimekit::{Client, ClientBuilder, Error, RateLimit, reqwest};

/// Why there is no file.
#[derive(Debug)]
pub enum Failure {
    /// A call failed.
    Call(Error),
    /// The service could not record, or could not upload the recording.
    Errored,
    /// The file was not uploaded in time.
    NotUploaded(RecordingStatus),
    /// The recording has no URL: the file was deleted, or is in your own storage.
    NoAddress,
    /// The file server rejected the download, for example because the URL has expired.
    Refused(reqwest::StatusCode),
    /// The download ended early.
    Incomplete {
        /// The bytes that were downloaded.
        received: u64,
        /// The size of the file in bytes.
        expected: u64,
    },
    /// The file could not be written.
    Write(io::Error),
}

/// Starts recording the live session of a meeting, for at most `max_seconds`.
pub async fn start(
    client: &Client,
    meeting: &MeetingId,
    max_seconds: u32,
) -> Result<RecordingId, Error> {
    let recordings = client.meeting(meeting).recordings();
    let wanted = StartRecording::new().max_seconds(max_seconds);
    match recordings.start(&wanted).await {
        Ok(recording) => Ok(recording.id),
        // The response was lost. If the recording was started, it is the active one.
        Err(error) if error.may_have_happened() => match recordings.active().await {
            Ok(recording) => Ok(recording.id),
            Err(_) => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// Stops the recording and waits until its file is uploaded. It polls `attempts` times, with this `interval`.
///
/// A service that receives webhooks does not need to wait: the event `recording.statusUpdate` reports `UPLOADED`.
pub async fn stop(
    client: &Client,
    recording: &RecordingId,
    interval: Duration,
    attempts: u32,
) -> Result<Recording, Failure> {
    let recording = client.recording(recording);
    let mut status = match recording.stop().await {
        Ok(stopped) => stopped.status,
        // It may already be stopped, by this call or because everybody left. Its status shows it.
        Err(_) => recording.get().await?.status,
    };
    for _ in 0..attempts {
        tokio::time::sleep(interval).await;
        let current = recording.get().await?;
        match current.status {
            RecordingStatus::Uploaded => return Ok(current),
            RecordingStatus::Errored => return Err(Failure::Errored),
            other => status = other,
        }
    }
    Err(Failure::NotUploaded(status))
}

/// Downloads the file of a recording and returns its size in bytes.
pub async fn download(
    client: &Client,
    recording: &RecordingId,
    into: &mut impl Write,
) -> Result<u64, Failure> {
    // URLs expire, so a stored one is not used.
    let recording = client.recording(recording).get().await?;
    let address = recording.download_url.ok_or(Failure::NoAddress)?;
    // The URL is enough to download the file. The API token is not sent to another server.
    let mut response = reqwest::get(address.expose())
        .await
        .map_err(reqwest::Error::without_url)
        .map_err(io::Error::other)?;
    if !response.status().is_success() {
        return Err(Failure::Refused(response.status()));
    }
    let mut received = 0;
    loop {
        let chunk = response.chunk().await.map_err(reqwest::Error::without_url);
        let Some(bytes) = chunk.map_err(io::Error::other)? else {
            break;
        };
        into.write_all(&bytes)?;
        received += bytes.len() as u64;
    }
    match recording.file_size {
        Some(expected) if expected != received => Err(Failure::Incomplete { received, expected }),
        _ => Ok(received),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => fmt::Display::fmt(error, f),
            Self::Errored => f.write_str("the service could not record the meeting"),
            Self::NotUploaded(status) => write!(f, "the recording is still {status}"),
            Self::NoAddress => f.write_str("the recording has no address"),
            Self::Refused(status) => write!(f, "the download was refused: {status}"),
            Self::Incomplete { received, expected } => {
                write!(f, "{received} of {expected} bytes were downloaded")
            }
            Self::Write(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl std::error::Error for Failure {}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [meeting, seconds, path] = arguments.as_slice() else {
        return Err("usage: record_meeting MEETING_ID SECONDS FILE".into());
    };
    let seconds: u32 = seconds.parse()?;
    // Waits instead of exceeding the limit of the recording API.
    let client = ClientBuilder::from_env()?
        .rate_limit(RateLimit::default())
        .build()?;
    let recording = start(&client, &meeting.as_str().into(), seconds).await?;
    tokio::time::sleep(Duration::from_secs(seconds.into())).await;
    let uploaded = stop(&client, &recording, Duration::from_secs(10), 60).await?;
    let size = download(&client, &uploaded.id, &mut File::create(path)?).await?;
    println!("{path}: {size} bytes");
    Ok(())
}
