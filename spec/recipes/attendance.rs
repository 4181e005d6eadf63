//! Attendance and call quality: who was in a session, for how long, and the quality of their audio and video.
//!
//! RealtimeKit lists peers: one for each connection. A user who joins from a phone and a laptop, or who reconnects, is
//! several peers and one participant. So the minutes are added up under your own id of the user.
//!
//! ```console
//! $ cargo run --example attendance -- SESSION_ID
//! ```

use std::collections::BTreeMap;

use realtimekit::types::{CustomParticipantId, Filter, PeerId, SessionId, SessionStatus};
use realtimekit::{Client, Error};

/// A session and its participants.
#[derive(Clone, Debug, PartialEq)]
pub struct Attendance {
    /// The session is live, so the figures still grow. Its meeting may already be closed (see the recipe
    /// `close_meeting`).
    pub is_live: bool,
    /// The total minutes of all participants.
    pub minutes: f64,
    /// The participants, by your own id of them. Those without one are together under `None`.
    pub attendees: BTreeMap<Option<CustomParticipantId>, Attendee>,
}

/// A participant, with all of their connections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attendee {
    /// A name under which they joined.
    pub name: Option<String>,
    /// The total minutes of all connections. Two at the same time count twice.
    pub minutes: f64,
    /// One of the connections is live.
    pub is_there: bool,
    /// The connections.
    pub peers: Vec<PeerId>,
}

/// The quality of a connection. Scores are from 1 (bad) to 5 (excellent); `None` was not measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// The mean score of the audio that they received.
    pub heard: Option<f64>,
    /// The mean score of the video that they received.
    pub saw: Option<f64>,
    /// The mean score of the audio that they sent.
    pub spoke: Option<f64>,
    /// The share of the call, from 0 to 1, in which their network limited the quality of their video.
    pub starved: Option<f64>,
}

/// Who was in the session, and for how long.
pub async fn attendance(client: &Client, session: &SessionId) -> Result<Attendance, Error> {
    let session = client.session(session);
    let about = session.get().await?;
    let mut attendees: BTreeMap<_, Attendee> = BTreeMap::new();
    // Page by page, and each peer once, even if peers join meanwhile.
    let mut peers = session.participants().list().stream();
    while let Some(peer) = peers.try_next().await? {
        let attendee = attendees.entry(peer.custom_participant_id).or_default();
        attendee.name = peer.display_name.or(attendee.name.take());
        attendee.minutes += peer.duration.unwrap_or_default();
        // While they are in the session, this is missing, null, or not a timestamp.
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

/// The quality of one connection; `None` if there is no report on it.
pub async fn quality(client: &Client, peer: &PeerId) -> Result<Option<Quality>, Error> {
    let report = client.sessions().peer_report(peer).get();
    // A full report is long, and has the peer's IP address. Request only what is needed.
    let details = match report.filters([Filter::QualityStats]).await {
        Ok(details) => details,
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(measured) = details.peer_report.and_then(|report| report.quality) else {
        return Ok(None);
    };
    // A producer is a stream that the peer sends, a consumer one that it receives. The report also has the single
    // measurements, and the same for screen shares.
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
