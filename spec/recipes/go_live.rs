//! Going live: starts and stops the livestream of a meeting. If a start fails because the livestream
//! was stopped just before, it is tried again.
//!
//! For some seconds after a livestream was stopped, the service responds to the next start with 400, as it does to a
//! request that is not valid. So a start that fails with 400 is repeated for a limited time, and then the error is
//! returned.
//!
//! ```console
//! $ cargo run --example go_live -- MEETING_ID all-hands 3600
//! ```

use std::time::Duration;

use realtimekit::types::{Livestream, MeetingId, StartLivestream};
use realtimekit::{Client, Error};

/// How often to repeat a start that fails with 400.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The time between two attempts.
    pub interval: Duration,
    /// How many attempts are made.
    pub attempts: u32,
}

impl Default for Patience {
    /// Half a minute in total.
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(3),
            attempts: 10,
        }
    }
}

/// Starts streaming the live session of a meeting, or returns the livestream that is already running.
///
/// Viewers watch at its `playback_url`.
pub async fn go_live(
    client: &Client,
    meeting: &MeetingId,
    name: &str,
    patience: Patience,
) -> Result<Livestream, Error> {
    let livestreams = client.meeting(meeting).livestreams();
    let wanted = StartLivestream::new().name(name);
    let mut attempts = 1;
    loop {
        let error = match livestreams.start(&wanted).await {
            Ok(livestream) => return Ok(livestream),
            Err(error) => error,
        };
        if error.is_bad_request() && attempts < patience.attempts {
            attempts += 1;
            tokio::time::sleep(patience.interval).await;
            continue;
        }
        // The response may have been lost, or a livestream is already running.
        if error.is_bad_request() || error.may_have_happened() {
            return livestreams.active().await.or(Err(error));
        }
        return Err(error);
    }
}

/// Stops the livestream of a meeting. Returns whether one was running.
pub async fn stop(client: &Client, meeting: &MeetingId) -> Result<bool, Error> {
    match client.meeting(meeting).livestreams().stop().await {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [meeting, name, seconds] = arguments.as_slice() else {
        return Err("usage: go_live MEETING_ID NAME SECONDS".into());
    };
    let (meeting, seconds) = (meeting.as_str().into(), seconds.parse()?);
    let client = Client::from_env()?;
    let livestream = go_live(&client, &meeting, name, Patience::default()).await?;
    // `stream_key` is a secret, and is not printed.
    println!("watch {}", livestream.playback_url.unwrap_or_default());
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    println!("stopped: {}", stop(&client, &meeting).await?);
    Ok(())
}
