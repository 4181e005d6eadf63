//! `quality`: how well people heard and saw each other.

mod page;
mod peer;
mod samples;
mod series;
mod sparkline;
mod surroundings;

use std::path::PathBuf;

use clap::Args;
use realtimekit::types::PeerId;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::jobs::{Context, session};
use crate::output::clean::visible;
use crate::output::{note, private};
use peer::{Peer, rounded};
use series::Series;
use sparkline::sparkline;

// On a terminal of 80 columns, the first ones fit.
const COLUMNS: [&str; 12] = [
    "name",
    "heard",
    "saw",
    "spoke",
    "showed",
    "worst_loss",
    "worst_round_trip",
    "worst_at",
    "device",
    "network",
    "custom_participant_id",
    "peer_id",
];
const COURSES: [&str; 8] = [
    "stream", "measure", "course", "worst", "unit", "mean", "worst_at", "peer_id",
];

/// Show how good a call was: a row for each peer of a session, or the measurements of one peer or user over time
///
/// The scores are mean opinion scores from 1 (bad) to 5 (excellent): `heard` is the audio that the peer received, `saw` the video
/// that it received, `spoke` the audio that it sent, `showed` the video that it sent. Packet loss is shown in percent and the round trip in milliseconds. The API
/// does not document its units: these are assumed. A peer is one connection of a participant in the session.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The id of a session; with the id of a meeting, its last session is used
    #[arg(value_name = "SESSION|MEETING")]
    id: String,
    /// Show the measurements over time: of the peer with this id, or of all peers of the user with this
    /// `custom_participant_id`
    #[arg(value_name = "PEER|USER")]
    peer: Option<String>,
    /// Write an HTML page with charts to this file, which other users of this machine cannot read; the page needs no network
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Shows how good the call was.
pub async fn run(arguments: &Arguments, context: &Context<'_>) -> Result<(), Failure> {
    let client = &context.client;
    let session = session::find(client, &arguments.id).await?;
    let mut ids: Vec<PeerId> = Vec::new();
    let mut peers = session::peers(client, &session.id);
    while let Some(peer) = peers.try_next().await? {
        let user = peer.custom_participant_id.as_ref();
        let is_wanted = |id: &PeerId| {
            let wanted = arguments.peer.as_deref();
            wanted
                .is_none_or(|it| id.as_str() == it || user.is_some_and(|user| user.as_str() == it))
        };
        ids.extend(peer.id.filter(is_wanted));
    }
    if let (Some(wanted), true) = (&arguments.peer, ids.is_empty()) {
        let wanted = visible(wanted);
        return Err(Failure::Missing(format!(
            "the session has no peer and no user `{wanted}`"
        )));
    }
    let mut peers = Vec::new();
    for id in &ids {
        match Peer::read(client, id).await {
            Ok(peer) => peers.push(peer),
            // Reports are kept for a time only.
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error.into()),
        }
    }
    let missing = ids.len() - peers.len();
    if missing > 0 {
        note(&format!("{missing} of {} peers have no report", ids.len()));
    }
    if let Some(file) = &arguments.html {
        let written = private::replace(file, page::page(&session, &peers).as_bytes());
        return written.map_err(|error| Failure::io(file.display(), &error));
    }
    let of_one = arguments.peer.is_some();
    let mut printer = context.ranked_printer(if of_one { &COURSES } else { &COLUMNS });
    for peer in &peers {
        if of_one {
            for (stream, series) in peer.series() {
                printer.item(course(peer, stream, series))?;
            }
        } else {
            printer.item(peer.row())?;
        }
    }
    printer.finish()
}

fn course(peer: &Peer, stream: &str, series: &Series) -> Value {
    let values: Vec<f64> = series.points.iter().map(|(_, value)| *value).collect();
    let worst = series.worst();
    json!({
        "stream": stream,
        "measure": series.measure,
        "unit": series.unit,
        "mean": rounded(series.mean()),
        "worst": worst.map(|(_, value)| rounded(value)),
        "worst_at": worst.map(|(at, _)| at.text()),
        "course": sparkline(&values),
        "peer_id": peer.id,
    })
}
