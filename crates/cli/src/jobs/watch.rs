//! `watch`: shows who joins and leaves.

use std::collections::BTreeMap;
use std::time::Duration;

use clap::Args;
use realtimekit::types::SessionParticipant;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::jobs::Context;
use crate::jobs::session::peers;
use crate::output::clean::{json as clean_json, visible};
use crate::output::secrets::{all_shown, shown};
use crate::output::{Format, Output};

/// Show who is in the live session of a meeting, and who joins and leaves, until the session ends
#[derive(Args, Debug)]
pub struct Arguments {
    /// The id of the meeting
    meeting_id: String,
    /// The interval between two requests, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

/// Peers by their ids.
type Peers = BTreeMap<String, SessionParticipant>;

/// Watches the meeting until its session ends.
pub async fn run(arguments: &Arguments, context: &Context<'_>) -> Result<(), Failure> {
    let client = &context.client;
    let meeting = client.meeting(arguments.meeting_id.as_str());
    let session = match meeting.active_session().get().await {
        Ok(session) => session,
        Err(error) if error.is_not_found() => {
            let id = visible(&arguments.meeting_id);
            return Err(Failure::Missing(format!(
                "no session of the meeting `{id}` is live"
            )));
        }
        Err(error) => return Err(error.into()),
    };
    let format = context.global.format(context.settings);
    let mut output = Output::new();
    let mut there = Peers::new();
    loop {
        let mut now = Peers::new();
        let mut peers = peers(client, &session.id);
        while let Some(peer) = peers.try_next().await? {
            let id = peer
                .id
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            if peer
                .left_at
                .as_ref()
                .and_then(|left| left.to_system_time())
                .is_none()
            {
                now.insert(id, peer);
            } else if there.contains_key(&id) {
                // The last row of a peer has the time when they left.
                there.insert(id, peer);
            }
        }
        let mut changes = missing("left", &there, &now);
        changes.extend(missing("joined", &now, &there));
        changes.sort_by_cached_key(|(event, peer)| at(event, peer));
        for (event, peer) in changes {
            report(event, peer, format, &mut output)?;
        }
        output.flush()?;
        there = now;
        // The session is read after the peers, so that peers who left at its end were printed.
        let live = client.session(&session.id).get().await?;
        if live.status != realtimekit::types::SessionStatus::Live {
            let end = json!({"event": "ended", "at": live.ended_at});
            print(end, "the session has ended", format, &mut output)?;
            return output.flush();
        }
        tokio::time::sleep(Duration::from_secs(arguments.every)).await;
    }
}

/// Events of the peers that the other map does not have.
fn missing<'a>(
    event: &'static str,
    of: &'a Peers,
    other: &Peers,
) -> Vec<(&'static str, &'a SessionParticipant)> {
    let missing = of.iter().filter(|(id, _)| !other.contains_key(*id));
    missing.map(|(_, peer)| (event, peer)).collect()
}

/// When the peer joined or left.
fn at(event: &str, peer: &SessionParticipant) -> String {
    let at = if event == "left" {
        &peer.left_at
    } else {
        &peer.joined_at
    };
    at.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn report(
    event: &str,
    peer: &SessionParticipant,
    format: Format,
    output: &mut Output,
) -> Result<(), Failure> {
    let text = |text: Option<String>| text.unwrap_or_default();
    let at = at(event, peer);
    let name = text(peer.display_name.clone());
    let user = text(peer.custom_participant_id.as_ref().map(ToString::to_string));
    let row = json!({
        "event": event,
        "at": at,
        "custom_participant_id": user,
        "name": name,
        "peer_id": peer.id,
    });
    print(
        row,
        &format!("{at}  {event:6}  {name} ({user})"),
        format,
        output,
    )
}

fn print(row: Value, line: &str, format: Format, output: &mut Output) -> Result<(), Failure> {
    match format {
        Format::Table | Format::Csv => output.line(&visible(&shown(line))),
        Format::Json | Format::Jsonl => output.line(&clean_json(&all_shown(row).to_string())),
    }
}
