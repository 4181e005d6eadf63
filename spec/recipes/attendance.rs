//! Attendance and call quality: who was in a session, for how long, and how well they heard and saw each other.
//!
//! What RealtimeKit lists are peers: one connection each. Somebody who joins from a phone and a laptop, or drops out and
//! comes back, is several peers and one participant. So the minutes are added up under your own id of the user.
//!
//! ```console
//! $ cargo run --example attendance -- SESSION_ID
//! ```

use std::collections::BTreeMap;

use realtimekit::types::{CustomParticipantId, Filter, PeerId, SessionId, SessionStatus};
use realtimekit::{Client, Error};

/// A session and who was in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attendance {
    /// The session is still going on, and the figures grow. Its meeting may be closed all the same: a live session
    /// outlives it (see the recipe `close_meeting`).
    pub is_live: bool,
    /// The minutes that all of them spent there together.
    pub minutes: f64,
    /// Who was there, by your own id of them; those whom the service gives none are together under `None`.
    pub attendees: BTreeMap<Option<CustomParticipantId>, Attendee>,
}

/// A participant, with all of their connections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attendee {
    /// A name under which they joined.
    pub name: Option<String>,
    /// The minutes of all connections together: two at the same time count twice.
    pub minutes: f64,
    /// One of the connections is still there.
    pub is_there: bool,
    /// The connections.
    pub peers: Vec<PeerId>,
}

/// How good a connection was. Scores go from 1 (bad) to 5 (excellent); what was not measured is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// The mean score of the sound that they heard.
    pub heard: Option<f64>,
    /// The mean score of the picture that they saw.
    pub saw: Option<f64>,
    /// The mean score of the sound that others got from them.
    pub spoke: Option<f64>,
    /// The share of the call, from 0 to 1, in which their network was too slow for their picture.
    pub starved: Option<f64>,
}

/// Who was in the session, and for how long.
pub async fn attendance(client: &Client, session: &SessionId) -> Result<Attendance, Error> {
    let session = client.session(session);
    let about = session.get().await?;
    let mut attendees: BTreeMap<_, Attendee> = BTreeMap::new();
    // Page by page, and each peer once, however many come and go meanwhile.
    let mut peers = session.participants().list().stream();
    while let Some(peer) = peers.try_next().await? {
        let attendee = attendees.entry(peer.custom_participant_id).or_default();
        attendee.name = peer.display_name.or(attendee.name.take());
        attendee.minutes += peer.duration.unwrap_or_default();
        // Missing, null, or a text that is no time: while they are there, each has been seen.
        let left = peer.left_at.and_then(|time| time.to_system_time());
        attendee.is_there |= left.is_none();
        attendee.peers.extend(peer.id);
    }
    Ok(Attendance {
        is_live: about.status == SessionStatus::Live,
        minutes: about.minutes_consumed,
        attendees,
    })
}

/// How good one connection was; `None` when there is no report on it.
pub async fn quality(client: &Client, peer: &PeerId) -> Result<Option<Quality>, Error> {
    let report = client.sessions().peer_report(peer).get();
    // A whole report is long, and has the peer's address. Ask for what is needed.
    let details = match report.filters([Filter::QualityStats]).await {
        Ok(details) => details,
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(measured) = details.peer_report.and_then(|report| report.quality) else {
        return Ok(None);
    };
    // What a peer sends is called producer, what it receives consumer. Beside these summaries there are the single
    // measurements, and the same again for a shared screen.
    let heard = measured.audio_consumer_cumulative;
    let saw = measured.video_consumer_cumulative;
    let spoke = measured.audio_producer_cumulative;
    let showed = measured.video_producer_cumulative;
    Ok(Some(Quality {
        heard: heard.and_then(|sound| sound.quality_mos?.avg),
        saw: saw.and_then(|picture| picture.quality_mos?.avg),
        spoke: spoke.and_then(|sound| sound.quality_mos?.avg),
        starved: showed.and_then(|picture| picture.issues?.bandwidth_quality_limitation_fraction),
    }))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [session] = arguments.as_slice() else {
        return Err("usage: attendance SESSION_ID".into());
    };
    let client = Client::from_env()?;
    let attendance = attendance(&client, &session.as_str().into()).await?;
    let state = if attendance.is_live {
        "so far"
    } else {
        "in all"
    };
    println!("{:.1} minutes {state}", attendance.minutes);
    for (user, attendee) in &attendance.attendees {
        let user = user.as_ref().map_or("somebody", |user| user.as_str());
        println!("{user}: {:.1} minutes", attendee.minutes);
        for peer in &attendee.peers {
            match quality(&client, peer).await? {
                Some(quality) => println!("  {quality:?}"),
                None => println!("  no report"),
            }
        }
    }
    Ok(())
}
